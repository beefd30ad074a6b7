from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from backend.kernel.actor import Actor
from backend.kernel.bank_holidays import bank_holiday
from backend.kernel.keys import Key
from supervision.enums import CancelReason, Mode, RecordState, SessionState
from supervision.models import AgendaItem, Agreement, Record, Session
from supervision.policy import session as policy
from supervision.queries.action import ActionLine
from supervision.queries.participant import Circle, Who, circle_of, circles
from supervision.refusals import Hidden
from supervision.sealed import Seals

KIND = "supervision.session"
ITEM_KIND = "supervision.agenda_item"
ON_A_PAGE = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionCard:
    id: UUID
    agreement_id: UUID
    title: str
    circle: Circle
    planned_for: datetime
    minutes: int
    mode: str
    mode_label: str
    state: str
    state_label: str
    version: int
    record_id: UUID | None
    record_state: str
    record_state_label: str
    rebooks_id: UUID | None

    @property
    def bank_holiday(self) -> str:
        return bank_holiday(timezone.localdate(self.planned_for))


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionsPage:
    cards: list[SessionCard]
    page: int
    has_earlier: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaLine:
    id: UUID
    text: str = field(repr=False)
    added_by: Who
    position: int
    version: int
    is_done: bool
    is_carried: bool
    can_word: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftLine:
    """An item of an earlier session that was not done and has not been carried over."""

    id: UUID
    text: str = field(repr=False)
    added_by: Who
    planned_for: datetime
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionPage:
    """`left` is what this agenda can go on with, `actions` what was agreed before and is still to be done.
    `also_planned` are the other sessions ahead, the next one first."""

    card: SessionCard
    circle: Circle
    agenda: list[AgendaLine]
    left: list[LeftLine]
    actions: list[ActionLine]
    also_planned: list[SessionCard]
    rebooks: SessionCard | None
    rebooked_as: SessionCard | None
    cancel_reason: str
    cancel_reason_label: str
    can_cancel: bool
    can_rebook: bool
    can_change_agenda: bool
    can_start_record: bool
    # Started now, it counts as held today and not on the day it is planned for.
    is_early: bool


def key(session_id: UUID) -> Key:
    return Key.of(KIND, session_id)


def session_to_read(*, actor: Actor, session_id: UUID) -> Session:
    found = Session.objects.visible_to(actor).select_related("agreement", "record").filter(id=session_id).first()
    if found is None:
        raise Hidden(key=key(session_id))
    return found


def session_to_change(*, actor: Actor, session_id: UUID) -> Session:
    """Locked until the end of the transaction."""
    found = (
        Session.objects.visible_to(actor)
        .select_for_update(of=("self",))
        .select_related("agreement")
        .filter(id=session_id)
        .first()
    )
    if found is None:
        raise Hidden(key=key(session_id))
    return found


def agenda_item_to_change(*, actor: Actor, item_id: UUID) -> AgendaItem:
    """Locked until the end of the transaction."""
    found = (
        AgendaItem.objects.visible_to(actor)
        .select_for_update(of=("self",))
        .select_related("session__agreement")
        .filter(id=item_id)
        .first()
    )
    if found is None:
        raise Hidden(key=Key.of(ITEM_KIND, item_id))
    return found


def record_of(*, session: Session) -> Record | None:
    return Record.objects.filter(session=session).first()


def sessions_ahead(*, agreement: Agreement, now: datetime) -> list[Session]:
    """Those still to come, the next one first. Locked until the end of the transaction."""
    found = Session.objects.filter(agreement=agreement, state=SessionState.PLANNED, planned_for__gt=now)
    return list(found.select_for_update(of=("self",)).select_related("agreement").order_by("planned_for", "id"))


def is_rebooked(*, session: Session) -> bool:
    return Session.objects.filter(rebooks=session).exists()


def cards(*, actor: Actor, which: Q) -> list[SessionCard]:
    """Those of the actor's sessions, newest first. Two queries, however many there are."""
    return _cards(actor, _newest_first(actor).filter(which))


def ahead_of(now: datetime) -> Q:
    return Q(state=SessionState.PLANNED, planned_for__gt=now)


def one_page(*, actor: Actor, which: Q, page: int) -> SessionsPage:
    """Of the actor's sessions, newest first; `page` counts from 1. Three queries."""
    first = (page - 1) * ON_A_PAGE
    rows = list(_newest_first(actor).filter(which)[first : first + ON_A_PAGE + 1])
    return SessionsPage(cards=_cards(actor, rows[:ON_A_PAGE]), page=page, has_earlier=len(rows) > ON_A_PAGE)


def _newest_first(actor: Actor) -> QuerySet[Session]:
    return Session.objects.visible_to(actor).select_related("record").order_by("-planned_for", "id")


def _cards(actor: Actor, found: Iterable[Session]) -> list[SessionCard]:
    rows = list(found)
    found_circles = circles(actor=actor, agreement_ids={row.agreement_id for row in rows})
    return [_card(row, found_circles[row.agreement_id].at(row.planned_for)) for row in rows]


def left_over(*, actor: Actor, session: Session) -> list[AgendaItem]:
    """What was not done at the last held session before this one, nor at those cancelled since, and waits nowhere
    else. In the order in which it stood there; of sessions that the actor sits at."""
    earlier = Session.objects.visible_to(actor).filter(agreement_id=session.agreement_id).exclude(pk=session.pk)
    held = earlier.filter(state=SessionState.HELD, planned_for__lt=session.planned_for).order_by("-planned_for").first()
    cancelled = Q(session__state=SessionState.CANCELLED)
    if held:
        cancelled &= Q(session__planned_for__gt=held.planned_for)
    found = AgendaItem.objects.filter(session__in=earlier, done_at=None, carried_to=None)
    found = found.filter(cancelled | Q(session=held) if held else cancelled)
    return list(found.select_related("session").order_by("session__planned_for", "position"))


def page(
    *,
    actor: Actor,
    session: Session,
    left: list[AgendaItem],
    actions: list[ActionLine],
    seals: Seals,
    now: datetime,
) -> SessionPage:
    """The session with its agenda opened: for the operation that has noted the reading."""
    circle = circle_of(actor=actor, agreement_id=session.agreement_id).at(session.planned_for)
    record = getattr(session, "record", None)
    open_agenda = policy.can_change_agenda(session, record)
    # Itself, its neighbours in a chain of rebookings, and what is ahead.
    near = Q(pk__in=[session.pk, session.rebooks_id]) | Q(rebooks=session) | ahead_of(now)
    all_cards = {card.id: card for card in cards(actor=actor, which=Q(agreement_id=session.agreement_id) & near)}
    rebooked_as = next((card for card in all_cards.values() if card.rebooks_id == session.pk), None)
    return SessionPage(
        card=all_cards[session.pk],
        circle=circle,
        agenda=_agenda(session, circle, seals, is_open=open_agenda),
        left=[_left(item, circle, seals) for item in left],
        actions=actions,
        also_planned=sorted(
            (card for card in all_cards.values() if _is_ahead(card, now) and card.id != session.pk),
            key=lambda card: card.planned_for,
        ),
        rebooks=all_cards.get(session.rebooks_id) if session.rebooks_id else None,
        rebooked_as=rebooked_as,
        cancel_reason=session.cancel_reason,
        cancel_reason_label=CancelReason(session.cancel_reason).label if session.cancel_reason else "",
        can_cancel=policy.can_cancel(session),
        can_rebook=policy.can_rebook(session, is_rebooked=rebooked_as is not None),
        can_change_agenda=open_agenda,
        can_start_record=policy.can_start_record(session, record),
        is_early=policy.is_early(session, now=now),
    )


def _agenda(session: Session, circle: Circle, seals: Seals, *, is_open: bool) -> list[AgendaLine]:
    """Places are counted from 1 here, whatever gaps the stored positions have."""
    return [
        AgendaLine(
            id=item.pk,
            text=seals.open(row=item),
            added_by=circle.who(item.added_by_id),
            position=place,
            version=item.version,
            is_done=item.done_at is not None,
            is_carried=item.carried_from_id is not None,
            can_word=is_open and item.added_by_id == circle.me.participant_id,
        )
        for place, item in enumerate(session.agenda_items.order_by("position"), start=1)
    ]


def _left(item: AgendaItem, circle: Circle, seals: Seals) -> LeftLine:
    return LeftLine(
        id=item.pk,
        text=seals.open(row=item),
        added_by=circle.who(item.added_by_id),
        planned_for=item.session.planned_for,
        version=item.version,
    )


def _is_ahead(card: SessionCard, now: datetime) -> bool:
    return card.state == SessionState.PLANNED and card.planned_for > now


def _card(row: Session, circle: Circle) -> SessionCard:
    record = getattr(row, "record", None)
    return SessionCard(
        id=row.pk,
        agreement_id=row.agreement_id,
        title=circle.title,
        circle=circle,
        planned_for=row.planned_for,
        minutes=row.minutes,
        mode=row.mode,
        mode_label=Mode(row.mode).label,
        state=row.state,
        state_label=SessionState(row.state).label,
        version=row.version,
        record_id=record.pk if record else None,
        record_state=record.state if record else "",
        record_state_label=RecordState(record.state).label if record else "",
        rebooks_id=row.rebooks_id,
    )
