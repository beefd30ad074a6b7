"""Private notes go by themselves: what is only its author's is kept for its days, and then not at all."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from backend.audit import operations as audit
from supervision.models import Record, Section
from supervision.sealed import SEALED, key_of

AT_A_TIME = 500


def delete_expired_notes(*, now: datetime) -> int:
    """How many went. Each in a transaction of its own: to be cut short loses nothing, and the next round goes on."""
    found = Section.objects.expired(now).order_by("saved_at").values_list("id", "record_id")[:AT_A_TIME]
    return sum(_delete(section_id=section_id, record_id=record_id, now=now) for section_id, record_id in found)


@transaction.atomic
def _delete(*, section_id: UUID, record_id: UUID, now: datetime) -> bool:
    """False when its author was quicker: whoever saves holds the record, and a note saved again is not expired."""
    Record.objects.select_for_update().get(id=record_id)
    section = Section.objects.expired(now).filter(id=section_id).first()
    if section is None:
        return False
    key, version = key_of(row=section), section.version
    section.delete()
    column = SEALED[Section].column
    audit.record(actor=None, verb="ERASE", key=key, section=column, version=version, reason="expired", now=now)
    return True
