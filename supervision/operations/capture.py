"""Bringing something to supervision: noted in seconds, for its author alone, until it is put on an agenda."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from backend.kernel.actor import Actor
from backend.kernel.errors import Stale, WrongMoment
from supervision.models import AgendaItem, Capture
from supervision.operations import trail
from supervision.operations.agenda import add_item, refuse_closed
from supervision.operations.words import AGENDA_MAX_LENGTH, taken
from supervision.policy import capture as policy
from supervision.queries import agreement as agreements
from supervision.queries import capture as queries
from supervision.queries import session as sessions
from supervision.queries.capture import CaptureLine
from supervision.queries.participant import participant_of
from supervision.refusals import Hidden
from supervision.sealed import Seals


@transaction.atomic
def capture(*, actor: Actor, agreement_id: UUID, text: str, now: datetime) -> Capture:
    """Sealed with the agreement's key, and for nobody else: the others of the agreement do not learn that it exists."""
    agreement = agreements.agreement_to_read(actor=actor, agreement_id=agreement_id)
    me = participant_of(actor=actor, agreement_id=agreement.pk)
    if not policy.can_capture(agreement, me):
        raise WrongMoment("Something is brought to supervision under a signed agreement that has not ended.")
    text = taken(text, field="text", most=AGENDA_MAX_LENGTH, needed=True)

    row = Capture(participant=me, captured_at=now)
    Seals.of(agreement_id=agreement.pk).seal(row=row, text=text)
    row.save(force_insert=True)
    trail.saved(actor=actor, row=row, verb="COLLECT", reason="captured", now=now)
    return row


@transaction.atomic
def open_captures(*, actor: Actor, now: datetime) -> list[CaptureLine]:
    """A reading of one's own, noted before the text is opened."""
    rows = queries.captures_to_read(actor=actor)
    for row in rows:
        trail.consulted(actor=actor, key=queries.key(row.pk), version=row.version, now=now)
    return queries.lines(actor=actor, rows=rows, now=now)


@transaction.atomic
def put_on_agenda(
    *, actor: Actor, capture_id: UUID, session_id: UUID, expected_version: int, now: datetime
) -> AgendaItem:
    """From here on everybody who takes part reads it, as an item of its author's."""
    row = _to_change(actor, capture_id, expected_version)
    session = sessions.session_to_change(actor=actor, session_id=session_id)
    if session.agreement_id != row.participant.agreement_id:
        raise Hidden(key=sessions.key(session_id))
    refuse_closed(session)

    seals = Seals.of(agreement_id=session.agreement_id)
    item = add_item(session=session, author=row.participant, text=seals.open(row=row), seals=seals, now=now)
    trail.saved(actor=actor, row=item, verb="COLLECT", now=now)
    trail.erased(actor=actor, row=row, reason="put on an agenda", now=now)
    row.delete()
    return item


@transaction.atomic
def throw_away(*, actor: Actor, capture_id: UUID, expected_version: int, now: datetime) -> None:
    row = _to_change(actor, capture_id, expected_version)
    if queries.is_held(agreement_id=row.participant.agreement_id):
        raise WrongMoment("A legal hold stands over this agreement: nothing of it can be thrown away for now.")
    trail.erased(actor=actor, row=row, reason="thrown away", now=now)
    row.delete()


def _to_change(actor: Actor, capture_id: UUID, expected_version: int) -> Capture:
    row = queries.capture_to_change(actor=actor, capture_id=capture_id)
    if row.version != expected_version:
        raise Stale("This was changed elsewhere. Look again first.", current={"version": row.version})
    return row
