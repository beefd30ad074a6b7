"""Those who have left an organisation and still have rights to what it keeps of theirs."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from backend.identity.models import Membership
from backend.kernel.actor import Actor
from supervision.enums import RequestState
from supervision.models import DataRequest
from supervision.policy import rights as policy
from supervision.queries.data_request import RequestCard, card, key, of_others
from supervision.queries.hold import Member, refuse_unless_officer
from supervision.refusals import Hidden

GONE = Q(disabled_at__isnull=False) | Q(person__is_active=False)


def former_members(*, actor: Actor) -> list[Member]:
    """By name; whether any of them has supervision here, it does not say."""
    refuse_unless_officer(actor)
    rows = Membership.objects.filter(GONE, organisation_id=actor.organisation_id).select_related("person")
    return [
        Member(membership_id=row.pk, name=row.person.name, job_title=row.job_title)
        for row in rows.order_by("person__name", "id")
    ]


def is_former_member(*, actor: Actor, membership_id: int) -> bool:
    return Membership.objects.filter(GONE, id=membership_id, organisation_id=actor.organisation_id).exists()


def to_hand_over(*, actor: Actor, now: datetime) -> list[RequestCard]:
    """What was read for somebody who cannot sign in to take it. Somebody else than its reader hands it over."""
    refuse_unless_officer(actor)
    rows = _ready(actor, now).select_related("membership__person").order_by("released_at")
    return [card(row, now) for row in rows]


def request_to_hand_over(*, actor: Actor, request_id: UUID, now: datetime) -> DataRequest:
    found = _ready(actor, now).filter(id=request_id).select_related("membership").first()
    if found is None or not policy.is_officer(actor):
        raise Hidden(key=key(request_id))
    return found


def _ready(actor: Actor, now: datetime) -> QuerySet[DataRequest]:
    gone = Q(membership__disabled_at__isnull=False) | Q(membership__person__is_active=False)
    found = of_others(actor, state=RequestState.RELEASED).filter(gone, expires_at__gt=now)
    return found.exclude(released_by_id=actor.membership_id)
