from django import template
from django.conf import settings

from backend.identity.demo import PASSWORD, PEOPLE, DemoPerson

register = template.Library()


@register.simple_tag
def demo_people() -> tuple[DemoPerson, ...]:
    """The people of the tour while the demo switch is on, else nobody."""
    return PEOPLE if settings.DEMO else ()


@register.simple_tag
def demo_password() -> str:
    return PASSWORD if settings.DEMO else ""
