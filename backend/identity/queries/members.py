from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from backend.identity.enums import Role
from backend.identity.models import Invitation, Membership, Organisation, Person
from backend.identity.policy import can_administer, can_change_invitation, can_change_membership
from backend.identity.tokens import hash_of
from backend.kernel.actor import Actor
from backend.kernel.errors import Ended, NotFound, NotPermitted

NOT_ADMINISTRATOR = "Only your organisation's administrators can see this."
LINK_ENDED = (
    "An invitation link works once, and for seven days. If you have joined already, sign in. If not, ask the person "
    "who invited you for a new one."
)


@dataclass(frozen=True, slots=True)
class MemberRow:
    id: int
    name: str
    email: str
    job_title: str
    roles: list[str]
    disabled: bool
    changeable: bool


def members(*, actor: Actor) -> list[MemberRow]:
    """Everyone in the actor's organisation, by name; for its administrators."""
    _refuse_unless_administrator(actor)
    rows = Membership.objects.filter(organisation_id=actor.organisation_id).select_related("person")
    return [
        MemberRow(
            id=row.pk,
            name=row.person.name,
            email=row.person.email,
            job_title=row.job_title,
            roles=[Role(code).label for code in row.roles],
            disabled=row.disabled_at is not None,
            changeable=can_change_membership(actor, row),
        )
        for row in rows.order_by("person__name", "id")
    ]


def open_invitations(*, actor: Actor, now: datetime) -> list[Invitation]:
    _refuse_unless_administrator(actor)
    return list(
        Invitation.objects.filter(
            organisation_id=actor.organisation_id, accepted_at=None, withdrawn_at=None, expires_at__gt=now
        ).order_by("-invited_at")
    )


def membership_to_change(*, actor: Actor, membership_id: int) -> Membership:
    """Locked until the end of the transaction, together with the actor's own.

    Of two administrators who remove each other in the same moment, one is first and the other is refused.
    """
    both = Membership.objects.select_for_update(of=("self",)).filter(id__in=[actor.membership_id, membership_id])
    still = {row.pk: row for row in both.order_by("id")}.get(actor.membership_id)
    if still is None or still.disabled_at is not None or not still.has_role(Role.ORG_ADMIN):
        raise NotPermitted(NOT_ADMINISTRATOR)
    return membership_to_see(actor=actor, membership_id=membership_id)


def membership_to_see(*, actor: Actor, membership_id: int) -> Membership:
    """One of the actor's own organisation that this administrator may change; NotFound otherwise."""
    _refuse_unless_administrator(actor)
    membership = (
        Membership.objects.select_related("person", "organisation")
        .filter(id=membership_id, organisation_id=actor.organisation_id)
        .first()
    )
    if membership is None:
        raise NotFound
    if not can_change_membership(actor, membership):
        raise NotPermitted("You cannot change your own membership. Ask another administrator.")
    return membership


def invitation_to_change(*, actor: Actor, invitation_id: int) -> Invitation:
    """Locked until the end of the transaction."""
    found = Invitation.objects.select_for_update().filter(id=invitation_id, organisation_id=actor.organisation_id)
    invitation = found.first()
    if invitation is None or not can_change_invitation(actor, invitation):
        raise NotFound
    return invitation


def invitation_by_link(*, token: str, now: datetime) -> Invitation:
    """The open invitation behind a link. One answer for unknown, used, withdrawn and expired links.

    It stands as long as whoever made it may still invite: somebody who is removed leaves no door open behind them.
    One made in a terminal stands until it ends or an administrator withdraws it.
    """
    return _standing(Invitation.objects.all(), token, now)


def invitation_to_accept(*, token: str, now: datetime) -> Invitation:
    """The same, locked until the end of the transaction: a link works once, and not while it is withdrawn."""
    return _standing(Invitation.objects.select_for_update(of=("self",)), token, now)


def _standing(among: QuerySet[Invitation], token: str, now: datetime) -> Invitation:
    invitation = (
        among.select_related("organisation", "invited_by__person")
        .filter(token_hash=hash_of(token), accepted_at=None, withdrawn_at=None, expires_at__gt=now)
        .filter(Q(invited_by=None) | Q(invited_by__disabled_at=None, invited_by__person__is_active=True))
        .first()
    )
    if invitation is None or (invitation.invited_by and not invitation.invited_by.has_role(Role.ORG_ADMIN)):
        raise Ended(LINK_ENDED)
    return invitation


def has_account(*, email: str) -> bool:
    return Person.objects.filter(email__iexact=email).exists()


def organisation_name(*, organisation_id: int) -> str:
    return Organisation.objects.values_list("name", flat=True).get(id=organisation_id)


def _refuse_unless_administrator(actor: Actor) -> None:
    if not can_administer(actor):
        raise NotPermitted(NOT_ADMINISTRATOR)
