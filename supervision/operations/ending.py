"""How a record ends without signatures: at once, for whatever reason, and not for ever."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from backend.kernel.actor import Actor
from backend.kernel.errors import Stale, WrongMoment
from supervision.enums import RecordState
from supervision.models import Record
from supervision.operations import trail
from supervision.policy import record as policy
from supervision.queries import record as queries


@transaction.atomic
def end_record(*, actor: Actor, record_id: UUID, now: datetime) -> Record:
    """Nothing more is written or signed; what was written stays with whom it was for.

    It asks for no version: whoever has to leave supervision leaves it, whatever was saved meanwhile. Why is kept
    nowhere, and who did it only in the trail, as for every change.
    """
    record = queries.record_to_change(actor=actor, record_id=record_id)
    if not policy.can_end(record):
        raise WrongMoment("This record has ended already, or is signed and locked.")

    record.state, record.content_digest = RecordState.ENDED, ""
    record.shared_at = record.shared_by = None
    record.version += 1
    record.save(update_fields=["state", "content_digest", "shared_at", "shared_by", "version"])
    trail.changed(actor=actor, key=queries.key(record.pk), version=record.version, reason="ended", now=now)
    return record


@transaction.atomic
def take_up_record(*, actor: Actor, record_id: UUID, expected_version: int, now: datetime) -> Record:
    """An ended record becomes a draft again: a tap on a small screen may have been a slip."""
    record = queries.record_to_change(actor=actor, record_id=record_id)
    if not policy.can_take_up(record):
        raise WrongMoment("Only a record that was ended can be taken up again.")
    if record.version != expected_version:
        current = {"version": record.version, "state": record.state}
        raise Stale("The record was changed after you opened it. Look again first.", current=current)

    record.state = RecordState.DRAFT
    record.version += 1
    record.save(update_fields=["state", "version"])
    trail.changed(actor=actor, key=queries.key(record.pk), version=record.version, reason="taken up again", now=now)
    return record
