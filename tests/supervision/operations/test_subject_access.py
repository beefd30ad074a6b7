"""My data: complete, without another's words, read by a second person, for a week, and noted. (C34)"""

import json
import tomllib
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection, transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

import supervision
from backend.audit.models import Entry
from backend.audit.verification import Finding, verify
from backend.identity.models import Membership
from backend.identity.queries.hats import hats_of
from backend.kernel.errors import Invalid, NotFound, NotPermitted, Stale, WrongMoment
from backend.notifications.queries import inbox
from supervision.models import DataRequest, ExportPart, Redaction, Section
from supervision.operations import session as sessions
from supervision.operations import subject_access as operations
from supervision.operations.amendment import sign_amendment
from supervision.queries.data_request import own_requests, passages, requests_to_read
from supervision.queries.reading import who_read_this
from tests.supervision.operations.test_retention import YEAR

DAY = timedelta(days=1)
MINE, THEIRS = "canarymine", "canarytheirs"


class Access:
    """The sergeant asks, the data protection officer reads."""

    def __init__(self, people, now):
        self.subject, self.reader, self.now = people.sergeant, people.privacy_officer, now

    def asks(self, *, by=None):
        return operations.ask_for_data(actor=by or self.subject, now=self.now)

    def opens(self, request, *, by=None):
        return operations.open_request(actor=by or self.reader, request_id=request.pk, now=self.now)

    def redacts(self, request, item, passage, *, because="THIRD_PARTY", by=None):
        request.refresh_from_db()
        return operations.redact(
            actor=by or self.reader,
            request_id=request.pk,
            item=item,
            passage=passage,
            because=because,
            expected_version=request.version,
            now=self.now,
        )

    def releases(self, request, *, by=None):
        request.refresh_from_db()
        return operations.release_request(
            actor=by or self.reader, request_id=request.pk, expected_version=request.version, now=self.now
        )

    def takes(self, request, *, by=None, at=None):
        return operations.take_export(actor=by or self.subject, request_id=request.pk, now=at or self.now)


@pytest.fixture
def access(people, now):
    return Access(people, now)


def wearing(actor, *roles):
    Membership.objects.filter(pk=actor.membership_id).update(roles=list(roles))
    return next(
        hat.actor for hat in hats_of(person_id=actor.person_id) if hat.actor.membership_id == actor.membership_id
    )


def lines(document):
    return [line for chapter in document["chapters"] for line in chapter["lines"]]


def item_of(page, text):
    return next(one.line.key for chapter in page.chapters for one in chapter.lines if one.line.text == text)


# -- complete ---------------------------------------------------------------------------------------------------------

# Every model that holds something of a participant's, the path to whose it is, and its name in a key.
WHOSE = {
    "Agreement": ("participants__membership", "agreement"),
    "Participant": ("membership", "participant"),
    "AgreementVersion": ("agreement__participants__membership", "agreement_version"),
    "AgreementSignature": ("participant__membership", "agreement_signature"),
    "AgreementReview": ("participant__membership", "agreement_review"),
    "Session": ("agreement__participants__membership", "session"),
    "AgendaItem": ("added_by__membership", "agenda_item"),
    "Capture": ("participant__membership", "capture"),
    "TimeProposal": ("proposed_by__membership", "time_proposal"),
    "FittingTime": ("participant__membership", "fitting_time"),
    "Record": ("session__agreement__participants__membership", "record"),
    "Section": ("author__membership", "section"),
    "Action": ("record__session__agreement__participants__membership", "action"),
    "ActionChange": ("made_by__membership", "action_change"),
    "AttachedPage": ("attached_by__membership", "attached_page"),
    "RecordSignature": ("participant__membership", "record_signature"),
    "Amendment": ("author__membership", "amendment"),
    "AmendmentSignature": ("participant__membership", "amendment_signature"),
    "LegalHold": ("membership", "hold"),
    "DeletionCertificate": ("membership", "deletion"),
    "Disclosure": ("membership", "disclosure"),
    "DataRequest": ("membership", "data_request"),
}
# Part of the answer itself, or of a row that is in it.
NO_LINE_OF_ITS_OWN = {"Redaction", "ExportPart", "DisclosedSession", "ProposedTime"}


def owned_by(actor):
    """Every row that is this member's under retention.toml, as the keys of an export name them."""
    return {
        f"supervision.{name}:{pk}"
        for model, (path, name) in WHOSE.items()
        for pk in apps.get_model("supervision", model)
        .objects.filter(**{path: actor.membership_id})
        .values_list("pk", flat=True)
    }


def test_every_model_that_holds_a_participants_data_is_looked_for_here():
    declared = tomllib.loads((Path(supervision.__path__[0]) / "retention.toml").read_text())
    del declared["rules"]
    theirs = {
        model
        for model, fields in declared.items()
        if {line["owner"] for line in fields.values()} & {"author", "participant", "both"}
    }

    assert theirs == set(WHOSE) | NO_LINE_OF_ITS_OWN


STEP = st.tuples(
    st.sampled_from(["agenda", "write", "show", "share", "sign", "amend", "sign amendment"]), st.booleans()
)


@hypothesis_settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEP, max_size=14), locked=st.booleans())
def test_whatever_the_two_did_each_export_has_all_of_ones_own_and_no_word_of_the_others(
    pair, people, now, steps, locked
):
    with transaction.atomic():
        played(pair, steps, locked)
        for subject, own, other in ((pair.sergeant, MINE, THEIRS), (pair.socialworker, THEIRS, MINE)):
            found = operations.open_my_data(actor=subject, now=now)
            told = {line.key for chapter in found for line in chapter.lines}
            texts = " ".join(line.text for chapter in found for line in chapter.lines)
            copied = json.dumps(operations.take_copy(actor=subject, now=now))

            assert owned_by(subject) - told == set()
            assert other not in texts + copied
            written = Section.objects.filter(author__membership_id=subject.membership_id).exists()
            assert (own in texts, own in copied) == ((True, True) if written else (own in texts, own in copied))
        transaction.set_rollback(True)


def played(pair, steps, locked):
    """Whatever of it is possible; each of the two has a word of their own."""
    record = pair.starts()
    versions, word = {}, {pair.sergeant: MINE, pair.socialworker: THEIRS}
    for step, first in steps:
        actor = pair.sergeant if first else pair.socialworker
        try:
            with transaction.atomic():
                if step == "agenda":
                    sessions.add_agenda_item(actor=actor, session_id=record.session_id, text=word[actor], now=pair.now)
                elif step in ("write", "show"):
                    seen = "TWO_OF_US" if step == "show" else None
                    section = pair.writes(
                        record,
                        f"{word[actor]} {len(versions)}",
                        by=actor,
                        version=versions.get(actor, 0),
                        visibility=seen,
                    )
                    versions[actor] = section.version
                elif step == "share":
                    pair.shares(record)
                elif step == "sign":
                    pair.signs_record(record, by=actor, note=word[actor])
        except (WrongMoment, Invalid, Stale):
            continue
    if locked:
        whole = pair.locks(note=THEIRS)
        amendment = pair.amends(whole, MINE)
        sign_amendment(actor=pair.socialworker, amendment_id=amendment.pk, now=pair.now)


def test_what_is_kept_beside_the_agreements_is_there_too(access, people, pair, now):
    from supervision.operations.hold import place_hold, release_hold
    from supervision.operations.retention import delete_what_is_due
    from tests.supervision.operations.test_disclosure import Officers

    pair.writes(pair.starts(), MINE)
    hold = place_hold(
        actor=people.privacy_officer,
        membership_id=people.sergeant.membership_id,
        reason="INQUEST",
        reference="INQ/7",
        review_on=(now + DAY).date(),
        now=now,
    )
    release_hold(actor=people.privacy_officer, hold_id=hold.pk, expected_version=1, now=now)
    Officers(people, people.sergeant, now).existence()
    access.asks()
    delete_what_is_due(now=now + 31 * DAY)

    found = operations.open_my_data(actor=people.sergeant, now=now + 31 * DAY)

    told = {line.key for chapter in found for line in chapter.lines}
    assert owned_by(people.sergeant) - told == set()
    assert [line.what for line in found[-1].lines] == [
        "Kept for a legal reason",
        "Legal disclosure",
        "You asked for your data",
        "Deleted under a rule",
    ]


def test_what_another_shared_is_marked_and_what_they_keep_private_is_nowhere(world, people, now):
    found = operations.open_my_data(actor=people.sergeant, now=now)

    withheld = [line for chapter in found for line in chapter.lines if line.withheld]
    assert {(line.by, line.text, line.withheld) for line in withheld} <= {("Noor Castell", "", "ANOTHERS_WORDS")}
    private = Section.objects.filter(visibility="ONLY_ME", author__membership_id=people.socialworker.membership_id)
    told = {line.key for chapter in found for line in chapter.lines}
    assert private.count() == 4
    assert told & {f"supervision.section:{pk}" for pk in private.values_list("pk", flat=True)} == set()


def test_a_look_at_ones_own_data_is_noted_and_is_no_opening_of_the_record(world, people, now):
    operations.open_my_data(actor=people.sergeant, now=now)

    noted = Entry.objects.filter(reason="my data").values_list("verb", "key")
    assert sorted(noted) == sorted(
        ("CONSULT", f"supervision.agreement:{one.pk}") for one in (world.proposed, world.signed)
    )
    assert who_read_this(actor=people.socialworker, record_id=world.locked.pk).readings == []


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


# -- in a group -------------------------------------------------------------------------------------------------------


def test_whoever_left_a_group_still_has_their_own_words_and_nobody_elses(pair, people, now):
    from supervision.models import Participant

    record = pair.starts()
    pair.writes(record, MINE)
    pair.writes(record, THEIRS, by=pair.socialworker, visibility="TWO_OF_US")
    later = pair.plans(record.session.agreement, days=20)
    mine = Participant.objects.filter(agreement=record.session.agreement, membership_id=people.sergeant.membership_id)
    mine.update(left_at=now + 10 * DAY)

    found = operations.open_my_data(actor=people.sergeant, now=now + 11 * DAY)

    told = {line.key for chapter in found for line in chapter.lines}
    texts = " ".join(line.text for chapter in found for line in chapter.lines)
    assert (MINE in texts, THEIRS in texts) == (True, False)
    assert (f"supervision.session:{record.session_id}" in told, f"supervision.session:{later.pk}" in told) == (
        True,
        False,
    )
    assert not any(line.withheld for chapter in found for line in chapter.lines)


def test_the_terms_have_my_own_lines_and_not_those_of_the_others(pair, people, now):
    pair.proposes(sergeants=MINE, socialworkers=THEIRS)

    texts = " ".join(line.text for one in operations.open_my_data(actor=people.sergeant, now=now) for line in one.lines)
    assert (f"Your accountability: {MINE}" in texts, THEIRS in texts) == (True, False)
