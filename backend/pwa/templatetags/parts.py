"""Small parts every template may use; built in, so no template needs to load them."""

import uuid
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django import template
from django.middleware.csrf import get_token
from django.template import defaulttags
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from backend.receipts.http import FIELD

register = template.Library()
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


TOKEN = "token-of-the-form"  # noqa: S105 -- where the real one goes


class FixedAddress(template.Node):
    def __init__(self, name: str) -> None:
        self.name, self.address = name, ""

    def render(self, context: template.Context) -> str:
        self.address = self.address or reverse(self.name)
        return self.address


@register.tag
def url(parser: Any, token: Any) -> template.Node:
    """Django's own; but an address without arguments, of which every page has a dozen, is worked out once."""
    node = defaulttags.url(parser, token)
    fixed = not (node.args or node.kwargs or node.asvar) and isinstance(node.view_name.var, str)
    return FixedAddress(node.view_name.var) if fixed else node


@register.simple_tag(takes_context=True)
def site_header(context: template.Context) -> SafeString:
    """The same on somebody's next page, but for the token of its form: drawn once, and the token put in."""
    request, hat = context["request"], context.get("hat")
    match = request.resolver_match
    header = _header(
        hat=hat,
        hats=tuple(context.get("hats") or ()),
        here=match.url_name if match else "",
        in_supervision=request.path.startswith("/supervision/"),
        signed_in=hat is not None or _is_signed_in(request),
    )
    return mark_safe(header.replace(TOKEN, get_token(request)) if hat else header)  # noqa: S308 -- both are our own


def _is_signed_in(request: Any) -> bool:
    """A request refused before anybody was looked up, such as one for another host, has no user at all."""
    return hasattr(request, "user") and request.user.is_authenticated


@lru_cache(maxsize=1_000)
def _header(**shown: Any) -> str:
    return render_to_string("pwa/parts/header.html", shown | {"token": TOKEN})


@register.simple_tag
def once_field() -> SafeString:
    """The hidden field that makes a second tap of the same button harmless."""
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, uuid.uuid4())


@register.simple_tag
def tag(text: str, colour: str = "") -> SafeString:
    """A GOV.UK tag. The words carry the meaning; the colour only repeats it."""
    kind = f" govuk-tag--{colour}" if colour else ""
    return format_html('<strong class="govuk-tag{}">{}</strong>', kind, text)


@register.filter
def day(when: date | datetime | None) -> SafeString | str:
    """22 November 2026, never broken over a line."""
    if when is None:
        return ""
    local = timezone.localtime(when) if isinstance(when, datetime) else when
    return _nowrap(local.isoformat(), _in_words(local))


@register.filter
def moment(when: datetime | None) -> SafeString | str:
    """22 November 2026, 14:02, never broken over a line."""
    if when is None:
        return ""
    local = timezone.localtime(when)
    return _nowrap(local.isoformat(timespec="seconds"), f"{_in_words(local)}, {local:%H:%M}")


def _in_words(when: date) -> str:
    return f"{when.day} {MONTHS[when.month - 1]} {when.year}"


def _nowrap(machine: str, words: str) -> SafeString:
    # Figures and our own words only: nothing to escape, and a page has many.
    return SafeString(f'<time class="nowrap" datetime="{machine}">{words}</time>')
