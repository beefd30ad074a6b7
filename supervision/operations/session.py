from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from backend.kernel.actor import Actor
from backend.kernel.errors import Invalid, NotPermitted, Stale, WrongMoment
from supervision.enums import CancelReason, Mode, SessionState
from supervision.models import AgendaItem, Session
from supervision.operations import trail
from supervision.operations.words import AGENDA_MAX_LENGTH, taken
from supervision.policy import agreement as agreement_policy
from supervision.policy import session as policy
from supervision.queries import agreement as agreements
from supervision.queries import session as queries
from supervision.queries.participant import participant_of
from supervision.queries.session import SessionPage
from supervision.refusals import StaleText
from supervision.sealed import Seals, key_of

YEARS_AWAY = 5


@transaction.atomic
def plan_session(
    *, actor: Actor, agreement_id: UUID, planned_for: datetime, minutes: int, mode: str, now: datetime
) -> Session:
    agreement = agreements.agreement_to_change(actor=actor, agreement_id=agreement_id)
    me = participant_of(actor=actor, agreement_id=agreement.pk)
    if not agreement_policy.can_plan_session(agreement, me):
        raise WrongMoment("A session needs an agreement that all of you have signed and that has not ended.")
    _refuse_unfit(planned_for=planned_for, minutes=minutes, mode=mode)
    _refuse_far(planned_for=planned_for, now=now)

    session = Session.objects.create(
        agreement=agreement,
        planned_for=planned_for,
        minutes=minutes,
        mode=mode,
        planned_at=now,
        planned_by=me,
    )
    trail.collected(actor=actor, key=queries.key(session.pk), version=1, reason="planned", now=now)
    return session


@transaction.atomic
def cancel_session(*, actor: Actor, session_id: UUID, reason: str, expected_version: int, now: datetime) -> Session:
    session = queries.session_to_change(actor=actor, session_id=session_id)
    if not policy.can_cancel(session):
        raise WrongMoment("Only a session that is still planned can be cancelled.")
    if session.version != expected_version:
        current = {"version": session.version, "state": session.state}
        raise Stale("This session was changed after you opened it. Look again first.", current=current)
    if reason not in CancelReason.values:
        raise _invalid("reason", "Choose a reason.")

    session.state, session.cancel_reason = SessionState.CANCELLED, reason
    session.cancelled_at, session.cancelled_by_id = now, actor.membership_id
    session.version += 1
    session.save(update_fields=["state", "cancel_reason", "cancelled_at", "cancelled_by", "version"])
    trail.changed(actor=actor, key=queries.key(session.pk), version=session.version, reason="cancelled", now=now)
    return session


@transaction.atomic
def open_session(*, actor: Actor, session_id: UUID, now: datetime) -> SessionPage:
    """A reading of the agenda, noted before the text is opened."""
    session = queries.session_to_read(actor=actor, session_id=session_id)
    trail.consulted(actor=actor, key=queries.key(session.pk), version=session.version, now=now)
    return queries.page(actor=actor, session=session, seals=Seals.of(agreement_id=session.agreement_id))


@transaction.atomic
def add_agenda_item(*, actor: Actor, session_id: UUID, text: str, now: datetime) -> AgendaItem:
    session = queries.session_to_change(actor=actor, session_id=session_id)
    _refuse_closed(session)
    text = taken(text, field="text", most=AGENDA_MAX_LENGTH, needed=True)

    last = AgendaItem.objects.filter(session=session).aggregate(last=Max("position"))["last"]
    item = AgendaItem(
        session=session,
        position=(last or 0) + 1,
        added_by=participant_of(actor=actor, agreement_id=session.agreement_id),
        added_at=now,
    )
    Seals.of(agreement_id=session.agreement_id).seal(row=item, text=text)
    item.save(force_insert=True)
    trail.saved(actor=actor, row=item, verb="COLLECT", now=now)
    return item


@transaction.atomic
def change_agenda_item(*, actor: Actor, item_id: UUID, text: str, expected_version: int, now: datetime) -> AgendaItem:
    """Its author words it; others add an item of their own."""
    item = _item_to_change(actor=actor, item_id=item_id, expected_version=expected_version)
    if not policy.can_word(item, participant_of(actor=actor, agreement_id=item.session.agreement_id)):
        raise NotPermitted("Somebody else added this item. Add one of your own instead.")
    text = taken(text, field="text", most=AGENDA_MAX_LENGTH, needed=True)

    item.version += 1
    Seals.of(agreement_id=item.session.agreement_id).seal(row=item, text=text)
    item.save(update_fields=["sealed_text", "version"])
    trail.saved(actor=actor, row=item, now=now)
    return item


@transaction.atomic
def mark_agenda_item(*, actor: Actor, item_id: UUID, done: bool, expected_version: int, now: datetime) -> AgendaItem:
    """Anybody who takes part ticks an item off, or puts it back."""
    item = _item_to_change(actor=actor, item_id=item_id, expected_version=expected_version)
    me = participant_of(actor=actor, agreement_id=item.session.agreement_id)
    seals = Seals.of(agreement_id=item.session.agreement_id)
    text = seals.open(row=item)

    item.done_at, item.done_by = (now, me) if done else (None, None)
    item.version += 1
    # The seal names the version, so the same words are sealed anew.
    seals.seal(row=item, text=text)
    item.save(update_fields=["done_at", "done_by", "sealed_text", "version"])
    trail.saved(actor=actor, row=item, reason="done" if done else "not done", now=now)
    return item


@transaction.atomic
def agenda_item_copy(*, actor: Actor, item_id: UUID, now: datetime) -> dict[str, object]:
    """What the server has, for somebody whose save was too late. A reading of the agenda."""
    item = queries.agenda_item_to_change(actor=actor, item_id=item_id)
    trail.consulted(actor=actor, key=queries.key(item.session_id), version=item.session.version, now=now)
    text = Seals.of(agreement_id=item.session.agreement_id).open(row=item)
    return {"version": item.version, "text": text, "done": item.done_at is not None}


def _item_to_change(*, actor: Actor, item_id: UUID, expected_version: int) -> AgendaItem:
    item = queries.agenda_item_to_change(actor=actor, item_id=item_id)
    _refuse_closed(item.session)
    if item.version != expected_version:
        raise StaleText(key=key_of(row=item))
    return item


def _refuse_closed(session: Session) -> None:
    if not policy.can_change_agenda(session, queries.record_of(session=session)):
        raise WrongMoment("The agenda is closed: the session was cancelled, its record signed, or the agreement ended.")


def _refuse_far(*, planned_for: datetime, now: datetime) -> None:
    """A slip in the year: the first and the last years of the calendar cannot even be put into another time zone."""
    if abs(planned_for.year - now.year) > YEARS_AWAY:
        raise _invalid("planned_for", f"Choose a day at most {YEARS_AWAY} years away.")


def _refuse_unfit(*, planned_for: datetime, minutes: int, mode: str) -> None:
    if planned_for.tzinfo is None:
        raise _invalid("planned_for", "Give the time with its zone.")
    if not 10 <= minutes <= 240:
        raise _invalid("minutes", "Choose a length between 10 and 240 minutes.")
    if mode not in Mode.values:
        raise _invalid("mode", "Choose how you meet.")


def _invalid(field: str, message: str) -> Invalid:
    return Invalid(message, fields={field: [message]})
