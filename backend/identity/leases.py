"""What a device keeps for somebody is lent: by its lease a device that is signed out asks whether it may go on.

A sign-in that has ended by itself changes nothing. Whoever signed out everywhere, changed the password, was disabled or
left takes everything back, from a stolen phone too, at its next contact.
"""

from datetime import datetime

from django.core import signing

from backend.identity.models import Person
from backend.identity.queries.hats import actor_of_membership
from backend.kernel.actor import Actor

_SALT = "backend.identity.lease"


def lease_of(*, actor: Actor, now: datetime) -> str:
    """Says nothing to whoever holds it but ids and a time."""
    held = [actor.person_id, actor.membership_id, actor.partnership_id, now.isoformat()]
    return signing.dumps(held, salt=_SALT)


def is_good(*, lease: str) -> bool:
    """False for whatever was not made by `lease_of`. Two queries."""
    try:
        person_id, membership_id, partnership_id, lent_at = signing.loads(lease, salt=_SALT)
    except signing.BadSignature:
        return False
    if actor_of_membership(membership_id=membership_id, partnership_id=partnership_id) is None:
        return False
    since = datetime.fromisoformat(lent_at)
    return not Person.objects.filter(id=person_id, devices_left_at__gt=since).exists()
