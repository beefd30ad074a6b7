"""The header is the same on somebody's next page, but for the token of its form: drawn once, and the token put in."""

from functools import lru_cache
from typing import Any

from django.middleware.csrf import get_token
from django.template.loader import render_to_string

from backend.pwa.worker import whose_device

_TOKEN = "token-of-the-form"  # noqa: S105 -- where the real one goes


def site_header(request: Any) -> str:
    match, hat = request.resolver_match, getattr(request, "hat", None)
    header = _header(
        hat=hat,
        hats=tuple(getattr(request, "hats", ())),
        here=match.url_name if match else "",
        in_supervision=request.path.startswith("/supervision/"),
        has_unread=getattr(request, "has_unread", False),
        device=whose_device(hat) if hat else "",
        signed_in=hat is not None or _is_signed_in(request),
    )
    return header.replace(_TOKEN, token_of_forms(request)) if hat else header


def token_of_forms(request: Any) -> str:
    """One an answer: making one takes as long as a query, and a page has a dozen forms."""
    if not hasattr(request, "token_of_forms"):
        request.token_of_forms = get_token(request)
    return request.token_of_forms


def _is_signed_in(request: Any) -> bool:
    """A request refused before anybody was looked up, such as one for another host, has no user at all."""
    return hasattr(request, "user") and request.user.is_authenticated


@lru_cache(maxsize=1_000)
def _header(**shown: Any) -> str:
    return render_to_string("pwa/parts/header.html", shown | {"token": _TOKEN})
