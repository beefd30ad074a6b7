"""Break-glass: two people, twice, for a day; everybody who took part learns of it. (C03)"""

import os
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from backend.audit.models import Entry
from backend.kernel.errors import Invalid, NotFound, NotPermitted, WrongMoment
from backend.notifications.models import Notice
from supervision.models import Disclosure
from supervision.operations import disclosure as operations
from supervision.queries.disclosure import disclosures, told
from supervision.queries.reading import who_read_this
from tests.supervision.officers import notices_of, wearing, words
from tests.supervision.test_hidden import everything

EXAMPLES = int(os.environ.get("ALONGSIDE_EXAMPLES", "20"))
DAY = timedelta(days=1)


# -- one person alone -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["officer", "lead", "police_admin", "sergeant", "privacy_officer"])
def test_only_the_disclosure_officer_asks(officers, people, who):
    before = everything()

    with pytest.raises(NotPermitted):
        officers.asked(by=getattr(people, who))
    assert everything() == before


def test_nobody_agrees_to_what_they_asked_for(officers, people, world):
    both = wearing(people.police_admin, "DISCLOSURE_OFFICER", "PRIVACY_OFFICER")
    disclosure = officers.asked(by=both)

    with pytest.raises(NotPermitted):
        officers.agrees(disclosure, by=both)
    officers.agrees(disclosure)
    officers.asks_content(disclosure, world.locked.session, by=both)
    with pytest.raises(NotPermitted):
        officers.agrees(disclosure, by=both)
    assert Disclosure.objects.get().state == "CONTENT_ASKED"


def test_the_database_knows_no_opening_by_one_person(officers):
    disclosure = officers.asked()

    with pytest.raises(IntegrityError), transaction.atomic():
        Disclosure.objects.filter(pk=disclosure.pk).update(agreed_at=officers.now, agreed_by=disclosure.asked_by)


def test_the_member_it_is_about_neither_asks_nor_agrees(officers, people):
    agrees = wearing(people.sergeant, "SUPERVISOR", "PRIVACY_OFFICER")
    with pytest.raises(NotPermitted):
        officers.agrees(officers.asked(), by=agrees)

    asks = wearing(people.sergeant, "SUPERVISOR", "DISCLOSURE_OFFICER")
    with pytest.raises(Invalid):
        officers.asked(by=asks)


@pytest.mark.parametrize("who", ["officer", "lead", "police_admin", "council_admin", "outsider", "sergeant"])
def test_to_everybody_else_it_does_not_exist(officers, people, world, who):
    disclosure, actor = officers.content(world.locked.session), getattr(people, who)

    for attempt in [
        lambda: officers.sees(disclosure, by=actor),
        lambda: officers.reads(disclosure, world.locked.session, by=actor),
        lambda: officers.agrees(disclosure, by=actor),
        lambda: officers.revokes(disclosure, by=actor),
    ]:
        with pytest.raises(NotFound), transaction.atomic():
            attempt()


def test_officers_of_another_organisation_find_nothing(officers, people, world):
    theirs = wearing(people.council_admin, "DISCLOSURE_OFFICER", "PRIVACY_OFFICER")
    disclosure = officers.existence()

    assert disclosures(actor=theirs) == []
    with pytest.raises(NotFound):
        officers.sees(disclosure, by=theirs)
    with pytest.raises(Invalid):
        officers.asked(by=theirs)


def test_an_officer_who_decided_nothing_of_it_opens_nothing(officers, people, world):
    third = wearing(people.police_admin, "DISCLOSURE_OFFICER", "PRIVACY_OFFICER")
    disclosure = officers.content(world.locked.session)

    assert officers.sees(disclosure, by=third) is None
    with pytest.raises(NotFound):
        officers.reads(disclosure, world.locked.session, by=third)


# -- existence, then content ------------------------------------------------------------------------------------------


def test_existence_says_when_and_nothing_else(officers, world):
    disclosure = officers.asked()
    assert officers.sees(disclosure) is None

    officers.agrees(disclosure)

    found = officers.sees(disclosure)
    assert len(found) == 9
    assert {(one.has_record, one.content_is_open) for one in found} == {(True, False), (False, False)}
    with pytest.raises(NotFound):
        officers.reads(disclosure, world.locked.session)


def test_existence_is_found_by_person_and_dates(officers, people, world):
    """What is still planned and what was cancelled: the others were held today."""
    days = {"first_day": (officers.now + 1 * DAY).date(), "last_day": (officers.now + 9 * DAY).date()}

    assert len(officers.sees(officers.existence(**days))) == 2
    assert officers.sees(officers.existence(membership_id=people.officer.membership_id)) == []


def test_content_is_what_the_member_could_open_of_the_sessions_named(officers, world):
    disclosure = officers.content(world.locked.session, world.planned)

    assert words(officers.reads(disclosure, world.locked.session)) == [
        "What both may read",
        "Handing over at night",
        "Ring the ward before we go",
        "",
    ]
    assert words(officers.reads(disclosure, world.planned)) == ["How we hand over at night"]
    with pytest.raises(NotFound):
        officers.reads(disclosure, world.shared.session)


def test_the_members_own_private_words_are_theirs_to_be_asked_for(officers, pair):
    record = pair.locks()

    assert words(officers.reads(officers.content(record.session), record.session)) == [
        "What both may read",
        "What only I may read",
    ]


def test_a_session_outside_the_days_cannot_be_named(officers, world):
    disclosure = officers.existence(first_day=(officers.now + DAY).date())

    with pytest.raises(Invalid):
        officers.asks_content(disclosure, world.locked.session)


@pytest.mark.parametrize(("hours", "open_"), [(23, True), (24, False), (48, False)])
def test_after_a_day_it_opens_nothing(officers, world, hours, open_):
    disclosure, at = officers.content(world.locked.session), officers.now + timedelta(hours=hours)

    assert (officers.sees(disclosure, at=at) is not None) == open_
    if open_:
        officers.reads(disclosure, world.locked.session, at=at)
        return
    with pytest.raises(NotFound):
        officers.reads(disclosure, world.locked.session, at=at)


def test_content_is_not_asked_for_once_existence_ended(officers, world):
    with pytest.raises(WrongMoment):
        officers.asks_content(officers.existence(), world.locked.session, at=officers.now + DAY)


def test_revoked_opens_nothing_and_stays_revoked(officers, world):
    disclosure = officers.content(world.locked.session)
    officers.revokes(disclosure, by=officers.agrees_)

    assert officers.sees(disclosure) is None
    with pytest.raises(NotFound):
        officers.reads(disclosure, world.locked.session)
    with pytest.raises(WrongMoment):
        officers.agrees(disclosure)


def test_a_role_that_is_taken_away_closes_it_at_once(officers, people, world):
    disclosure = officers.content(world.locked.session)
    without = wearing(people.disclosure_officer, "READER")

    with pytest.raises(NotFound):
        officers.reads(disclosure, world.locked.session, by=without)
    with pytest.raises(NotFound):
        officers.sees(disclosure, by=replace(officers.asks, second_factor_missing=True))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("reason", "CURIOSITY"),
        ("reference", "She said in supervision that she was afraid"),
        ("reference", ""),
        ("reference", "nodigits"),
        ("tell_on", "today"),
        ("tell_on", "in three years"),
        ("last_day", "before"),
    ],
)
def test_a_demand_that_makes_no_sense_is_refused(officers, field, value):
    today = officers.now.date()
    days = {"today": today, "in three years": today + 1100 * DAY, "before": today - DAY}

    with pytest.raises(Invalid) as refused:
        officers.asked(**{field: days.get(value, value)})
    assert list(refused.value.fields) == [field]
    assert "afraid" not in str(refused.value.message)


# -- noted and told ---------------------------------------------------------------------------------------------------


def test_every_opening_is_a_reading_that_the_two_can_see(officers, people, world):
    disclosure = officers.content(world.locked.session)
    officers.sees(disclosure)
    officers.reads(disclosure, world.locked.session)
    officers.reads(disclosure, world.locked.session, by=officers.agrees_)

    noted = Entry.objects.filter(verb="CONSULT", reason="legal disclosure").order_by("seq")
    assert [entry.key.split(":")[0].removeprefix("supervision.") for entry in noted] == [
        "disclosure",
        *(["session", "record"] * 2),
    ]
    for actor in (people.sergeant, people.socialworker):
        seen = who_read_this(actor=actor, record_id=world.locked.pk).readings
        assert [one.name for one in seen] == ["Ira Wells", "Dana Frost"]


def test_everybody_who_took_part_is_told_in_neutral_words(officers, people, world):
    disclosure = officers.existence()

    for actor in (people.sergeant, people.socialworker):
        (line,) = notices_of(actor)
        assert (line.sentence, line.url) == (
            "There is something you should know about your data here.",
            f"/supervision/told/disclosures/{disclosure.pk}",
        )
        found = told(actor=actor, disclosure_id=disclosure.pk)
        assert (found.organisation, found.reason_label, len(found.sessions)) == ("Westmarch Police", "Court order", 9)
    for actor in (people.officer, people.lead, people.nurse):
        assert notices_of(actor) == []
        with pytest.raises(NotFound):
            told(actor=actor, disclosure_id=disclosure.pk)


def test_they_are_told_again_when_content_is_agreed(officers, people, world):
    disclosure = officers.existence()
    Notice.objects.update(read_at=officers.now)

    officers.agrees(officers.asks_content(disclosure, world.locked.session))

    assert [line.is_read for line in notices_of(people.sergeant)] == [False, True]
    found = told(actor=people.socialworker, disclosure_id=disclosure.pk)
    assert [one.content for one in found.sessions].count(True) == 1


def test_where_the_law_forbids_it_they_are_told_on_the_day_both_set(officers, people, world):
    disclosure = officers.content(world.locked.session, tell_on=(officers.now + 10 * DAY).date())
    officers.reads(disclosure, world.locked.session)

    def knows(actor):
        seen = [one.name for one in who_read_this(actor=actor, record_id=world.locked.pk).readings]
        return (len(notices_of(actor)), seen)

    operations.tell_those_due(now=officers.now + 9 * DAY)
    assert [knows(actor) for actor in (people.sergeant, people.socialworker)] == [(0, [])] * 2
    with pytest.raises(NotFound):
        told(actor=people.sergeant, disclosure_id=disclosure.pk)

    assert operations.tell_those_due(now=officers.now + 10 * DAY) == 1
    assert [knows(actor) for actor in (people.sergeant, people.socialworker)] == [(1, ["Dana Frost"])] * 2
    assert operations.tell_those_due(now=officers.now + 11 * DAY) == 0
