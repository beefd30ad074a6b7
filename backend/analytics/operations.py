from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import F

from backend.analytics.models import DayCount

KEPT = timedelta(days=730)


class Counted(NamedTuple):
    partnership_id: int
    day: date
    kind: str
    key: str


@transaction.atomic
def write_counts(counts: Mapping[Counted, int]) -> None:
    """Adds to what the day has. In one order, so that two processes never wait for each other."""
    for counted, count in sorted(counts.items()):
        row, is_new = DayCount.objects.get_or_create(**counted._asdict(), defaults={"count": count})
        if not is_new:
            DayCount.objects.filter(id=row.id).update(count=F("count") + count)


def forget_old_counts(*, now: datetime) -> int:
    return DayCount.objects.filter(day__lt=now.date() - KEPT).delete()[0]
