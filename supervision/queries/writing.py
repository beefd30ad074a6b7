"""Who is writing where, told from the last saves. A hint and no more: it never says what, nor who can read it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from backend.kernel.actor import Actor
from backend.kernel.prepared import Prepared
from supervision.models import Section
from supervision.queries.record import record_to_read

# Whoever types saves every few seconds; a pause for thought is longer.
STILL_WRITING = timedelta(seconds=20)

_saved_by_others = Prepared(
    lambda record_id, membership_id: (
        Section.objects.filter(record_id=record_id)
        .exclude(author__membership_id=membership_id)
        .order_by("saved_at")
        .values_list("author__membership__person__name", "stage", "saved_at")
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    stage: str
    name: str


def who_writes(*, actor: Actor, record_id: UUID, now: datetime) -> list[Writing]:
    """The others in this record, where they saved last. Names only, so to look is no reading of the record."""
    record = record_to_read(actor=actor, record_id=record_id)
    saved = _saved_by_others(record_id=record.pk, membership_id=actor.membership_id)
    # A person is in one place: the one of the last save.
    places = {name: stage for name, stage, at in saved if now - STILL_WRITING < at <= now}
    return [Writing(stage=stage, name=name) for name, stage in places.items()]
