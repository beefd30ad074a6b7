from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q

from backend.kernel.actor import Actor
from backend.kernel.keys import Key
from backend.notifications.enums import NEVER_PUSHED, Group
from backend.notifications.kinds import group_of, is_kind, kinds_of
from backend.notifications.models import Notice, PushDelivery
from backend.notifications.queries.notices import is_urgent, notice_to_read, notices_of
from backend.notifications.queries.push import subscriptions_by_membership

KEPT_AFTER_READING = timedelta(days=90)
KEPT_AT_MOST = timedelta(days=365)


def notify(*, memberships: Iterable[int], partnership_id: int, kind: str, key: Key, now: datetime) -> None:
    """A line in each member's inbox, in the transaction of what it is about; one while it is unread.

    Whoever may not see the key sees no line. No audit row: the change itself has one. What is to be sent to devices
    is written in the same transaction; whether and when it goes is decided when it is due.
    """
    if not is_kind(kind):
        raise LookupError(f"no app registered the notice {kind!r}")
    told = set(memberships)
    notices = [
        Notice(membership_id=membership, partnership_id=partnership_id, kind=kind, key=str(key), told_at=now)
        for membership in told
    ]
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
    if group_of(kind) not in NEVER_PUSHED:
        fresh = Notice.objects.filter(partnership_id=partnership_id, kind=kind, key=str(key), told_at=now, read_at=None)
        _put_on_their_way(dict(fresh.filter(membership_id__in=told).values_list("membership_id", "id")), now)


def _put_on_their_way(notices: dict[int, int], now: datetime) -> None:
    """`notices`: the new one of each membership. Who was told already and has not looked is not told again."""
    found = subscriptions_by_membership(memberships=notices)
    deliveries = [
        PushDelivery(notice_id=notices[membership], subscription_id=subscription, due_at=now)
        for membership, subscription in found
    ]
    PushDelivery.objects.bulk_create(deliveries, ignore_conflicts=True)


def open_notice(*, actor: Actor, notice_id: int, now: datetime) -> None:
    """Looked at, it is read. Of an urgent one its reader also says so."""
    notice = notice_to_read(actor=actor, notice_id=notice_id)
    if not is_urgent(notice.kind):
        mark_read(actor=actor, notice_id=notice_id, now=now)


def mark_read(*, actor: Actor, notice_id: int, now: datetime) -> Notice:
    notice = notice_to_read(actor=actor, notice_id=notice_id)
    if notice.read_at is None:
        notice.read_at = now
        notice.save(update_fields=["read_at"])
    return notice


def mark_all_read(*, actor: Actor, now: datetime) -> int:
    """How many there were. Urgent ones stay: for each of them its reader says that they have read it."""
    notices = notices_of(actor).filter(read_at=None).exclude(kind__in=kinds_of(Group.URGENT))
    return notices.update(read_at=now)


def forget_old_notices(*, now: datetime) -> int:
    """How many were forgotten."""
    old = Q(read_at__lt=now - KEPT_AFTER_READING) | Q(told_at__lt=now - KEPT_AT_MOST)
    return Notice.objects.filter(old).delete()[0]
