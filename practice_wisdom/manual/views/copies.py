"""The manual for a device that will have no signal. See `queries/copies.py`."""

import json

from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from backend.identity import access
from backend.identity.http import Request
from backend.identity.leases import is_good, lease_of
from backend.pwa.squeezed import squeezed_json
from practice_wisdom.manual.operations.copies import hand_out
from practice_wisdom.manual.queries.copies import item_to_fetch, pack_to_fetch

# In a header: an address is written into logs, and the answer is the same for many.
LEASE = "Alongside-Lease"


@access.member
@require_safe
def edition(request: Request) -> HttpResponse:
    """What has changed since the cursor `since`, or all there is."""
    now = timezone.now()
    found = hand_out(actor=request.actor, since=request.GET.get("since", ""), now=now)
    body = {
        "cursor": found.cursor,
        "partnership": request.hat.partnership_name,
        "total": found.total,
        "items": found.items,
        "gone": found.gone,
        "packs": [[f"/edition/packs/{pack.hash}", len(pack.entries)] for pack in found.packs],
    }
    response = squeezed_json(request, json.dumps(body | ({"full": True} if found.is_full else {})))
    response[LEASE] = lease_of(actor=request.actor, now=now)
    return response


@access.public
@require_safe
def lease(request: Request) -> JsonResponse:
    """Whether a device on which nobody is signed in may keep what it was lent."""
    return JsonResponse({"keep": is_good(lease=request.headers.get(LEASE, ""))})


@access.member
@require_safe
def pack(request: Request, hash: str) -> HttpResponse:
    return squeezed_json(request, pack_to_fetch(actor=request.actor, hash=hash).text)


@access.member
@require_safe
def item(request: Request, hash: str) -> HttpResponse:
    return squeezed_json(request, item_to_fetch(actor=request.actor, hash=hash))
