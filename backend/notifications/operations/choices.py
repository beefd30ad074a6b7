"""What somebody wants to be told, where and when. One's own: the last word counts."""

from collections.abc import Collection, Mapping
from datetime import datetime, time

from django.db import transaction
from django.utils import timezone

from backend.kernel.actor import Actor
from backend.kernel.errors import Invalid
from backend.notifications.enums import CHOOSABLE
from backend.notifications.models import Choices, PushDelivery
from backend.notifications.quiet import WEEKDAYS, next_at

Span = tuple[time, time]


@transaction.atomic
def save_choices(
    *,
    actor: Actor,
    inbox_only: Collection[str],
    inbox_topics: Collection[str] = (),
    digest_hour: int | None,
    quiet_hours: Mapping[int, Span],
    urgent_anyway: bool,
    now: datetime,
) -> Choices:
    """`inbox_only` and `inbox_topics`: codes of what stays in the inbox. `quiet_hours`: by weekday, Monday is 0; what
    ends earlier than it began ends on the next day."""
    if not set(inbox_only) <= set(CHOOSABLE):
        raise Invalid("This cannot be chosen.")
    if digest_hour is not None and digest_hour not in range(24):
        raise Invalid("Choose a full hour.")
    if not set(quiet_hours) <= set(range(len(WEEKDAYS))):
        raise Invalid("A week has seven days.")
    if any(since == until for since, until in quiet_hours.values()):
        raise Invalid("Quiet hours begin and end at different times.")
    choices = _own(actor)
    choices.inbox_only = [group.value for group in CHOOSABLE if group in inbox_only]
    choices.inbox_topics = sorted(set(inbox_topics))
    choices.digest_hour, choices.urgent_anyway = digest_hour, urgent_anyway
    choices.quiet_hours = {
        str(day): [f"{since:%H:%M}", f"{until:%H:%M}"] for day, (since, until) in sorted(quiet_hours.items())
    }
    choices.save(update_fields=["inbox_only", "inbox_topics", "digest_hour", "urgent_anyway", "quiet_hours"])
    _look_again(actor, now)
    return choices


@transaction.atomic
def be_silent(*, actor: Actor, until: time, now: datetime) -> datetime:
    """Until the clock on the wall next shows that time."""
    choices = _own(actor)
    choices.silent_until = next_at(wall=until, now=now, zone=timezone.get_default_timezone())
    choices.save(update_fields=["silent_until"])
    return choices.silent_until


@transaction.atomic
def end_silence(*, actor: Actor, now: datetime) -> None:
    choices = _own(actor)
    choices.silent_until = None
    choices.save(update_fields=["silent_until"])
    _look_again(actor, now)


def _own(actor: Actor) -> Choices:
    return Choices.objects.select_for_update().get_or_create(person_id=actor.person_id)[0]


def _look_again(actor: Actor, now: datetime) -> None:
    """What was put off waits by the new choices, if it still has to."""
    PushDelivery.objects.filter(subscription__person_id=actor.person_id, due_at__gt=now).update(due_at=now)
