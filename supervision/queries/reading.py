from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from backend.audit import queries as trail
from backend.identity.models import Membership
from backend.kernel.actor import Actor
from supervision.queries.record import key, record_to_read

MOST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    at: datetime
    name: str
    job_title: str
    organisation: str
    is_me: bool


def who_read_this(*, actor: Actor, record_id: UUID) -> list[Reading]:
    """Every opening of the record, newest first, for those who take part in it; the newest 200."""
    record = record_to_read(actor=actor, record_id=record_id)
    entries = trail.readings(keys=[key(record.pk)])[:MOST]
    people = Membership.objects.select_related("person", "organisation").in_bulk(
        {entry.actor_membership_id for entry in entries if entry.actor_membership_id}
    )
    return [
        Reading(
            at=entry.at,
            name=people[entry.actor_membership_id].person.name,
            job_title=people[entry.actor_membership_id].job_title,
            organisation=people[entry.actor_membership_id].organisation.name,
            is_me=entry.actor_membership_id == actor.membership_id,
        )
        for entry in entries
        if entry.actor_membership_id in people
    ]
