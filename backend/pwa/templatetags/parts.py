"""Small parts every template may use; built in, so no template needs to load them."""

import uuid
from datetime import date, datetime

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from backend.receipts.http import FIELD

register = template.Library()


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
    return format_html('<time class="nowrap" datetime="{}">{}</time>', local.isoformat(), date_format(local, "j F Y"))


@register.filter
def moment(when: datetime | None) -> SafeString | str:
    """22 November 2026, 14:02, never broken over a line."""
    if when is None:
        return ""
    local = timezone.localtime(when)
    text = date_format(local, "j F Y, H:i")
    return format_html('<time class="nowrap" datetime="{}">{}</time>', local.isoformat(timespec="seconds"), text)
