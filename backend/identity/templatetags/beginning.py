from django import template

from backend.identity.queries.founding import nobody_can_sign_in

register = template.Library()


@register.simple_tag
def nobody_yet() -> bool:
    """Whether the site waits for its first organisation."""
    return nobody_can_sign_in()
