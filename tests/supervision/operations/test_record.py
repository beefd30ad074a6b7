from datetime import UTC, datetime, timedelta

import pytest

from backend.kernel.errors import Invalid, NotFound, Stale, WrongMoment
from supervision.models import OutgoingMail, Section
from supervision.operations.agreement import end_agreement
from supervision.operations.record import share_record, sign_record, start_record
from supervision.operations.section import change_section_visibility, save_section
from supervision.operations.session import cancel_session
from supervision.policy.session import is_early
from supervision.refusals import StaleText


def written(pair, record):
    pair.writes(record, "What both may read", visibility="TWO_OF_US")
    return record


def test_starting_a_record_holds_the_session(pair):
    session = pair.plans()

    record = pair.starts(session)

    session.refresh_from_db()
    assert (session.state, session.version, record.state, record.version) == ("HELD", 2, "DRAFT", 1)


@pytest.mark.parametrize("days", [1, 40])
def test_a_session_that_is_held_before_its_day_moves_to_now(pair, days):
    """So that what is signed never names a meeting that is still to come."""
    session = pair.plans(days=days)
    OutgoingMail.objects.all().delete()

    locked = pair.locks(pair.shares(written(pair, pair.starts(session))))

    session.refresh_from_db()
    assert (locked.state, session.planned_for, session.version) == ("LOCKED", pair.now, 2)
    told = set(OutgoingMail.objects.values_list("membership_id", "kind"))
    assert told == {(actor.membership_id, "REQUEST") for actor in (pair.sergeant, pair.socialworker)}


@pytest.mark.parametrize("days", [-3, 0])
def test_a_session_that_is_held_on_its_day_or_written_up_later_keeps_its_time(pair, days):
    session = pair.plans(days=days)
    planned_for = session.planned_for + timedelta(hours=3 if days == 0 else 0)
    type(session).objects.update(planned_for=planned_for)
    OutgoingMail.objects.all().delete()

    pair.starts(session)

    session.refresh_from_db()
    assert (session.planned_for, OutgoingMail.objects.count()) == (planned_for, 0)


def test_a_day_is_a_day_of_the_calendar_here(pair):
    """Half past midnight in London is still the day before in the time that is stored."""
    session = pair.plans()
    summer = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    session.planned_for = summer

    assert not is_early(session, now=summer)
    assert is_early(session, now=summer - timedelta(hours=1))


def test_a_session_has_one_record_and_a_cancelled_one_none(pair):
    session = pair.plans()
    pair.starts(session)
    cancelled = pair.plans(session.agreement, days=3)
    cancel_session(actor=pair.sergeant, session_id=cancelled.pk, reason="LEAVE", expected_version=1, now=pair.now)

    for refused in (session, cancelled):
        with pytest.raises(WrongMoment):
            pair.starts(refused)


@pytest.mark.parametrize(
    ("facts", "field"),
    [({"form_key": "therapy"}, "form_key"), ({"minutes": 45}, "minutes"), ({"statement": "PERHAPS"}, "statement")],
)
def test_a_record_needs_a_form_and_a_time_that_exist(pair, facts, field):
    how = {"form_key": "what-so-what", "minutes": 30, "statement": "MADE"} | facts

    with pytest.raises(Invalid) as refused:
        start_record(actor=pair.sergeant, session_id=pair.plans().pk, now=pair.now, **how)

    assert list(refused.value.fields) == [field]


def test_the_form_moves_with_the_time_there_is(pair):
    page = pair.opens(pair.starts(), by=pair.sergeant)

    assert [(stage.key, stage.minutes, len(stage.prompts)) for stage in page.stages] == [
        ("what", 8, 2),
        ("so-what", 12, 3),
        ("now-what", 10, 3),
    ]


def test_what_one_writes_is_only_theirs_until_they_share_it(pair):
    record = pair.starts()
    pair.writes(record, "Mine")

    assert pair.opens(record, by=pair.sergeant).stages[0].mine.text == "Mine"
    assert pair.opens(record, by=pair.socialworker).stages[0].others == []

    change_section_visibility(
        actor=pair.sergeant, record_id=record.pk, stage="what", visibility="TWO_OF_US", expected_version=1, now=pair.now
    )

    assert [text.text for text in pair.opens(record, by=pair.socialworker).stages[0].others] == ["Mine"]


def test_words_can_be_made_private_again_before_they_are_signed(pair):
    record = pair.starts()
    pair.writes(record, "Mine", visibility="TWO_OF_US")

    pair.writes(record, "Mine, on second thoughts", version=2, visibility="ONLY_ME")

    assert pair.opens(record, by=pair.socialworker).stages[0].others == []


def test_both_write_at_the_same_stage_side_by_side(pair):
    record = pair.starts()
    pair.writes(record, "As the sergeant saw it", visibility="TWO_OF_US")
    pair.writes(record, "As the social worker saw it", by=pair.socialworker, visibility="EVERYONE_IN_SESSION")

    stage = pair.opens(record, by=pair.sergeant).stages[0]

    assert stage.mine.text == "As the sergeant saw it"
    assert [text.text for text in stage.others] == ["As the social worker saw it"]


def test_a_late_save_is_refused_and_nothing_is_overwritten(pair):
    record = pair.starts()
    pair.writes(record, "From the phone")

    with pytest.raises(StaleText):
        pair.writes(record, "From the desk", version=0)

    assert pair.opens(record, by=pair.sergeant).stages[0].mine.text == "From the phone"


def test_a_save_over_something_not_yet_written_is_refused(pair):
    with pytest.raises(Stale) as refused:
        pair.writes(pair.starts(), "Words", version=4)

    assert refused.value.current == {"version": 0, "text": ""}


def test_an_empty_first_save_writes_nothing(pair):
    record = pair.starts()

    assert pair.writes(record, "").version == 0
    assert not Section.objects.filter(record=record).exists()


def test_words_can_be_taken_out_again(pair):
    record = pair.starts()
    pair.writes(record, "Too much")

    assert pair.writes(record, "", version=1).version == 2
    assert pair.opens(record, by=pair.sergeant).stages[0].mine.text == ""


def test_line_ends_are_one_kind_and_everything_else_stays(pair):
    record = pair.starts()
    pair.writes(record, "one\r\ntwo\rthree \N{SNOWMAN}\x00 <b>")

    assert pair.opens(record, by=pair.sergeant).stages[0].mine.text == "one\ntwo\nthree \N{SNOWMAN}\x00 <b>"


def test_a_section_that_cannot_be_taken_says_why(pair):
    record = pair.starts()
    where = {"actor": pair.sergeant, "record_id": record.pk, "now": pair.now}

    with pytest.raises(Invalid):
        save_section(stage="what", text="x" * 20_001, expected_version=0, **where)
    with pytest.raises(NotFound):
        save_section(stage="no-such-stage", text="x", expected_version=0, **where)
    with pytest.raises(Invalid):
        change_section_visibility(stage="what", visibility="TWO_OF_US", expected_version=0, **where)
    pair.writes(record, "Words")
    with pytest.raises(Invalid):
        change_section_visibility(stage="what", visibility="EVERYBODY", expected_version=1, **where)


def test_a_record_with_nothing_shared_is_not_put_up_for_signing(pair):
    record = pair.starts()
    pair.writes(record, "Only mine")

    with pytest.raises(WrongMoment):
        pair.shares(record)


def test_nobody_puts_up_or_signs_what_they_have_not_seen(pair):
    record = pair.starts()
    pair.writes(record, "One", visibility="TWO_OF_US")

    with pytest.raises(Stale) as refused:
        share_record(actor=pair.socialworker, record_id=record.pk, expected_version=1, now=pair.now)
    assert refused.value.current == {"version": 2, "state": "DRAFT"}

    pair.shares(record)
    with pytest.raises(Stale):
        sign_record(actor=pair.socialworker, record_id=record.pk, note="", expected_version=2, now=pair.now)


def test_a_draft_is_not_signed(pair):
    with pytest.raises(WrongMoment):
        pair.signs_record(pair.starts(), by=pair.sergeant)


def test_the_second_signature_locks_it_in_place(pair):
    shared = pair.shares()
    pair.signs_record(shared, by=pair.sergeant)
    pair.now += timedelta(minutes=1)

    locked = pair.signs_record(shared, by=pair.socialworker, note="The second call came later")

    assert (locked.pk, locked.state, locked.locked_at) == (shared.pk, "LOCKED", pair.now)
    page = pair.opens(locked, by=pair.sergeant)
    assert [(signed.who.name, signed.note) for signed in page.signatures] == [
        ("Sam Okoro", ""),
        ("Noor Castell", "The second call came later"),
    ]
    assert (page.can_write, page.can_share, page.can_sign, page.can_amend) == (False, False, False, True)


def test_private_words_stay_private_after_the_lock(pair):
    record = pair.locks()

    assert pair.opens(record, by=pair.sergeant).stages[1].mine.text == "What only I may read"
    assert pair.opens(record, by=pair.socialworker).stages[1].others == []


def test_a_draft_is_finished_after_the_agreement_has_ended(pair):
    record = pair.shares()
    agreement = record.session.agreement
    end_agreement(actor=pair.socialworker, agreement_id=agreement.pk, expected_version=1, now=pair.now)

    assert pair.locks(record).state == "LOCKED"


def test_an_amendment_waits_for_the_lock(pair):
    with pytest.raises(WrongMoment):
        pair.amends(pair.shares())


def test_amendments_are_numbered_and_readable_by_both_at_once(pair):
    record = pair.locks()
    pair.amends(record, "First")
    pair.amends(record, "Second")

    for actor in (pair.sergeant, pair.socialworker):
        found = pair.opens(record, by=actor).amendments
        assert [(one.number, one.text, one.stands, one.can_sign) for one in found] == [
            (1, "First", False, actor == pair.socialworker),
            (2, "Second", False, actor == pair.socialworker),
        ]


@pytest.mark.parametrize("text", ["", " ", "x" * 10_001])
def test_an_amendment_says_something_and_not_too_much(pair, text):
    with pytest.raises(Invalid):
        pair.amends(text=text)
