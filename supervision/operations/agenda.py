"""The agenda as a whole: the order of its items, and what comes over from an earlier session."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, Max

from backend.kernel.actor import Actor
from backend.kernel.errors import NotPermitted, WrongMoment
from supervision.models import AgendaItem, Participant, Session
from supervision.operations import trail
from supervision.policy import session as policy
from supervision.queries import session as queries
from supervision.queries.participant import seated
from supervision.refusals import Hidden, StaleText
from supervision.sealed import Seals, key_of

# Further than any agenda is long: items step aside there while they change places, because no two may share one.
ASIDE = 10_000


@transaction.atomic
def move_agenda_item(
    *, actor: Actor, item_id: UUID, place: int, expected_version: int, now: datetime
) -> tuple[AgendaItem, int, int]:
    """To the place counted from 1, or the nearest there is. The item, its place now, and of how many."""
    item = item_to_change(actor=actor, item_id=item_id, expected_version=expected_version)
    # One after the other: two who order at once would otherwise meet half-way.
    queries.session_to_change(actor=actor, session_id=item.session_id)
    ids = list(AgendaItem.objects.filter(session_id=item.session_id).order_by("position").values_list("id", flat=True))
    ids.remove(item.pk)
    index = min(max(place, 1), len(ids) + 1) - 1
    ids.insert(index, item.pk)
    _order(item.session, ids)

    seals = Seals.of(agreement_id=item.session.agreement_id)
    text = seals.open(row=item)
    item.position = index + 1
    item.version += 1
    # The seal names the version, so the same words are sealed anew.
    seals.seal(row=item, text=text)
    item.save(update_fields=["sealed_text", "version"])
    trail.saved(actor=actor, row=item, reason="moved", now=now)
    return item, index + 1, len(ids)


@transaction.atomic
def carry_over(*, actor: Actor, item_id: UUID, session_id: UUID, now: datetime) -> AgendaItem:
    """What was left over goes on the agenda of this session, still as its author's; once, whoever presses."""
    session = queries.session_to_change(actor=actor, session_id=session_id)
    item = queries.agenda_item_to_change(actor=actor, item_id=item_id)
    if item.session.agreement_id != session.agreement_id:
        raise Hidden(key=key_of(row=item))
    refuse_closed(session)
    if item not in queries.left_over(actor=actor, session=session):
        raise WrongMoment("This item was carried over already, or is done.")
    is_mine = item.added_by.membership_id == actor.membership_id
    if not is_mine and seated(session=session) - seated(session=item.session):
        raise NotPermitted("Somebody new is in this session, so only whoever added the item can bring it here.")

    seals = Seals.of(agreement_id=session.agreement_id)
    carried = add_item(session=session, author=item.added_by, text=seals.open(row=item), seals=seals, now=now, of=item)
    trail.saved(actor=actor, row=carried, verb="COLLECT", reason="carried over", now=now)
    return carried


def add_item(
    *, session: Session, author: Participant, text: str, seals: Seals, now: datetime, of: AgendaItem | None = None
) -> AgendaItem:
    """At the end, sealed for its place. The caller notes it."""
    last = AgendaItem.objects.filter(session=session).aggregate(last=Max("position"))["last"]
    item = AgendaItem(session=session, position=(last or 0) + 1, added_by=author, added_at=now, carried_from=of)
    seals.seal(row=item, text=text)
    item.save(force_insert=True)
    return item


def item_to_change(*, actor: Actor, item_id: UUID, expected_version: int) -> AgendaItem:
    item = queries.agenda_item_to_change(actor=actor, item_id=item_id)
    refuse_closed(item.session)
    if item.version != expected_version:
        raise StaleText(key=key_of(row=item))
    return item


def refuse_closed(session: Session) -> None:
    if not policy.can_change_agenda(session, queries.record_of(session=session)):
        raise WrongMoment("The agenda is closed: the session was cancelled, its record signed, or the agreement ended.")


def _order(session: Session, ids: list[UUID]) -> None:
    AgendaItem.objects.filter(session=session).update(position=F("position") + ASIDE)
    for position, item_id in enumerate(ids, start=1):
        AgendaItem.objects.filter(id=item_id).update(position=position)
