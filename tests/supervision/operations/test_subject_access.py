"""The formal export: read by a second person, handed over for a week, and noted. (C34)"""

import json
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection, transaction
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from backend.audit.models import Entry
from backend.audit.verification import Finding, verify
from backend.kernel.errors import Invalid, NotFound, NotPermitted, WrongMoment
from backend.notifications.queries import inbox
from supervision.models import DataRequest, ExportPart, Redaction
from supervision.operations import subject_access as operations
from supervision.queries.data_request import own_requests, passages, requests_to_read
from supervision.queries.reading import who_read_this
from tests.supervision.officers import wearing
from tests.supervision.operations.test_retention import YEAR

DAY = timedelta(days=1)
MINE, THEIRS = "canarymine", "canarytheirs"


def lines(document):
    return [line for chapter in document["chapters"] for line in chapter["lines"]]


def item_of(page, text):
    return next(one.line.key for chapter in page.chapters for one in chapter.lines if one.line.text == text)


# -- by two -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["officer", "lead", "police_admin", "council_admin", "sergeant", "outsider"])
def test_to_everybody_but_the_second_reader_it_does_not_exist(access, people, world, who):
    request, actor = access.asks(), getattr(people, who)

    for attempt in [
        lambda: access.opens(request, by=actor),
        lambda: access.redacts(request, "supervision.section:1", "x", by=actor),
        lambda: access.releases(request, by=actor),
    ]:
        with pytest.raises(NotFound), transaction.atomic():
            attempt()
    assert DataRequest.objects.get().state == "ASKED"


@pytest.mark.parametrize("who", ["officer", "sergeant", "police_admin"])
def test_who_asks_is_not_for_everybody(access, people, who):
    access.asks()

    with pytest.raises(NotPermitted):
        requests_to_read(actor=getattr(people, who), now=access.now)


def test_the_subject_is_never_the_second_reader(access, people, world):
    subject = wearing(people.sergeant, "SUPERVISOR", "PRIVACY_OFFICER", "DISCLOSURE_OFFICER")
    request = access.asks(by=subject)

    assert requests_to_read(actor=subject, now=access.now) == []
    with pytest.raises(NotFound):
        access.releases(request, by=subject)


def test_whoever_shares_an_agreement_with_the_subject_is_not_the_second_reader(access, people, pair):
    from supervision.operations.agreement import propose_agreement
    from tests.supervision.conftest import TERMS

    propose_agreement(
        actor=people.privacy_officer,
        membership_ids=[people.sergeant.membership_id],
        kind="PEER",
        part="PEER",
        terms=TERMS,
        now=access.now,
    )
    request = access.asks()

    assert requests_to_read(actor=people.privacy_officer, now=access.now) == []
    with pytest.raises(NotFound):
        access.opens(request)
    assert access.opens(request, by=people.disclosure_officer).card.who == "Sam Okoro"


def test_the_second_reader_sees_the_subjects_words_and_nobody_elses(access, people, pair):
    record = pair.starts()
    pair.writes(record, f"{MINE} private")
    pair.writes(record, f"{THEIRS} shared", by=pair.socialworker, stage="so-what", visibility="TWO_OF_US")
    pair.writes(record, f"{THEIRS} private", by=pair.socialworker)

    page = access.opens(access.asks())

    texts = [one.line.text for chapter in page.chapters for one in chapter.lines]
    assert (f"{MINE} private" in texts, any(THEIRS in text for text in texts)) == (True, False)
    readers = [one.name for one in who_read_this(actor=people.socialworker, record_id=record.pk).readings]
    assert readers == ["Ira Wells"]


def test_before_it_is_released_there_is_nothing_to_take(access, world):
    request = access.asks()

    with pytest.raises(NotFound):
        access.takes(request)


def test_only_the_subject_takes_it(access, people, world):
    request = access.releases(access.asks())

    for actor in (people.privacy_officer, people.socialworker, people.police_admin):
        with pytest.raises(NotFound):
            access.takes(request, by=actor)


# -- redacted ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def told_of_a_neighbour(pair):
    record = pair.starts()
    pair.writes(record, "I spoke to MRSQUIRK twice.\nMRSQUIRK was afraid of her son.")
    return record


def test_words_taken_out_are_gone_and_the_code_stands_there(access, told_of_a_neighbour):
    request = access.asks()
    item = item_of(access.opens(request), "I spoke to MRSQUIRK twice.\nMRSQUIRK was afraid of her son.")

    access.redacts(request, item, "MRSQUIRK")
    access.redacts(request, item, "afraid of her son", because="HARM")
    document = access.takes(access.releases(request))

    assert "MRSQUIRK" not in json.dumps(document)
    (line,) = [line for line in lines(document) if line["key"] == item]
    assert line["text"] == "I spoke to [THIRD_PARTY] twice.\n[THIRD_PARTY] was [HARM]."


def test_passages_that_touch_become_one(access, told_of_a_neighbour):
    request = access.asks()
    item = item_of(access.opens(request), "I spoke to MRSQUIRK twice.\nMRSQUIRK was afraid of her son.")

    access.redacts(request, item, "to MRSQUIRK")
    access.redacts(request, item, "MRSQUIRK twice", because="HARM")
    document = access.takes(access.releases(request))

    (line,) = [line for line in lines(document) if line["key"] == item]
    assert line["text"] == "I spoke [THIRD_PARTY, HARM].\nMRSQUIRK was afraid of her son."


def test_only_the_places_are_kept_of_what_was_taken_out(access, told_of_a_neighbour):
    request = access.asks()
    item = item_of(access.opens(request), "I spoke to MRSQUIRK twice.\nMRSQUIRK was afraid of her son.")
    access.redacts(request, item, "MRSQUIRK")
    access.releases(request)

    rows = [row for model in apps.get_models() for row in model._base_manager.values_list()]
    assert "MRSQUIRK" not in str(rows)
    assert Redaction.objects.count() == 2


@pytest.mark.parametrize(
    ("passage", "because", "field"),
    [("MISSPELT", "THIRD_PARTY", "passage"), (" ", "THIRD_PARTY", "passage"), ("MRSQUIRK", "DISLIKE", "because")],
)
def test_a_redaction_that_makes_no_sense_is_refused(access, told_of_a_neighbour, passage, because, field):
    request = access.asks()
    item = item_of(access.opens(request), "I spoke to MRSQUIRK twice.\nMRSQUIRK was afraid of her son.")

    with pytest.raises(Invalid) as refused:
        access.redacts(request, item, passage, because=because)
    assert list(refused.value.fields) == [field]


def test_another_participants_words_cannot_even_be_asked_about(access, pair):
    theirs = pair.writes(pair.starts(), THEIRS, by=pair.socialworker, visibility="TWO_OF_US")

    with pytest.raises(NotFound):
        access.redacts(access.asks(), f"supervision.section:{theirs.pk}", THEIRS)


def test_words_changed_after_they_were_read_are_read_again(access, pair, told_of_a_neighbour):
    request = access.asks()
    item = item_of(access.opens(request), "I spoke to MRSQUIRK twice.\nMRSQUIRK was afraid of her son.")
    access.redacts(request, item, "MRSQUIRK")
    pair.writes(told_of_a_neighbour, "Today MRSQUIRK rang.", version=1)

    with pytest.raises(WrongMoment):
        access.releases(request)
    for redaction in Redaction.objects.all():
        request.refresh_from_db()
        operations.undo_redaction(
            actor=access.reader,
            request_id=request.pk,
            redaction_id=redaction.pk,
            expected_version=request.version,
            now=access.now,
        )
    access.redacts(request, item, "MRSQUIRK")
    assert "MRSQUIRK" not in json.dumps(access.takes(access.releases(request)))


@hypothesis_settings(max_examples=200)
@given(text=st.text(alphabet="ab ", max_size=30), passage=st.text(alphabet="ab ", min_size=1, max_size=3))
def test_no_passage_is_left_once_it_is_taken_out(text, passage):
    from types import SimpleNamespace

    from supervision.queries.data_request import _burn

    spans = passages(text=text, passage=passage)
    left = _burn(text, [SimpleNamespace(begins=b, ends=e, because="HARM") for b, e in spans])

    assert passage not in text or spans
    assert all(passage not in piece for piece in left.split("[HARM]"))


# -- for a week, and noted --------------------------------------------------------------------------------------------


def test_after_a_week_it_is_gone(access, world):
    request = access.releases(access.asks())
    parts = ExportPart.objects.filter(request=request)
    assert parts.count() == 2

    access.takes(request, at=access.now + timedelta(days=6, hours=23))
    with pytest.raises(NotFound):
        access.takes(request, at=access.now + 7 * DAY)
    assert operations.forget_expired_exports(now=access.now + 7 * DAY) == 2
    assert parts.count() == 0
    assert verify(against_live=True).finding is Finding.OK


def test_every_step_is_noted_as_a_disclosure(access, world):
    request = access.releases(access.asks())
    access.takes(request)
    access.takes(request)

    noted = Entry.objects.filter(key=f"supervision.data_request:{request.pk}", verb="DISCLOSE").order_by("seq")
    assert list(noted.values_list("reason", "actor_membership_id")) == [
        ("asked", access.subject.membership_id),
        ("released", access.reader.membership_id),
        ("taken", access.subject.membership_id),
        ("taken", access.subject.membership_id),
    ]


def test_the_subject_is_told_when_it_is_ready(access, world):
    access.releases(access.asks())

    (line,) = inbox(actor=access.subject)
    assert (line.sentence, line.url) == ("What you asked for is ready.", "/supervision/my-data/")
    assert [card.can_take for card in own_requests(actor=access.subject, now=access.now)] == [True]


def test_one_request_at_a_time_and_it_can_be_withdrawn(access, world):
    request = access.asks()
    with pytest.raises(WrongMoment):
        access.asks()

    operations.withdraw_request(actor=access.subject, request_id=request.pk, expected_version=1, now=access.now)

    with pytest.raises(NotFound):
        access.opens(request)
    access.asks()


def test_what_is_handed_over_lies_sealed(access, pair, told_of_a_neighbour):
    access.releases(access.asks())

    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed_items FROM supervision_exportpart")
        stored = b"".join(bytes(row[0]) for row in cursor.fetchall())
    assert stored
    assert b"MRSQUIRK" not in stored


def test_nothing_of_a_deleted_text_comes_back_with_an_export(access, pair, now):
    from supervision.operations.retention import delete_what_is_due

    pair.writes(pair.starts(), MINE, visibility="TWO_OF_US")
    delete_what_is_due(now=now + 3 * YEAR)

    assert MINE not in json.dumps(operations.take_copy(actor=access.subject, now=now + 3 * YEAR))
