"""Who makes an organisation's own forms: its trainers and its supervision leads."""

from backend.identity.enums import Role
from backend.kernel.actor import Actor
from supervision.models import OwnForm, OwnFormVersion


def can_write_forms(actor: Actor) -> bool:
    return actor.holds(Role.CURATOR) or actor.holds(Role.LEAD)


def can_change(form: OwnForm) -> bool:
    return form.withdrawn_at is None


def can_publish(form: OwnForm, newest: OwnFormVersion) -> bool:
    return can_change(form) and newest.published_at is None


def can_withdraw(form: OwnForm, newest: OwnFormVersion) -> bool:
    """One of which nothing was ever published is thrown away instead."""
    return can_change(form) and (newest.published_at is not None or newest.number > 1)


def can_throw_draft_away(newest: OwnFormVersion) -> bool:
    return newest.published_at is None
