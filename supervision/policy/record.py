"""What may happen to a record depends on its state alone: an agreement that has ended does not strand a draft."""

from collections.abc import Collection
from uuid import UUID

from supervision.enums import RecordState
from supervision.models import Record


def can_write(record: Record) -> bool:
    return record.state != RecordState.LOCKED


def can_share(record: Record) -> bool:
    return record.state == RecordState.DRAFT


def can_sign(record: Record, *, participant_id: UUID, signed_by: Collection[UUID]) -> bool:
    return record.state == RecordState.SHARED and participant_id not in signed_by


def can_amend(record: Record) -> bool:
    return record.state == RecordState.LOCKED
