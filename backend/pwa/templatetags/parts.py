"""Small parts every template may use; built in, so no template needs to load them."""

import uuid
from datetime import date, datetime
from typing import Any

from django import template
from django.template import defaulttags
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from backend.pwa import header
from backend.receipts.http import FIELD

register = template.Library()
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


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
    """A hole, in what is drawn for many readers (backend/pwa/drawn.py)."""
    hole = context.get("site_header")
    return mark_safe(hole or header.site_header(context["request"]))  # noqa: S308 -- both are our own


@register.simple_tag(takes_context=True)
def once_field(context: template.Context) -> SafeString:
    """The hidden field that makes a second tap of the same button harmless."""
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, context.get("once") or uuid.uuid4())


@register.simple_tag(takes_context=True)
def own(context: template.Context, name: str) -> str:
    """What belongs to this reader alone; a hole, in what is drawn for many (backend/pwa/drawn.py)."""
    return (context.get("own") or {}).get(name, "")


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
