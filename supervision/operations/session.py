from datetime import datetime
from uuid import UUID

from django.db import transaction

from backend.kernel.actor import Actor
from backend.kernel.errors import Invalid, NotPermitted, Stale, WrongMoment
from supervision.enums import REASONS_TO_CANCEL, SessionState
from supervision.models import AgendaItem, Session
from supervision.operations import trail
from supervision.operations.agenda import add_item, item_to_change, refuse_closed
from supervision.operations.planning import (
    Plan,
    agreement_to_plan_under,
    plan_all,
    refuse_busy,
    refuse_rebooking,
    refuse_unfit,
)
from supervision.operations.telling import tell_beside_invitation, uninvite
from supervision.operations.words import AGENDA_MAX_LENGTH, taken
from supervision.policy import session as policy
from supervision.queries import action as actions
from supervision.queries import session as queries
from supervision.queries.participant import participant_of
from supervision.queries.series import ToRebook, to_rebook
from supervision.queries.session import SessionPage
from supervision.sealed import Seals


@transaction.atomic
def plan_session(
    *,
    actor: Actor,
    agreement_id: UUID,
    planned_for: datetime,
    minutes: int,
    mode: str,
    now: datetime,
    avoid_clashes: bool = False,
) -> Session:
    """`avoid_clashes` refuses a time at which one of them has another session: two may also meet in between two."""
    agreement = agreement_to_plan_under(actor=actor, agreement_id=agreement_id)
    refuse_unfit(planned_for=planned_for, minutes=minutes, mode=mode, now=now)
    if avoid_clashes:
        refuse_busy(agreement=agreement, planned_for=planned_for, minutes=minutes)

    plan = Plan(starts=[planned_for], minutes=minutes, mode=mode)
    return plan_all(actor=actor, agreement=agreement, plan=plan, now=now)[0]


@transaction.atomic
def rebook_session(
    *, actor: Actor, session_id: UUID, planned_for: datetime, minutes: int, mode: str, now: datetime
) -> Session:
    """Another one in place of a cancelled one; the two know of each other."""
    cancelled = queries.session_to_change(actor=actor, session_id=session_id)
    refuse_rebooking(cancelled)
    refuse_unfit(planned_for=planned_for, minutes=minutes, mode=mode, now=now)
    refuse_busy(agreement=cancelled.agreement, planned_for=planned_for, minutes=minutes)

    plan = Plan(starts=[planned_for], minutes=minutes, mode=mode, rebooks=cancelled)
    return plan_all(actor=actor, agreement=cancelled.agreement, plan=plan, now=now)[0]


def session_to_rebook(*, actor: Actor, session_id: UUID, now: datetime) -> ToRebook:
    """WrongMoment for one that cannot be rebooked. Its dates only: no word of it is opened."""
    session = queries.session_to_read(actor=actor, session_id=session_id)
    refuse_rebooking(session)
    return to_rebook(actor=actor, session=session, now=now)


@transaction.atomic
def cancel_session(*, actor: Actor, session_id: UUID, reason: str, expected_version: int, now: datetime) -> Session:
    session = queries.session_to_change(actor=actor, session_id=session_id)
    if not policy.can_cancel(session):
        raise WrongMoment("Only a session that is still planned can be cancelled.")
    if session.version != expected_version:
        current = {"version": session.version, "state": session.state}
        raise Stale("This session was changed after you opened it. Look again first.", current=current)
    if reason not in REASONS_TO_CANCEL:
        raise _invalid("reason", "Choose a reason.")

    session.state, session.cancel_reason = SessionState.CANCELLED, reason
    session.cancelled_at, session.cancelled_by_id = now, actor.membership_id
    session.version += 1
    session.save(update_fields=["state", "cancel_reason", "cancelled_at", "cancelled_by", "version"])
    key = queries.key(session.pk)
    tell_beside_invitation(
        agreement=session.agreement, kind="supervision.meeting_cancelled", key=key, now=now, by=actor
    )
    uninvite(session=session, now=now)
    trail.changed(actor=actor, key=key, version=session.version, reason="cancelled", now=now)
    return session


@transaction.atomic
def open_session(*, actor: Actor, session_id: UUID, now: datetime, with_left: bool = True) -> SessionPage:
    """A reading of the agenda, of those from which something is left over, and of the actions still to be done: noted
    before the text is opened."""
    session = queries.session_to_read(actor=actor, session_id=session_id)
    is_open = policy.can_change_agenda(session, getattr(session, "record", None))
    left = queries.left_over(actor=actor, session=session) if with_left and is_open else []
    to_do = actions.actions_on_agenda(actor=actor, session=session) if with_left and is_open else []
    opened_too = {item.session_id: item.session for item in left}
    for opened in (session, *opened_too.values()):
        trail.consulted(actor=actor, key=queries.key(opened.pk), version=opened.version, now=now)
    trail.consulted_actions(actor=actor, actions=to_do, now=now)
    seals = Seals.of(agreement_id=session.agreement_id)
    lines = actions.lines(actor=actor, actions=to_do, now=now)
    return queries.page(actor=actor, session=session, left=left, actions=lines, seals=seals, now=now)


@transaction.atomic
def add_agenda_item(*, actor: Actor, session_id: UUID, text: str, now: datetime) -> AgendaItem:
    session = queries.session_to_change(actor=actor, session_id=session_id)
    refuse_closed(session)
    text = taken(text, field="text", most=AGENDA_MAX_LENGTH, needed=True)

    author = participant_of(actor=actor, agreement_id=session.agreement_id)
    seals = Seals.of(agreement_id=session.agreement_id)
    item = add_item(session=session, author=author, text=text, seals=seals, now=now)
    trail.saved(actor=actor, row=item, verb="COLLECT", now=now)
    return item


@transaction.atomic
def change_agenda_item(*, actor: Actor, item_id: UUID, text: str, expected_version: int, now: datetime) -> AgendaItem:
    """Its author words it; others add an item of their own."""
    item = item_to_change(actor=actor, item_id=item_id, expected_version=expected_version)
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
    item = item_to_change(actor=actor, item_id=item_id, expected_version=expected_version)
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


def _invalid(field: str, message: str) -> Invalid:
    return Invalid(message, fields={field: [message]})
