"""Everything under /api/v1/push: the devices that are told without being open."""

from typing import Any

from django.utils import timezone
from ninja import Router

from backend.identity import access
from backend.identity.http import Request
from backend.notifications.device_cookie import device_of
from backend.notifications.operations import push as operations
from backend.notifications.push_key import key_or_none
from backend.notifications.queries import push as queries
from backend.notifications.schemas import PushEnded, PushEndIn, PushOut, PushSubscriptionIn, PushSubscriptionOut
from backend.receipts.http import idempotent

router = Router(tags=["Push"])


@router.get("", response=PushOut)
@access.member
def push(request: Request) -> Any:
    """The site's public key, and one's own devices."""
    key = key_or_none()
    devices = queries.devices_of(
        actor=request.actor,
        device_hash=operations.hash_of_device(device_of(request)),
        fingerprint=key.fingerprint if key else "",
    )
    return {"key": key and key.public, "devices": devices}


@router.post("/subscriptions", response={201: PushSubscriptionOut})
@access.acting
@idempotent
def subscribe(request: Request, sent: PushSubscriptionIn) -> Any:
    """Turns a browser on, with what `PushSubscription.toJSON()` says there. Known push services only; at most ten."""
    device_hash = operations.hash_of_device(device_of(request))
    made = operations.subscribe(actor=request.actor, **sent.dict(), device_hash=device_hash, now=timezone.now())
    return 201, {"id": made.id}


@router.post("/subscriptions/end", response=PushEnded)
@access.acting
@idempotent
def end_subscription(request: Request, sent: PushEndIn) -> Any:
    """Turns a browser off. The same answer when there was nothing to turn off."""
    operations.unsubscribe(actor=request.actor, endpoint=sent.endpoint)
    return 200, {"ended": True}
