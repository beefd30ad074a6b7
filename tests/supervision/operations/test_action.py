"""What people agree to do: part of what is signed, and what becomes of it beside that."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from backend.audit.verification import Finding, verify
from backend.kernel.errors import Invalid, NotFound, NotPermitted, Stale, WrongMoment
from supervision import guards
from supervision.models import Action, ActionChange, Participant
from supervision.operations import action as actions
from supervision.operations.session import open_session
from supervision.operations.subject_access import open_my_data
from supervision.queries.reading import who_read_this
from supervision.refusals import BrokenSeal, StaleText
from tests.supervision.test_guards import refused

YEAR = timedelta(days=366)
SOON, LATER = date(2026, 12, 1), date(2027, 1, 15)


def mine(pair, *, by=None, now=None):
    return actions.open_my_actions(actor=by or pair.socialworker, now=now or pair.now)


def on_agenda(pair, session, *, by=None):
    return open_session(actor=by or pair.sergeant, session_id=session.pk, now=pair.now).actions


def words(pair, action, **changes):
    sent = {"text": "Other words", "owner_id": action.owner_id, "due_on": None, "expected_version": 1} | changes
    by = sent.pop("by", pair.sergeant)
    return actions.word_action(actor=by, action_id=action.pk, **sent, now=pair.now)


def takes_out(pair, action, *, by=None, version=1):
    actions.take_out_action(actor=by or pair.sergeant, action_id=action.pk, expected_version=version, now=pair.now)


@pytest.fixture
def locked(pair):
    """An action in a signed record, and the session after."""
    record = pair.starts()
    action = pair.agrees(record, due_on=SOON)
    pair.locks(pair.shares(record))
    return action, pair.plans(record.session.agreement, days=8)


# -- agreed in a record -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "refusal"), [("sergeant", None), ("socialworker", None), ("lead", NotFound), ("outsider", NotFound)]
)
def test_an_action_is_taken_out_by_those_in_the_session(pair, people, who, refusal):
    action = pair.agrees(pair.starts())

    if refusal:
        with pytest.raises(refusal):
            takes_out(pair, action, by=getattr(people, who))
    else:
        takes_out(pair, action, by=getattr(people, who))

    assert Action.objects.filter(pk=action.pk).exists() == bool(refusal)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"text": "  "}, "text"),
        ({"text": "x" * 501}, "text"),
        ({"due_on": date(2026, 11, 1)}, "due_on"),
        ({"due_on": date(2126, 11, 23)}, "due_on"),
        ({"owner_id": None}, "owner_id"),
    ],
    ids=str,
)
def test_what_does_not_fit_is_named_and_nothing_is_kept(pair, wrong, field):
    record = pair.starts()
    elsewhere = Participant.objects.get(agreement=pair.signed(), membership_id=pair.sergeant.membership_id)
    sent = {"text": "Ring the ward", "owner_id": record.started_by_id, "due_on": None} | wrong

    with pytest.raises(Invalid) as refusal:
        actions.add_action(
            actor=pair.sergeant,
            record_id=record.pk,
            **sent | {"owner_id": sent["owner_id"] or elsewhere.pk},
            now=pair.now,
        )

    assert (list(refusal.value.fields), Action.objects.count()) == ([field], 0)


def test_an_action_is_part_of_what_is_signed(pair):
    record = pair.starts()
    action = pair.agrees(record)
    record = pair.shares(record)
    pair.signs_record(record, by=pair.sergeant)

    words(pair, action)

    record.refresh_from_db()
    assert (record.state, pair.opens(record, by=pair.sergeant).signatures) == ("DRAFT", [])
    other = pair.shares(record)
    takes_out(pair, action, version=2)
    other.refresh_from_db()
    assert other.state == "DRAFT"


def test_an_action_changed_at_the_database_cannot_be_signed(pair):
    record = pair.starts()
    action = pair.agrees(record)
    record = pair.shares(record)
    Action.objects.filter(pk=action.pk).update(due_on=LATER)

    with pytest.raises(BrokenSeal):
        pair.signs_record(record, by=pair.sergeant)


def test_a_late_wording_is_refused_and_shown_what_is_there(pair):
    action = pair.agrees(pair.starts())
    words(pair, action, text="First")

    with pytest.raises(StaleText) as late:
        words(pair, action, text="Second", by=pair.socialworker)

    copy = actions.action_copy(actor=pair.socialworker, action_id=action.pk, now=pair.now)
    assert (str(late.value.key), copy["text"], copy["version"]) == (f"supervision.action:{action.pk}", "First", 2)


def test_nothing_is_agreed_in_a_record_that_is_closed(world, pair):
    for record in (world.locked, world.ended, world.round):
        with pytest.raises(WrongMoment):
            pair.agrees(record)
    for act in (words, takes_out):
        with pytest.raises(WrongMoment):
            act(pair, world.done)


def test_the_database_keeps_a_locked_action_and_every_change_as_they_are(world):
    locked = Action.objects.filter(pk=world.done.pk)
    changes = ActionChange.objects.all()

    refused(lambda: locked.update(due_on=LATER))
    refused(lambda: locked._raw_delete("default"))
    refused(lambda: changes.update(state="DROPPED"))
    refused(lambda: changes._raw_delete("default"))
    assert Action.objects.filter(pk=world.action.pk).update(due_on=LATER) == 1


def test_one_state_turned_into_another_in_the_database_does_not_open(world, pair):
    from django.db import connection

    connection.check_constraints()
    guards.remove(connection=connection)
    ActionChange.objects.update(state="OPEN")

    with pytest.raises(BrokenSeal):
        pair.opens(world.locked, by=pair.sergeant)


# -- what becomes of it -----------------------------------------------------------------------------------------------


def test_what_becomes_of_it_leaves_the_signed_record_alone(pair, locked):
    action, _ = locked
    before = pair.opens(action.record, by=pair.sergeant)

    pair.marks(action, "CHANGED", reason="The panel moved", due_on=LATER)
    pair.marks(action, "DONE", by=pair.sergeant)

    after = pair.opens(action.record, by=pair.sergeant)
    (was,), (line,) = before.actions, after.actions
    assert (after.version, after.signatures) == (before.version, before.signatures)
    assert (line.text, line.agreed_due_on) == (was.text, SOON)
    assert [(one.state, one.due_on, one.reason, one.by.name) for one in line.changes] == [
        ("CHANGED", LATER, "The panel moved", "Noor Castell"),
        ("DONE", LATER, "", "Sam Okoro"),
    ]
    assert (line.state, line.due_on, line.is_open) == ("DONE", LATER, False)
    assert verify(against_live=True).finding is Finding.OK


def test_only_its_owner_changes_or_drops_it_and_anybody_ticks_it_off(pair, locked):
    action, _ = locked

    for state in ("CHANGED", "DROPPED"):
        with pytest.raises(NotPermitted):
            pair.marks(action, state, reason="Not this", by=pair.sergeant)
    pair.marks(action, "DONE", by=pair.sergeant)
    pair.marks(action, "OPEN", by=pair.sergeant)
    pair.marks(action, "DROPPED", reason="Not this")

    with pytest.raises(NotPermitted):
        pair.marks(action, "OPEN", by=pair.sergeant)
    pair.marks(action, "OPEN")


@pytest.mark.parametrize(
    ("state", "reason", "refusal"),
    [
        ("CHANGED", "", Invalid),
        ("DROPPED", " ", Invalid),
        ("DONE", "A reason", Invalid),
        ("FORGOTTEN", "", Invalid),
        ("OPEN", "", WrongMoment),
    ],
)
def test_a_state_that_does_not_fit_is_refused(pair, locked, state, reason, refusal):
    with pytest.raises(refusal):
        pair.marks(locked[0], state, reason=reason)

    assert ActionChange.objects.count() == 0


def test_what_is_over_is_put_back_before_anything_else(pair, locked):
    action, _ = locked
    pair.marks(action, "DONE")

    for state in ("DONE", "CHANGED", "DROPPED"):
        with pytest.raises(WrongMoment):
            pair.marks(action, state, reason="" if state == "DONE" else "Why")


def test_a_late_press_is_refused_and_says_what_is_there(pair, locked):
    action, _ = locked
    pair.marks(action, "DONE")

    with pytest.raises(Stale) as late:
        actions.mark_action(
            actor=pair.sergeant,
            action_id=action.pk,
            state="DONE",
            reason="",
            due_on=None,
            expected_version=1,
            now=pair.now,
        )

    assert late.value.current == {"version": 2, "state": "DONE"}


def test_what_became_of_it_keeps_an_action_in_its_draft(pair):
    action = pair.agrees(pair.starts())
    pair.marks(action, "DONE")

    with pytest.raises(WrongMoment):
        takes_out(pair, action, version=2)


STEP = some.tuples(some.sampled_from(["OPEN", "DONE", "CHANGED", "DROPPED"]), some.booleans())


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=some.lists(STEP, max_size=8))
def test_any_presses_end_where_a_small_model_says(pair, steps):
    action = pair.agrees(pair.starts())
    state, over = "OPEN", {"DONE", "DROPPED"}

    for then, is_owner in steps:
        allowed = (state in over) == (then == "OPEN") and (is_owner or not {state, then} & {"DROPPED"})
        allowed = allowed and (is_owner or then != "CHANGED")
        reason = "Why" if then in {"CHANGED", "DROPPED"} else ""
        act = lambda: pair.marks(action, then, reason=reason, by=pair.socialworker if is_owner else pair.sergeant)  # noqa: B023, E731
        if not allowed:
            with pytest.raises((WrongMoment, NotPermitted)):
                act()
            continue
        act()
        state = then

    (line,) = pair.opens(action.record, by=pair.sergeant).actions
    assert (line.state, line.text) == (state, "Ring the ward before we go")
    assert (action.pk in [one.id for one in mine(pair).to_do]) == (state not in over)


# -- it comes back ----------------------------------------------------------------------------------------------------


def test_what_is_still_to_do_comes_back_on_the_next_agenda(pair, locked):
    action, session = locked
    (line,) = on_agenda(pair, session)
    assert (line.text, line.owner.name, line.due_on) == ("Ring the ward before we go", "Noor Castell", SOON)

    pair.marks(action, "CHANGED", reason="The panel moved", due_on=LATER)
    assert [line.due_on for line in on_agenda(pair, session)] == [LATER]
    pair.marks(action, "DONE")
    assert on_agenda(pair, session) == []


def test_it_comes_back_to_no_earlier_session_and_under_no_other_agreement(pair, locked):
    action, _ = locked
    before = pair.plans(action.record.session.agreement, days=0)

    assert on_agenda(pair, before) == []
    assert on_agenda(pair, pair.plans(days=20)) == []
    assert on_agenda(pair, pair.cancels(pair.plans(action.record.session.agreement, days=9))) == []


def test_my_list_runs_across_agreements_overdue_first(pair):
    for text, due_on in (("No date", None), ("Later", LATER), ("Soon", SOON)):
        pair.agrees(pair.starts(), text, due_on=due_on)
    over = pair.agrees(pair.starts(), "Over")
    pair.agrees(pair.starts(), "The sergeant's", owner=pair.sergeant)
    pair.marks(over, "DONE")

    found = mine(pair, now=pair.now + timedelta(days=20))

    assert [(line.text, line.is_overdue) for line in found.to_do] == [
        ("Soon", True),
        ("Later", False),
        ("No date", False),
    ]
    assert [line.text for line in found.over] == ["Over"]
    assert mine(pair, now=pair.now + timedelta(days=31)).over == []
    assert [line.text for line in mine(pair, by=pair.sergeant).to_do] == ["The sergeant's"]


@pytest.mark.parametrize("rows", [1, 3])
def test_my_list_takes_the_same_number_of_queries_however_long(pair, rows, django_assert_max_num_queries):
    record = pair.starts()
    for _ in range(rows):
        pair.agrees(record)

    with django_assert_max_num_queries(10):
        assert len(mine(pair).to_do) == rows


def test_a_reading_of_actions_is_seen_on_their_record(pair, locked):
    action, session = locked

    mine(pair)
    on_agenda(pair, session)

    seen = who_read_this(actor=pair.sergeant, record_id=action.record_id).readings
    assert [(one.name, one.of_actions) for one in seen] == [("Sam Okoro", True), ("Noor Castell", True)]


def test_what_cannot_be_noted_is_not_read(pair, locked, monkeypatch):
    from backend.audit import operations as audit

    monkeypatch.setattr(audit, "_append", lambda **_: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        mine(pair)


# -- who sees it ------------------------------------------------------------------------------------------------------


def test_whoever_joins_a_group_later_finds_no_action_of_the_sessions_before(group, people):
    agreement = group.signed()
    action = group.agrees(group.starts(group.plans(agreement)), owner=people.approver)
    Participant.objects.create(
        agreement=agreement,
        membership_id=people.nurse.membership_id,
        part="MEMBER",
        first_version=2,
        joined_at=group.now + timedelta(days=2),
    )
    session = group.plans(agreement, days=8)

    assert on_agenda(group, session, by=people.nurse) == []
    assert [line.id for line in on_agenda(group, session)] == [action.pk]
    with pytest.raises(NotFound):
        group.marks(action, "DONE", by=people.nurse)


def test_what_somebody_who_left_was_to_do_is_for_the_others_to_drop(group, people):
    agreement = group.signed()
    record = group.starts(group.plans(agreement))
    action = group.agrees(record, owner=people.approver)
    Participant.objects.filter(agreement=agreement, membership_id=people.approver.membership_id).update(
        left_at=group.now + timedelta(days=3)
    )

    with pytest.raises(NotFound):
        group.marks(action, "DONE", by=people.approver)
    assert mine(group, by=people.approver).to_do == []
    group.marks(action, "DROPPED", reason="They have moved on", by=people.sergeant)
    # What they took part in stays theirs to ask for.
    told = [line.text for chapter in open_my_data(actor=people.approver, now=group.now) for line in chapter.lines]
    assert "Ring the ward before we go" in told


def test_an_action_is_everybodys_data_and_a_reason_is_its_writers(pair, locked):
    action, _ = locked
    pair.marks(action, "DROPPED", reason="I was away")

    def told(actor):
        found = open_my_data(actor=actor, now=pair.now)
        lines = [line for chapter in found for line in chapter.lines if line.what.startswith("Action")]
        return [(line.text, line.withheld) for line in lines]

    assert told(pair.socialworker) == [("Ring the ward before we go", ""), ("I was away", "")]
    assert told(pair.sergeant) == [("Ring the ward before we go", ""), ("", "ANOTHERS_WORDS")]
