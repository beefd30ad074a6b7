from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from backend.audit import queries as trail
from backend.audit.models import Entry
from backend.identity.models import Membership
from backend.kernel.actor import Actor
from supervision.queries.disclosure import untold_ids
from supervision.queries.record import key, record_to_read

ON_A_PAGE = 50
MAX_PAGE = 1_000_000
# What the trail calls a reading of a record's actions alone.
ACTIONS = "actions"
# And one that left the site as a file.
PRINT = "print"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """`of_actions`: what was agreed to be done, read in a list or on an agenda, and nothing else of the record.
    `is_print`: the record as a file."""

    at: datetime
    name: str
    job_title: str
    organisation: str
    is_me: bool
    of_actions: bool
    is_print: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """One page of them. Page 1 has the newest."""

    readings: list[Reading]
    page: int
    has_earlier: bool


def who_read_this(*, actor: Actor, record_id: UUID, page: int = 1, on_a_page: int = ON_A_PAGE) -> Readings:
    """Every opening of the record, newest first, for those who take part in it.

    One that a law forbids telling of joins the list on the day that law allows.
    """
    record = record_to_read(actor=actor, record_id=record_id)
    # One more than is shown tells whether there are earlier ones.
    entries = trail.readings(
        key=key(record.pk),
        skip=(page - 1) * on_a_page,
        most=on_a_page + 1,
        without_sections=untold_ids(record_id=record.pk),
    )
    people = Membership.objects.select_related("person", "organisation").in_bulk(
        {entry.actor_membership_id for entry in entries if entry.actor_membership_id}
    )
    shown = [_reading(entry, people, actor) for entry in entries[:on_a_page]]
    return Readings(readings=shown, page=page, has_earlier=len(entries) > on_a_page)


def _reading(entry: Entry, people: dict[int, Membership], actor: Actor) -> Reading:
    who = people.get(entry.actor_membership_id or 0)
    return Reading(
        at=entry.at,
        # No way of reading leads past a membership; if ever one does, the line must not be missing.
        name=who.person.name if who else "Somebody who is not known here",
        job_title=who.job_title if who else "",
        organisation=who.organisation.name if who else "",
        is_me=entry.actor_membership_id == actor.membership_id,
        of_actions=entry.section == ACTIONS,
        is_print=entry.section == PRINT,
    )
