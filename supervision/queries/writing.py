"""Who is writing where, told from the last saves. A hint and no more: it never says what, nor who can read it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from backend.kernel.actor import Actor
from supervision.models import Section
from supervision.queries.record import record_to_read

# Whoever types saves every few seconds; a pause for thought is longer.
STILL_WRITING = timedelta(seconds=20)


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    stage: str
    name: str


def who_writes(*, actor: Actor, record_id: UUID, now: datetime) -> list[Writing]:
    """The others in this record, where they saved last. Names only, so to look is no reading of the record."""
    record = record_to_read(actor=actor, record_id=record_id)
    found = (
        Section.objects.filter(record=record, saved_at__gt=now - STILL_WRITING, saved_at__lte=now)
        .exclude(author__membership_id=actor.membership_id)
        .order_by("saved_at")
        .values_list("author__membership__person__name", "stage")
    )
    # A person is in one place: the one of the last save.
    return [Writing(stage=stage, name=name) for name, stage in dict(found).items()]
