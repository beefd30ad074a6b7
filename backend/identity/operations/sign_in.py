"""What the trail keeps of signing in: whose account, and what happened to it. Never an address that was tried."""

from datetime import datetime

from django.db import transaction

from backend.audit.operations import record
from backend.identity.models import Person
from backend.kernel.keys import Key


@transaction.atomic
def note_sign_in(*, person_id: int, reason: str, now: datetime) -> None:
    """`reason` is a fixed phrase. There is no actor: whoever signs in has not chosen a hat yet.

    Refused tries are lines in the log. A row for them would fill the trail with what anybody can send, and the time it
    takes would tell which addresses have an account.
    """
    record(actor=None, verb="AUTH", key=Key.of("identity.person", person_id), now=now, reason=reason)


@transaction.atomic
def leave_devices(*, person_id: int, reason: str, now: datetime) -> None:
    """Whatever devices keep for this person goes at their next contact; one that is signed in now is lent it anew."""
    Person.objects.filter(id=person_id).update(devices_left_at=now)
    note_sign_in(person_id=person_id, reason=reason, now=now)
