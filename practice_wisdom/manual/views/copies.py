"""The manual for a device that will have no signal. See `queries/copies.py`."""

import gzip

import brotli
from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from backend.identity import access
from backend.identity.http import Request
from practice_wisdom.manual.operations.copies import hand_out
from practice_wisdom.manual.queries.copies import item_to_fetch, pack_to_fetch


@access.member
@require_safe
def edition(request: Request) -> JsonResponse:
    """What has changed since the cursor `since`, or all there is."""
    now = timezone.now()
    found = hand_out(actor=request.actor, since=request.GET.get("since", ""), now=now)
    packs = [[f"/edition/packs/{pack.hash}", list(pack.hashes), len(pack.body)] for pack in found.packs]
    facts = {"cursor": found.cursor, "partnership": request.hat.partnership_name, "made_at": now.isoformat()}
    body = facts | {"total": found.total, "items": found.items, "gone": found.gone, "packs": packs}
    return JsonResponse(body | ({"full": True} if found.is_full else {}))


@access.member
@require_safe
def pack(request: Request, hash: str) -> HttpResponse:
    return _squeezed(request, pack_to_fetch(actor=request.actor, hash=hash).body)


@access.member
@require_safe
def item(request: Request, hash: str) -> HttpResponse:
    return _squeezed(request, brotli.compress(item_to_fetch(actor=request.actor, hash=hash).encode(), quality=6))


def _squeezed(request: Request, body: bytes) -> HttpResponse:
    """Brotli, else gzip. Not kept by the browser: on a shared phone that would outlive the sign-in."""
    if "br" in [one.strip() for one in request.headers.get("Accept-Encoding", "").split(",")]:
        response = HttpResponse(body, content_type="application/json", headers={"Content-Encoding": "br"})
    else:
        plain = gzip.compress(brotli.decompress(body), mtime=0)
        response = HttpResponse(plain, content_type="application/json", headers={"Content-Encoding": "gzip"})
    patch_vary_headers(response, ["Accept-Encoding"])
    return response
