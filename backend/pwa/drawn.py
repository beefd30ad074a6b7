"""Pages that are the same for many readers: drawn once, with holes for what belongs to one answer only.

The template sees the values it is given and neither request nor person, so nothing of one reader can reach another.
"""

import re
import uuid
from collections.abc import Callable, Hashable
from functools import lru_cache
from secrets import token_hex
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string

from backend.identity.http import Request
from backend.pwa.header import site_header

# Not to be guessed: nobody's words can be taken for a hole.
_HOLES = {name: f"hole-{token_hex(16)}" for name in ("csrf_token", "CSP_NONCE", "site_header", "once")}
_HOLE = re.compile(f"({'|'.join(_HOLES.values())})")


def draw(request: Request, template: str, **shown: Hashable) -> HttpResponse:
    """What `render` gives a signed-in reader, and costs next to nothing when somebody has seen the same before.

    `shown`, compared by value, is all the template has, but for what every page shows: messages, `{% site_header %}`,
    `{% csrf_token %}` and `{% once_field %}`.
    """
    parts = _drawn(
        template,
        demo=settings.DEMO,
        messages=tuple(map(str, get_messages(request))),
        second_factor_missing=request.actor.second_factor_missing,
        **shown,
    )
    return HttpResponse("".join([_FILLED[part](request) if part in _FILLED else part for part in parts]))


_FILLED: dict[str, Callable[[Any], str]] = {
    _HOLES["csrf_token"]: get_token,
    _HOLES["CSP_NONCE"]: lambda request: str(request.csp_nonce),
    _HOLES["site_header"]: site_header,
    _HOLES["once"]: lambda request: str(uuid.uuid4()),
}


@lru_cache(maxsize=200)
def _drawn(template: str, *, second_factor_missing: bool, **shown: Any) -> tuple[str, ...]:
    """The text, cut before and after each hole."""
    hat = {"actor": {"second_factor_missing": second_factor_missing}}
    return tuple(_HOLE.split(render_to_string(template, shown | _HOLES | {"hat": hat})))
