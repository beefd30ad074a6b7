from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils import timezone

from backend.kernel.actor import Actor
from backend.kernel.keys import Key
from backend.kernel.prepared import Prepared
from supervision.enums import OPEN_ACTION, ActionState
from supervision.models import Action, ActionChange, Record, Session
from supervision.models.action import ActionQuerySet
from supervision.policy import action as policy
from supervision.queries.participant import Circle, Who, circles
from supervision.refusals import Hidden
from supervision.sealed import Seals

KIND = "supervision.action"
# For so long what is over stands in one's list, so that a slip of the finger can be put back.
SHOWN_AFTERWARDS = timedelta(days=30)

_actions_of = Prepared(
    lambda record_id: (
        Action.objects.filter(record_id=record_id)
        .select_related("owner__membership__person")
        .order_by("agreed_at", "id")
    )
)
_changes_in = Prepared(lambda record_id: ActionChange.objects.filter(action__record_id=record_id).order_by("number"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLine:
    """`due_on` is the date from here on, `reason` "" where none was given."""

    state: str
    state_label: str
    due_on: date | None
    reason: str = field(repr=False)
    by: Who
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionLine:
    """`text` and `agreed_due_on` are as agreed; `state`, `due_on` and `changes` say what became of it since."""

    id: UUID
    record_id: UUID
    session_id: UUID
    agreement_id: UUID
    title: str
    planned_for: datetime
    text: str = field(repr=False)
    written_by: Who
    owner: Who
    is_mine: bool
    agreed_due_on: date | None
    due_on: date | None
    is_overdue: bool
    state: str
    state_label: str
    is_open: bool
    changes: list[ChangeLine]
    version: int
    can_word: bool
    can_decide: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MyActions:
    """`to_do`: overdue first, then by date, what has no date last. `over`: what ended lately, the newest first."""

    to_do: list[ActionLine]
    over: list[ActionLine]


def key(action_id: UUID) -> Key:
    return Key.of(KIND, action_id)


def action_to_change(*, actor: Actor, action_id: UUID) -> Action:
    """Locked until the end of the transaction."""
    found = (
        Action.objects.visible_to(actor)
        .select_for_update(of=("self",))
        .select_related("record__session__agreement", "owner__membership__person")
        .filter(id=action_id)
        .first()
    )
    if found is None:
        raise Hidden(key=key(action_id))
    return found


def action_to_read(*, actor: Actor, action_id: UUID) -> Action:
    found = Action.objects.visible_to(actor).filter(id=action_id).first()
    if found is None:
        raise Hidden(key=key(action_id))
    return found


def last_change(*, action: Action) -> ActionChange | None:
    return ActionChange.objects.filter(action=action).order_by("-number").first()


def has_actions(*, record: Record) -> bool:
    return Action.objects.filter(record=record).exists()


def actions_put_up(*, record: Record) -> list[Action]:
    """What is signed of them: as they were agreed."""
    return list(Action.objects.filter(record=record).order_by("id"))


def actions_on_agenda(*, actor: Actor, session: Session) -> list[Action]:
    """What was agreed before this session under the same agreement and is still to be done, of sessions that the actor
    sits at. In the order in which it was agreed."""
    earlier = {"record__session__agreement_id": session.agreement_id}
    found = _named(actor).still_open().filter(**earlier, record__session__planned_for__lt=session.planned_for)
    return list(found.order_by("record__session__planned_for", "agreed_at", "id"))


def own_actions(*, actor: Actor, now: datetime) -> list[Action]:
    """Across agreements: what is still to be done, and what ended lately."""
    mine = _named(actor).filter(owner__membership_id=actor.membership_id)
    return [*mine.still_open().order_by("id"), *mine.ended_after(now - SHOWN_AFTERWARDS).order_by("id")]


def my_actions(*, actor: Actor, actions: Iterable[Action], now: datetime) -> MyActions:
    """With their text opened: for the operation that has noted the reading."""
    found = lines(actor=actor, actions=actions, now=now)
    over = [line for line in found if not line.is_open]
    return MyActions(
        to_do=sorted((line for line in found if line.is_open), key=lambda line: line.due_on or date.max),
        over=sorted(over, key=lambda line: line.changes[-1].at, reverse=True),
    )


def lines(*, actor: Actor, actions: Iterable[Action], now: datetime) -> list[ActionLine]:
    """With their text opened: for the operation that has noted the reading. Three queries and one for each agreement's
    keys."""
    actions = list(actions)
    changes: dict[UUID, list[ActionChange]] = defaultdict(list)
    for change in ActionChange.objects.filter(action__in=actions).order_by("number") if actions else ():
        changes[change.action_id].append(change)
    agreement_ids = {action.record.session.agreement_id for action in actions}
    found = circles(actor=actor, agreement_ids=agreement_ids) if agreement_ids else {}
    seals = {agreement_id: Seals.of(agreement_id=agreement_id) for agreement_id in agreement_ids}
    return [
        _line(
            action,
            action.record,
            found[action.record.session.agreement_id].at(action.record.session.planned_for),
            changes[action.pk],
            seals[action.record.session.agreement_id],
            now,
        )
        for action in actions
    ]


def lines_of_record(*, record: Record, circle: Circle, seals: Seals, now: datetime) -> list[ActionLine]:
    """Of the record that is being opened; `circle` is the one of its session."""
    changes: dict[UUID, list[ActionChange]] = defaultdict(list)
    actions = _actions_of(record_id=record.pk)
    for change in _changes_in(record_id=record.pk):
        changes[change.action_id].append(change)
    return [_line(action, record, circle, changes[action.pk], seals, now) for action in actions]


def _named(actor: Actor) -> ActionQuerySet:
    return Action.objects.visible_to(actor).select_related("record__session__agreement", "owner__membership__person")


def _line(
    action: Action, record: Record, circle: Circle, changes: list[ActionChange], seals: Seals, now: datetime
) -> ActionLine:
    last = changes[-1] if changes else None
    state = last.state if last else ActionState.OPEN.value
    due_on = last.due_on if last else action.due_on
    is_open = state in OPEN_ACTION
    return ActionLine(
        id=action.pk,
        record_id=record.pk,
        session_id=record.session_id,
        agreement_id=record.session.agreement_id,
        title=circle.title,
        planned_for=record.session.planned_for,
        text=seals.open(row=action),
        written_by=circle.who(action.written_by_id),
        owner=circle.who(action.owner_id),
        is_mine=action.owner.membership_id == circle.me.membership_id,
        agreed_due_on=action.due_on,
        due_on=due_on,
        is_overdue=is_open and due_on is not None and due_on < timezone.localdate(now),
        state=state,
        state_label=ActionState(state).label,
        is_open=is_open,
        changes=[_change(change, circle, seals) for change in changes],
        version=version_now(action=action, last=last),
        can_word=policy.can_word(record),
        can_decide=policy.can_decide(action, membership_id=circle.me.membership_id),
    )


def version_now(*, action: Action, last: ActionChange | None) -> int:
    """Grows with each wording and with each change."""
    return action.version + (last.number if last else 0)


def _change(change: ActionChange, circle: Circle, seals: Seals) -> ChangeLine:
    return ChangeLine(
        state=change.state,
        state_label=ActionState(change.state).label,
        due_on=change.due_on,
        reason=seals.open(row=change),
        by=circle.who(change.made_by_id),
        at=change.made_at,
    )
