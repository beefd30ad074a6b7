"""What people agree to do: agreed in a record, and what becomes of it beside the record."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from backend.kernel.actor import Actor
from backend.kernel.errors import Invalid, NotPermitted, Stale, WrongMoment
from supervision.enums import WITH_A_REASON, ActionState
from supervision.models import Action, ActionChange, Participant, Record
from supervision.operations import trail
from supervision.operations.section import note_shared_change
from supervision.operations.words import ACTION_MAX_LENGTH, REASON_MAX_LENGTH, taken
from supervision.policy import action as policy
from supervision.queries import action as queries
from supervision.queries import record as records
from supervision.queries.action import MyActions
from supervision.queries.capture import is_held
from supervision.queries.own_form import form_of
from supervision.queries.participant import participant_of, seated
from supervision.refusals import StaleText
from supervision.sealed import Seals, key_of

DUE_WITHIN = timedelta(days=5 * 365)


@transaction.atomic
def add_action(
    *, actor: Actor, record_id: UUID, text: str, owner_id: UUID, due_on: date | None, now: datetime
) -> Action:
    """For one of those in the session. Everybody in it reads it at once, and signs it with the record."""
    record = _record_to_write(actor, record_id)
    owner, text = _owner(record, owner_id), _text(text)
    _refuse_unfit(due_on, record)

    me = participant_of(actor=actor, agreement_id=record.session.agreement_id)
    action = Action(record=record, owner=owner, due_on=due_on, version=0, written_by=me, agreed_at=now)
    _save(action, text)
    trail.saved(actor=actor, row=action, verb="COLLECT", now=now)
    return action


@transaction.atomic
def word_action(
    *,
    actor: Actor,
    action_id: UUID,
    text: str,
    owner_id: UUID,
    due_on: date | None,
    expected_version: int,
    now: datetime,
) -> Action:
    """Other words, another owner or date, by anybody in the session, while the record can be written."""
    action = _to_word(actor, action_id, expected_version)
    record = action.record
    owner, text = _owner(record, owner_id), _text(text)
    _refuse_unfit(due_on, record)

    action.owner, action.due_on = owner, due_on
    action.written_by = participant_of(actor=actor, agreement_id=record.session.agreement_id)
    _save(action, text)
    trail.saved(actor=actor, row=action, now=now)
    return action


@transaction.atomic
def take_out_action(*, actor: Actor, action_id: UUID, expected_version: int, now: datetime) -> Record:
    """Never agreed after all. Once something has become of it, it stays, and is dropped instead."""
    action = _to_word(actor, action_id, expected_version)
    if queries.last_change(action=action):
        raise WrongMoment("Something has become of this action already, so it stays in the record. Drop it instead.")
    if is_held(agreement_id=action.record.session.agreement_id):
        raise WrongMoment("A legal hold stands over this agreement: nothing of it can be taken out for now.")

    trail.erased(actor=actor, row=action, reason="taken out", now=now)
    action.delete()
    note_shared_change(action.record)
    return action.record


@transaction.atomic
def mark_action(
    *,
    actor: Actor,
    action_id: UUID,
    state: str,
    reason: str,
    due_on: date | None,
    expected_version: int,
    now: datetime,
) -> ActionChange:
    """What became of it, at any time, also of a record that is locked: that stays as it was signed.

    Anybody in the session ticks it off or puts it back; its owner changes it, with another date if need be, or drops
    it. `due_on` counts for a changed one alone.
    """
    action = queries.action_to_change(actor=actor, action_id=action_id)
    last = queries.last_change(action=action)
    _refuse_stale(action, last, expected_version)
    _refuse_state(action, last, state, membership_id=actor.membership_id)
    reason = _reason(reason, state)
    due_before = last.due_on if last else action.due_on
    if state == ActionState.CHANGED:
        _refuse_unfit(due_on, action.record)

    agreement_id = action.record.session.agreement_id
    change = ActionChange(
        action=action,
        number=(last.number if last else 0) + 1,
        state=state,
        due_on=due_on if state == ActionState.CHANGED else due_before,
        made_by=participant_of(actor=actor, agreement_id=agreement_id),
        made_at=now,
    )
    Seals.of(agreement_id=agreement_id).seal(row=change, text=reason)
    change.save(force_insert=True)
    trail.saved(actor=actor, row=change, verb="COLLECT", reason=ActionState(state).label.lower(), now=now)
    return change


@transaction.atomic
def open_my_actions(*, actor: Actor, now: datetime) -> MyActions:
    """A reading of the actions of each record that one of them is from, noted before the text is opened."""
    actions = queries.own_actions(actor=actor, now=now)
    trail.consulted_actions(actor=actor, actions=actions, now=now)
    return queries.my_actions(actor=actor, actions=actions, now=now)


@transaction.atomic
def action_copy(*, actor: Actor, action_id: UUID, now: datetime) -> dict[str, object]:
    """What the server has, for somebody whose save was too late. A reading."""
    action = queries.action_to_change(actor=actor, action_id=action_id)
    trail.consulted_actions(actor=actor, actions=[action], now=now)
    text = Seals.of(agreement_id=action.record.session.agreement_id).open(row=action)
    version = queries.version_now(action=action, last=queries.last_change(action=action))
    due_on = action.due_on.isoformat() if action.due_on else None
    return {"version": version, "text": text, "owner_id": str(action.owner_id), "due_on": due_on}


def _record_to_write(actor: Actor, record_id: UUID) -> Record:
    record = records.record_to_change(actor=actor, record_id=record_id)
    _refuse_closed(record)
    return record


def _to_word(actor: Actor, action_id: UUID, expected_version: int) -> Action:
    """The record is locked first, as for every other write, and then the action."""
    record_id = queries.action_to_read(actor=actor, action_id=action_id).record_id
    record = records.record_to_change(actor=actor, record_id=record_id)
    action = queries.action_to_change(actor=actor, action_id=action_id)
    action.record = record
    _refuse_closed(record)
    if queries.version_now(action=action, last=queries.last_change(action=action)) != expected_version:
        raise StaleText(key=key_of(row=action))
    return action


def _refuse_closed(record: Record) -> None:
    if not policy.can_agree(record, form_of(record=record)):
        raise WrongMoment(
            "Nothing is agreed in this record any more: it is signed and locked, ended, or keeps no notes."
        )


def _owner(record: Record, owner_id: UUID) -> Participant:
    if owner_id not in seated(session=record.session):
        raise _invalid("owner_id", "Choose somebody who is in this session.")
    return Participant.objects.get(id=owner_id)


def _text(text: str) -> str:
    return taken(text, field="text", most=ACTION_MAX_LENGTH, needed=True)


def _reason(reason: str, state: str) -> str:
    if state in WITH_A_REASON:
        return taken(reason, field="reason", most=REASON_MAX_LENGTH, needed=True)
    if reason.strip():
        raise _invalid("reason", "A reason goes with an action that is changed or dropped.")
    return ""


def _save(action: Action, text: str) -> None:
    is_new = action.version == 0
    action.version += 1
    Seals.of(agreement_id=action.record.session.agreement_id).seal(row=action, text=text)
    action.save(force_insert=is_new)
    note_shared_change(action.record)


def _refuse_stale(action: Action, last: ActionChange | None, expected_version: int) -> None:
    version = queries.version_now(action=action, last=last)
    if version != expected_version:
        current = {"version": version, "state": last.state if last else ActionState.OPEN.value}
        raise Stale("Somebody changed this action after you opened it. Look at it as it is now.", current=current)


def _refuse_state(action: Action, last: ActionChange | None, state: str, *, membership_id: int) -> None:
    if state not in ActionState.values:
        raise _invalid("state", "Choose done, changed or dropped.")
    state_now = last.state if last else ActionState.OPEN.value
    if not policy.is_next(state=state_now, then=state):
        raise WrongMoment(
            "It is still to do." if state == ActionState.OPEN else "This action is over. Put it back first."
        )
    decides = {state, state_now} & {ActionState.DROPPED} or state == ActionState.CHANGED
    if decides and not policy.can_decide(action, membership_id=membership_id):
        raise NotPermitted("What somebody else will do is theirs to change or to drop. You can tick it off.")


def _refuse_unfit(due_on: date | None, record: Record) -> None:
    """A slip in the year is the usual one. What is written up late may have been due before it was written."""
    first = timezone.localdate(record.session.planned_for)
    if due_on is not None and not first <= due_on <= first + DUE_WITHIN:
        raise _invalid("due_on", "Choose a day after the session and within five years, or none.")


def _invalid(field: str, message: str) -> Invalid:
    return Invalid(message, fields={field: [message]})
