"""Pages that are the same for many readers: drawn once, with holes for what belongs to one answer only.

The template sees the values it is given and neither request nor person, so nothing of one reader can reach another.
"""

import re
import uuid
from collections.abc import Callable, Hashable, Iterable, Mapping
from functools import lru_cache
from secrets import token_hex
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.utils.safestring import SafeString, mark_safe

from backend.identity.http import Request
from backend.pwa.header import site_header, token_of_forms
from backend.pwa.zipped import Piece, gzip_of, squeeze

# Not to be guessed: nobody's words can be taken for a hole.
_HOLES = {name: f"hole-{token_hex(16)}" for name in ("csrf_token", "CSP_NONCE", "site_header", "once")}
_OWN = f"own-{token_hex(16)}:"
# Shorter ones are squeezed better together with what stands beside them.
WORTH_KEEPING_SQUEEZED = 1_000
_TAKES_GZIP = re.compile(r"\bgzip\b")
_HOLE = re.compile(f"({'|'.join(_HOLES.values())}|{_OWN}[a-z-]+;)")


def draw(
    request: Request, template: str, *, own: Mapping[str, SafeString] | None = None, **shown: Hashable
) -> HttpResponse:
    """What `render` gives a signed-in reader, and costs next to nothing when somebody has seen the same before.

    `shown`, compared by value, is all the template has, but for what every page shows: messages, `{% site_header %}`,
    `{% csrf_token %}` and `{% once_field %}`. `own`: what belongs to this reader alone, by the name at which
    `{% own "name" %}` leaves room for it: put in at each answer, and never kept.
    """
    own = own or {}
    parts = _drawn(
        template,
        demo=settings.DEMO,
        messages=tuple(map(str, get_messages(request))),
        second_factor_missing=request.actor.second_factor_missing,
        own=tuple(own),
        **shown,
    )
    return _answer(request, _pieces(request, parts, {_hole_of(name): text for name, text in own.items()}))


def _answer(request: Request, pieces: list[Piece]) -> HttpResponse:
    zipped = bool(_TAKES_GZIP.search(request.headers.get("Accept-Encoding", "")))
    response = HttpResponse(gzip_of(pieces) if zipped else b"".join(one.plain for one in pieces))
    patch_vary_headers(response, ["Accept-Encoding"])
    if zipped:
        response["Content-Encoding"] = "gzip"
    return response


def _pieces(request: Request, parts: Iterable[str | Piece], own: Mapping[str, str]) -> list[Piece]:
    """What is kept squeezed as it is; what stands between, squeezed now."""
    pieces: list[Piece] = []
    between: list[str] = []
    for part in parts:
        if isinstance(part, Piece):
            pieces += [squeeze(_filled(request, between, own)), part]
            between = []
        else:
            between.append(part)
    return [*pieces, squeeze(_filled(request, between, own))]


def piece(request: Request, template: str, **shown: Hashable) -> SafeString:
    """The same for a part of a page, which may stand in what is somebody's own: forms that many see alike."""
    return mark_safe(_filled(request, _piece(template, **shown), {}))  # noqa: S308 -- a template made it


_FILLED: dict[str, Callable[[Any], str]] = {
    _HOLES["csrf_token"]: token_of_forms,
    _HOLES["CSP_NONCE"]: lambda request: str(request.csp_nonce),
    _HOLES["site_header"]: site_header,
    _HOLES["once"]: lambda request: str(uuid.uuid4()),
}


def _filled(request: Request, parts: Iterable[str], own: Mapping[str, str]) -> str:
    return "".join([_FILLED[part](request) if part in _FILLED else own.get(part, part) for part in parts])


def _hole_of(name: str) -> str:
    return f"{_OWN}{name};"


@lru_cache(maxsize=200)
def _drawn(
    template: str, *, second_factor_missing: bool, own: tuple[str, ...], **shown: Any
) -> tuple[str | Piece, ...]:
    """The text, cut before and after each hole; long stretches of it squeezed."""
    hat = {"actor": {"second_factor_missing": second_factor_missing}}
    holes = {"own": {name: mark_safe(_hole_of(name)) for name in own}}  # noqa: S308 -- our own
    parts = _HOLE.split(render_to_string(template, shown | _HOLES | holes | {"hat": hat}))
    return tuple(squeeze(part) if len(part) >= WORTH_KEEPING_SQUEEZED else part for part in parts)


@lru_cache(maxsize=1_000)
def _piece(template: str, **shown: Any) -> tuple[str, ...]:
    return tuple(_HOLE.split(render_to_string(template, shown | _HOLES)))
