from datetime import date

from django.db.models import Sum

from backend.analytics.models import DayCount
from backend.kernel.actor import Actor
from backend.kernel.keys import Key

# Fewer could point at somebody.
SHOWN_FROM = 5


def counts_since(*, actor: Actor, kind: str, since: date) -> dict[Key, int]:
    """How often, by key, in the actor's partnership from `since` on. For sorting; on screen through `shown`."""
    rows = DayCount.objects.filter(partnership_id=actor.partnership_id, kind=kind, day__gte=since)
    return {Key.parse(key): total for key, total in rows.values_list("key").annotate(Sum("count")).order_by("key")}


def shown(count: int) -> int | None:
    """None below five: on screen "fewer than 5"."""
    return count if count >= SHOWN_FROM else None
