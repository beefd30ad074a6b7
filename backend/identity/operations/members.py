from datetime import datetime

from django.db import transaction

from backend.audit.operations import record
from backend.identity.enums import Role
from backend.identity.models import Membership
from backend.identity.queries.members import membership_to_change
from backend.kernel.actor import Actor
from backend.kernel.errors import Invalid, WrongMoment
from backend.kernel.keys import Key


@transaction.atomic
def change_roles(*, actor: Actor, membership_id: int, job_title: str, roles: list[str], now: datetime) -> Membership:
    """Binds on the member's next request."""
    membership = membership_to_change(actor=actor, membership_id=membership_id)
    if not roles or set(roles) - set(Role.values):
        raise Invalid("Choose at least one role.", fields={"roles": ["Choose at least one role."]})
    membership.roles, membership.job_title = roles, job_title
    membership.save(update_fields=["roles", "job_title"])
    record(actor=actor, verb="ADMIN", key=Key.of("identity.membership", membership_id), now=now, reason="roles changed")
    return membership


@transaction.atomic
def disable_member(*, actor: Actor, membership_id: int, now: datetime) -> Membership:
    """Ends this membership's reach on the next request. The person's other organisations are not touched."""
    membership = membership_to_change(actor=actor, membership_id=membership_id)
    if membership.disabled_at is not None:
        raise WrongMoment("This member is already disabled.")
    membership.disabled_at, membership.disabled_by_id = now, actor.person_id
    membership.save(update_fields=["disabled_at", "disabled_by"])
    membership.access_tokens.filter(revoked_at=None).update(revoked_at=now)
    record(actor=actor, verb="ADMIN", key=Key.of("identity.membership", membership_id), now=now, reason="disabled")
    return membership


@transaction.atomic
def enable_member(*, actor: Actor, membership_id: int, now: datetime) -> Membership:
    membership = membership_to_change(actor=actor, membership_id=membership_id)
    if membership.disabled_at is None:
        raise WrongMoment("This member is not disabled.")
    membership.disabled_at, membership.disabled_by = None, None
    membership.save(update_fields=["disabled_at", "disabled_by"])
    record(actor=actor, verb="ADMIN", key=Key.of("identity.membership", membership_id), now=now, reason="enabled")
    return membership
