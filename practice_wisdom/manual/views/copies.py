"""The manual for a device that will have no signal. See `queries/copies.py`."""

import json

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from backend.identity import access
from backend.identity.http import Request
from backend.pwa.squeezed import squeezed_json
from practice_wisdom.manual.operations.copies import hand_out
from practice_wisdom.manual.queries.copies import item_to_fetch, pack_to_fetch


@access.member
@require_safe
def edition(request: Request) -> HttpResponse:
    """What has changed since the cursor `since`, or all there is."""
    found = hand_out(actor=request.actor, since=request.GET.get("since", ""), now=timezone.now())
    body = {
        "cursor": found.cursor,
        "partnership": request.hat.partnership_name,
        "total": found.total,
        "items": found.items,
        "gone": found.gone,
        "packs": [[f"/edition/packs/{pack.hash}", len(pack.entries)] for pack in found.packs],
    }
    return squeezed_json(request, json.dumps(body | ({"full": True} if found.is_full else {})))


@access.member
@require_safe
def pack(request: Request, hash: str) -> HttpResponse:
    return squeezed_json(request, pack_to_fetch(actor=request.actor, hash=hash).text)


@access.member
@require_safe
def item(request: Request, hash: str) -> HttpResponse:
    return squeezed_json(request, item_to_fetch(actor=request.actor, hash=hash))
