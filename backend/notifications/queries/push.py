"""The devices that are told, and what is on its way to them."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from backend.identity.models import Membership
from backend.identity.queries.hats import actor_of_membership
from backend.kernel.actor import Actor
from backend.kernel.keys import Key
from backend.notifications import topics
from backend.notifications.enums import NEVER_PUSHED, Group
from backend.notifications.kinds import group_of
from backend.notifications.models import Choices, Notice, PushDelivery, PushSubscription
from backend.notifications.queries.choices import choices_of
from backend.notifications.queries.notices import lines_of
from backend.notifications.quiet import quiet_until


@dataclass(frozen=True, slots=True)
class Device:
    id: int
    made_at: datetime
    last_delivered_at: datetime | None
    is_this: bool
    is_reached: bool


def devices_of(*, actor: Actor, device_hash: str, fingerprint: str) -> list[Device]:
    """`fingerprint`: of the push key that the site has now; a device that was made with another one is not reached."""
    found = PushSubscription.objects.filter(person_id=actor.person_id).order_by("-made_at", "-id")
    return [
        Device(
            one.id,
            one.made_at,
            one.last_delivered_at,
            is_this=bool(device_hash) and one.device_hash == device_hash,
            is_reached=one.key_fingerprint == fingerprint,
        )
        for one in found
    ]


def subscriptions_by_membership(*, memberships: Collection[int]) -> list[tuple[int, int]]:
    """(membership, subscription), for those whose person has any."""
    people = dict(Membership.objects.filter(id__in=memberships).values_list("id", "person_id")) if memberships else {}
    theirs: dict[int, list[int]] = defaultdict(list)
    for subscription, person in PushSubscription.objects.filter(person_id__in=set(people.values())).values_list(
        "id", "person_id"
    ):
        theirs[person].append(subscription)
    return [(one, subscription) for one, person in people.items() for subscription in theirs[person]]


def is_any_due(*, now: datetime) -> bool:
    return _due(now).exists()


def subscriptions_to_tell(*, now: datetime, limit: int) -> list[PushSubscription]:
    """Those that waited longest first."""
    ids = list(_due(now).order_by("due_at", "id").values_list("subscription_id", flat=True)[: 20 * limit])
    wanted = list(dict.fromkeys(ids))[:limit]
    found = PushSubscription.objects.select_related("person").in_bulk(wanted)
    return [found[one] for one in wanted]


def deliveries_due(*, subscription: PushSubscription, now: datetime) -> list[PushDelivery]:
    found = PushDelivery.objects.filter(subscription=subscription, due_at__lte=now)
    return list(found.select_related("notice").order_by("id"))


def group_to_say(*, subscription: PushSubscription, notices: Iterable[Notice]) -> Group | None:
    """The most pressing group among those that this person wants to hear of here, and would find in the inbox.

    An urgent one that is not acknowledged counts too, told before or not: a later message takes its place.
    """
    choices = choices_of(person_id=subscription.person_id)
    if not subscription.person.is_active or not (said := _found(notices, choices) & _wanted(choices)):
        return None
    return Group.URGENT if _is_urgent_waiting(subscription.person_id) else min(said, key=list(Group).index)


def silence(*, person_id: int, group: Group, now: datetime) -> datetime | None:
    """Until when this must wait; None when it may go now."""
    choices = choices_of(person_id=person_id)
    if group == Group.URGENT and choices.urgent_anyway:
        return None
    zone = timezone.get_default_timezone()
    return quiet_until(hours=choices.quiet_hours, silent_until=choices.silent_until, now=now, zone=zone)


def with_another_key(*, fingerprint: str) -> int:
    """How many devices cannot be told, since they were turned on with another push key."""
    found = PushSubscription.objects.aggregate(n=Count("id", filter=~Q(key_fingerprint=fingerprint)))
    return int(found["n"])


def _due(now: datetime) -> QuerySet[PushDelivery]:
    is_free = Q(subscription__paused_until=None) | Q(subscription__paused_until__lte=now)
    return PushDelivery.objects.filter(is_free, due_at__lte=now)


def _wanted(choices: Choices) -> set[Group]:
    return {group for group in Group if group == Group.URGENT or group not in {*choices.inbox_only, *NEVER_PUSHED}}


def _found(notices: Iterable[Notice], choices: Choices) -> set[Group]:
    """Of what is unread and still shown: access may have ended since it was written."""
    by_hat: dict[tuple[int, int], list[Notice]] = defaultdict(list)
    for one in notices:
        if one.read_at is None:
            by_hat[one.membership_id, one.partnership_id].append(one)
    found = set()
    for (membership_id, partnership_id), rows in by_hat.items():
        if actor := actor_of_membership(membership_id=membership_id, partnership_id=partnership_id):
            shown = {line.id for line in lines_of(actor=actor, rows=rows)}
            rows = _without_topics(actor, [one for one in rows if one.pk in shown], set(choices.inbox_topics))
            found |= {group_of(one.kind) for one in rows}
    return found


def _without_topics(actor: Actor, notices: list[Notice], inbox_topics: set[str]) -> list[Notice]:
    """Without what they are told of only for topics that stay in the inbox."""
    followed = {Key.parse(one.key) for one in notices if group_of(one.kind) == Group.FOLLOWED}
    if not (inbox_topics and followed):
        return notices
    reasons = topics.only_reason(actor=actor, keys=followed)
    quiet = {str(key) for key, codes in reasons.items() if codes <= inbox_topics}
    return [one for one in notices if group_of(one.kind) != Group.FOLLOWED or one.key not in quiet]


def _is_urgent_waiting(person_id: int) -> bool:
    found = Notice.objects.filter(membership__person_id=person_id, read_at=None)
    return Group.URGENT in _found((one for one in found if group_of(one.kind) == Group.URGENT), Choices())
