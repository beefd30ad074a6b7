"""Who may do what to whom in an organisation."""

from backend.identity.enums import Role
from backend.identity.models import Invitation, Membership
from backend.kernel.actor import Actor


def can_administer(actor: Actor) -> bool:
    return actor.holds(Role.ORG_ADMIN)


def can_change_membership(actor: Actor, membership: Membership) -> bool:
    """Administrators change their own organisation's members, and never themselves: nobody locks the last door."""
    return (
        can_administer(actor)
        and membership.organisation_id == actor.organisation_id
        and membership.id != actor.membership_id
    )


def can_change_invitation(actor: Actor, invitation: Invitation) -> bool:
    return can_administer(actor) and invitation.organisation_id == actor.organisation_id
