from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q

from backend.kernel.actor import Actor
from backend.kernel.keys import Key
from backend.notifications.kinds import is_kind
from backend.notifications.models import Notice
from backend.notifications.queries import notice_to_read, notices_of

KEPT_AFTER_READING = timedelta(days=90)
KEPT_AT_MOST = timedelta(days=365)


def notify(*, memberships: Iterable[int], partnership_id: int, kind: str, key: Key, now: datetime) -> None:
    """A line in each member's inbox, in the transaction of what it is about; one while it is unread.

    Whoever may not see the key sees no line. No audit row: the change itself has one.
    """
    if not is_kind(kind):
        raise LookupError(f"no app registered the notice {kind!r}")
    notices = [
        Notice(membership_id=membership, partnership_id=partnership_id, kind=kind, key=str(key), told_at=now)
        for membership in set(memberships)
    ]
    Notice.objects.bulk_create(notices, ignore_conflicts=True)


def mark_read(*, actor: Actor, notice_id: int, now: datetime) -> Notice:
    notice = notice_to_read(actor=actor, notice_id=notice_id)
    if notice.read_at is None:
        notice.read_at = now
        notice.save(update_fields=["read_at"])
    return notice


def mark_all_read(*, actor: Actor, now: datetime) -> int:
    """How many there were."""
    return notices_of(actor).filter(read_at=None).update(read_at=now)


def forget_old_notices(*, now: datetime) -> int:
    """How many were forgotten."""
    old = Q(read_at__lt=now - KEPT_AFTER_READING) | Q(told_at__lt=now - KEPT_AT_MOST)
    return Notice.objects.filter(old).delete()[0]
