"""Whose daily e-mail is due, and what is in it."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone

from backend.identity.models import Person
from backend.identity.queries.hats import actor_of_membership
from backend.notifications.enums import Group
from backend.notifications.kinds import group_of
from backend.notifications.models import DIGEST_HOUR, Choices, Notice
from backend.notifications.queries.notices import lines_of
from backend.notifications.quiet import last_at

# Whoever has not read an older line was told of it before.
LOOKED_BACK = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DigestDue:
    person_id: int
    email: str
    since: datetime | None
    due_at: datetime


def digests_due(*, now: datetime, limit: int) -> list[DigestDue]:
    """For those with something unread that is newer than their last one, at their hour."""
    waiting = Notice.objects.filter(read_at=None, told_at__gt=now - 2 * LOOKED_BACK)
    newest = dict(waiting.order_by("told_at").values_list("membership__person_id", "told_at"))
    chosen = {one.person_id: one for one in Choices.objects.filter(person_id__in=newest)}
    due = {}
    for person_id in newest:
        choices = chosen.get(person_id)
        hour = choices.digest_hour if choices else DIGEST_HOUR
        if hour is None:
            continue
        at = last_at(wall=time(hour), now=now, zone=timezone.get_default_timezone())
        since = choices.digest_at if choices else None
        if since is None or since < at:
            due[person_id] = (since, at)
    people = Person.objects.filter(id__in=due, is_active=True).order_by("id").values_list("id", "email")[:limit]
    return [DigestDue(id, email, *due[id]) for id, email in people]


def digest_counts(*, due: DigestDue) -> dict[Group, int]:
    """By group, what is new, unread and shown to them. Empty for nothing."""
    since = due.since or due.due_at - LOOKED_BACK
    found = Notice.objects.filter(
        membership__person_id=due.person_id, read_at=None, told_at__gt=since, told_at__lte=due.due_at
    )
    by_hat: dict[tuple[int, int], list[Notice]] = defaultdict(list)
    for one in found:
        by_hat[one.membership_id, one.partnership_id].append(one)
    counts: Counter[Group] = Counter()
    for (membership_id, partnership_id), rows in by_hat.items():
        if actor := actor_of_membership(membership_id=membership_id, partnership_id=partnership_id):
            counts.update(group_of(line.kind) for line in lines_of(actor=actor, rows=rows))
    return dict(counts)
