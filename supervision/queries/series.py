"""Which dates the rhythm of an agreement asks for, at least three months ahead."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from backend.kernel.actor import Actor
from backend.kernel.bank_holidays import next_working_day
from supervision.enums import Frequency, SessionState
from supervision.models import Session
from supervision.queries.busy import Busy
from supervision.queries.session import SessionCard, cards

MONTHS_AHEAD = 3
# Every week for three months, and the one beyond.
AT_MOST = 15
WEEKS = {Frequency.WEEKLY: 1, Frequency.FORTNIGHTLY: 2, Frequency.SIX_WEEKLY: 6}
MONTHS = {Frequency.MONTHLY: 1, Frequency.QUARTERLY: 3}
# What is proposed to two who meet when one of them asks, until they choose.
USUAL = Frequency.MONTHLY
NOT_FREE_TRIES = 5
USUAL_TIME = time(10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """`is_moved`: the day the rhythm asks for is a weekend, a bank holiday or taken. `is_free`: for everybody."""

    starts_at: datetime
    is_moved: bool
    is_free: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedAhead:
    """How far the sessions of an agreement are planned, against what was promised: three months ahead."""

    agreement_id: UUID
    until: datetime | None
    promised: date
    is_kept: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ToRebook:
    """A cancelled session, and when another one could be."""

    card: SessionCard
    proposed: datetime


def three_months_after(day: date) -> date:
    month = _months_after(day.replace(day=1), MONTHS_AHEAD)
    return month.replace(day=min(day.day, monthrange(month.year, month.month)[1]))


def planned_ahead(*, sessions: list[SessionCard], agreement_id: UUID, now: datetime) -> PlannedAhead:
    """Of the sessions of one person, those that are planned under this agreement."""
    until = max(
        (
            card.planned_for
            for card in sessions
            if card.agreement_id == agreement_id and card.state == SessionState.PLANNED and card.planned_for > now
        ),
        default=None,
    )
    promised = three_months_after(timezone.localdate(now))
    is_kept = until is not None and timezone.localdate(until) >= promised
    return PlannedAhead(agreement_id=agreement_id, until=until, promised=promised, is_kept=is_kept)


def days_of(*, first: date, every: Frequency, until: date) -> list[date]:
    """From `first` until one of them is `until` or later: the same weekday throughout, and in months also the same
    one of its month (the second Tuesday; a fifth is the last)."""
    days = []
    for day in islice(_endless(first, every), AT_MOST):
        days.append(day)
        if day >= until:
            break
    return days


def next_first(*, actor: Actor, agreement_id: UUID, every: Frequency, now: datetime) -> datetime:
    """Where a new series begins: after the last session that is planned; with none, a week from now."""
    planned = Session.objects.visible_to(actor).filter(agreement_id=agreement_id).exclude(state=SessionState.CANCELLED)
    last = planned.order_by("-planned_for").values_list("planned_for", flat=True).first()
    if last is None or last <= now - timedelta(days=366):
        return _at(next_working_day(timezone.localdate(now) + timedelta(days=7)), USUAL_TIME)
    local = timezone.localtime(last)
    days = _endless(local.date(), every)
    return next(when for day in days if (when := _at(day, local.time())) > max(last, now))


def proposed_series(
    *, agreement_id: UUID, first: datetime, every: Frequency, minutes: int, now: datetime
) -> list[Slot]:
    """The same weekday and time on the wall clock, no weekends or bank holidays, and where one of them is not free the
    next working day on which they are. Two queries at most, however many dates there are."""
    local = timezone.localtime(first)
    until = three_months_after(timezone.localdate(now))
    if local.date() >= until:
        until = three_months_after(local.date())
    days = days_of(first=local.date(), every=every, until=until)
    latest = _at(days[-1], local.time()) + timedelta(days=14)
    busy = Busy(agreement_id=agreement_id, earliest=first, latest=latest)
    return [_slot(day, local.time(), busy, minutes) for day in days]


def to_rebook(*, actor: Actor, session: Session, now: datetime) -> ToRebook:
    """Proposed is the same time of day, a week on or the first working day after that is free."""
    (card,) = cards(actor=actor, which=Q(pk=session.pk))
    return ToRebook(card=card, proposed=_next_free(session, now))


def _next_free(session: Session, now: datetime) -> datetime:
    local = timezone.localtime(session.planned_for)
    asked = max(local.date(), timezone.localdate(now)) + timedelta(days=7)
    latest = _at(asked, local.time()) + timedelta(days=14)
    busy = Busy(agreement_id=session.agreement_id, earliest=_at(asked, local.time()), latest=latest)
    return _slot(asked, local.time(), busy, session.minutes).starts_at


def _slot(asked: date, at: time, busy: Busy, minutes: int) -> Slot:
    day = first_try = next_working_day(asked)
    for _ in range(NOT_FREE_TRIES):
        if busy.is_free(starts_at=_at(day, at), minutes=minutes):
            return Slot(starts_at=_at(day, at), is_moved=day != asked, is_free=True)
        day = next_working_day(day + timedelta(days=1))
    return Slot(starts_at=_at(first_try, at), is_moved=first_try != asked, is_free=False)


def _endless(first: date, every: Frequency) -> Iterator[date]:
    step = 0
    while True:
        if every in WEEKS:
            yield first + timedelta(weeks=WEEKS[every] * step)
        else:
            month = _months_after(first.replace(day=1), MONTHS.get(every, MONTHS[USUAL]) * step)
            yield _same_weekday(first, month)
        step += 1


def _same_weekday(first: date, month: date) -> date:
    """The day in `month` that is what `first` is in its own: the second Tuesday, or the last."""
    opening = month + timedelta(days=(first.weekday() - month.weekday()) % 7)
    day = opening + timedelta(weeks=(first.day - 1) // 7)
    return day if day.month == month.month else day - timedelta(weeks=1)


def _months_after(month: date, months: int) -> date:
    """The first of a month, that many months on."""
    years, month_index = divmod(month.month - 1 + months, 12)
    return date(month.year + years, month_index + 1, 1)


def _at(day: date, at: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, at))
