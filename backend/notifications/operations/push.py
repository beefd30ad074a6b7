"""Turning a device on and off."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.crypto import salted_hmac

from backend.kernel.actor import Actor
from backend.kernel.errors import Invalid, NotFound, WrongMoment
from backend.notifications.endpoints import host_of
from backend.notifications.models import PushSubscription
from backend.notifications.push_key import key_or_none, opened
from backend.safekeeping.signing import is_push_public_key

AT_MOST = 10
KEPT_AT_MOST = timedelta(days=365)
NOT_NOW = "This site cannot reach devices at the moment. Whoever runs it finds the reason with “check”."
UNKNOWN_HOST = "Alongside does not send to the push service of this browser. Whoever runs this site can allow it."


def hash_of_device(cookie: str) -> str:
    """What is kept of the cookie by which a browser is known. Empty for none."""
    return salted_hmac("backend.notifications.device", cookie, algorithm="sha256").hexdigest() if cookie else ""


@transaction.atomic
def subscribe(
    *, actor: Actor, endpoint: str, p256dh: str, auth: str, device_hash: str, now: datetime
) -> PushSubscription:
    """This browser is told from now on. Whoever had it before is not: a shared phone changed hands."""
    key = key_or_none()
    if key is None:
        raise WrongMoment(NOT_NOW)
    if host_of(endpoint) is None:
        raise Invalid(UNKNOWN_HOST)
    if not (is_push_public_key(point=opened(p256dh)) and len(opened(auth)) == 16):
        raise Invalid("The keys of this browser cannot be used.")
    PushSubscription.objects.filter(endpoint=endpoint).exclude(person_id=actor.person_id).delete()
    kept = {"p256dh": p256dh, "auth": auth, "device_hash": device_hash, "key_fingerprint": key.fingerprint}
    made, _ = PushSubscription.objects.update_or_create(
        endpoint=endpoint,
        defaults={**kept, "person_id": actor.person_id, "made_at": now, "refusals": 0, "paused_until": None},
    )
    others = PushSubscription.objects.filter(person_id=actor.person_id).exclude(id=made.id)
    if device_hash:
        # A browser has one; what it had before leads nowhere.
        others.filter(device_hash=device_hash).delete()
    too_many = others.order_by("-made_at", "-id").values_list("id", flat=True)[AT_MOST - 1 :]
    PushSubscription.objects.filter(id__in=list(too_many)).delete()
    return made


def unsubscribe(*, actor: Actor, endpoint: str) -> None:
    """Nothing of it stays. Somebody else's is left alone, with the same answer."""
    PushSubscription.objects.filter(person_id=actor.person_id, endpoint=endpoint).delete()


def turn_off_device(*, actor: Actor, subscription_id: int) -> None:
    found = PushSubscription.objects.filter(person_id=actor.person_id, id=subscription_id)
    if not found.delete()[0]:
        raise NotFound("This device is turned off already.")


def forget_device(*, device_hash: str, but_of: int | None = None) -> None:
    """Somebody signed out in this browser; or `but_of` signed in, and another had it before."""
    found = PushSubscription.objects.filter(device_hash=device_hash) if device_hash else PushSubscription.objects.none()
    found.exclude(person_id=but_of).delete() if but_of else found.delete()


def forget_other_devices(*, person_id: int, device_hash: str) -> None:
    """Signed out everywhere else."""
    others = PushSubscription.objects.filter(person_id=person_id)
    (others.exclude(device_hash=device_hash) if device_hash else others).delete()


def forget_old_subscriptions(*, now: datetime) -> int:
    """How many were forgotten: nothing reached them for a year."""
    long_ago = now - KEPT_AT_MOST
    old = Q(made_at__lt=long_ago) & (Q(last_delivered_at=None) | Q(last_delivered_at__lt=long_ago))
    return PushSubscription.objects.filter(old).delete()[0]
