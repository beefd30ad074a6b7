"""What is due goes to the devices: one message for all of it, one of a few fixed sentences."""

import json
import logging
import secrets
from datetime import datetime, timedelta

from django.db.models import Q
from django.urls import reverse

from backend.embedded.duties import waiting
from backend.notifications.endpoints import host_of
from backend.notifications.enums import NEUTRAL, PUSH_SENTENCES, Group
from backend.notifications.models import PushDelivery, PushSubscription
from backend.notifications.push_key import PushKey, PushKeyTrouble, current_key
from backend.notifications.push_service import OUTSIDE, Address, Answer, Network, Outcome, send
from backend.notifications.queries.push import deliveries_due, group_to_say, is_any_due, silence, subscriptions_to_tell

logger = logging.getLogger("alongside.push")

# So that the worker soon comes to its other duties.
IN_A_ROUND = 10
MOST_TRIES = 5
MOST_REFUSALS = 5
TRIED_FOR = timedelta(days=1)
PAUSES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))


def send_what_is_due(*, now: datetime, network: Network = OUTSIDE) -> bool:
    """Whether more is due. A round ends at the first push service that does not answer: nobody waits for it twice."""
    try:
        key = current_key()
    except PushKeyTrouble:
        # `check` says more. What waits is dropped after a day, as if every push service were down.
        logger.error("no push key")
        PushDelivery.objects.filter(due_at__lt=now - TRIED_FOR).delete()
        PushSubscription.objects.update(paused_until=now + PAUSES[1])
        return False
    for subscription in subscriptions_to_tell(now=now, limit=IN_A_ROUND):
        answer = _tell(subscription, key, now, network)
        if answer and answer.is_silent:
            _rest(host_of(subscription.endpoint), now)
            break
    return is_any_due(now=now)


def _tell(subscription: PushSubscription, key: PushKey, now: datetime, network: Network) -> Answer | None:
    """None when there was nothing to send."""
    due = deliveries_due(subscription=subscription, now=now)
    late = [one for one in due if one.due_at < now - TRIED_FOR or one.tries >= MOST_TRIES]
    _drop(late)
    due = [one for one in due if one not in late]
    group = group_to_say(subscription=subscription, notices=[one.notice for one in due])
    if group is None or subscription.key_fingerprint != key.fingerprint:
        _drop(due)
        return None
    if until := silence(person_id=subscription.person_id, group=group, now=now):
        PushDelivery.objects.filter(id__in=[one.id for one in due]).update(due_at=until)
        return None
    to = Address(endpoint=subscription.endpoint, p256dh=subscription.p256dh, auth=subscription.auth)
    is_urgent = group == Group.URGENT
    with waiting():
        answer = send(to=to, text=payload(group), key=key, now=now, is_urgent=is_urgent, network=network)
    _note(subscription, due, answer, now)
    return answer


def payload(group: Group) -> str:
    """All that leaves. The address is the same for everything: what it is about is read after signing in."""
    sentence = PUSH_SENTENCES.get(group, NEUTRAL)
    return json.dumps({"id": secrets.token_hex(8), "text": sentence, "url": reverse("inbox")})


def _note(subscription: PushSubscription, due: list[PushDelivery], answer: Answer, now: datetime) -> None:
    if answer.outcome != Outcome.DELIVERED:
        # Neither the address nor what the service said: both are a stranger's words.
        logger.warning("push not delivered", extra={"outcome": answer.outcome, "subscription": subscription.pk})
    if answer.outcome == Outcome.GONE:
        subscription.delete()
    elif answer.outcome == Outcome.LATER:
        _pause(subscription, due, answer, now)
    elif answer.outcome == Outcome.REFUSED:
        _refused(subscription, due)
    else:
        _drop(due)
        subscription.last_delivered_at, subscription.refusals, subscription.paused_until = now, 0, None
        subscription.save(update_fields=["last_delivered_at", "refusals", "paused_until"])


def _pause(subscription: PushSubscription, due: list[PushDelivery], answer: Answer, now: datetime) -> None:
    """The whole browser waits, also for what is written meanwhile: too many requests are no fewer for being others."""
    tries = max((one.tries for one in due), default=0)
    subscription.paused_until = now + max(PAUSES[min(tries, len(PAUSES) - 1)], answer.wait or timedelta())
    subscription.save(update_fields=["paused_until"])
    for one in due:
        one.tries += 1
    PushDelivery.objects.bulk_update(due, ["tries"])


def _rest(host: str | None, now: datetime) -> None:
    """Nobody else's message waits for a push service that does not answer; it costs no try."""
    same = PushSubscription.objects.filter(Q(paused_until=None) | Q(paused_until__lt=now + PAUSES[0]))
    same.filter(endpoint__startswith=f"https://{host}").update(paused_until=now + PAUSES[0])


def _refused(subscription: PushSubscription, due: list[PushDelivery]) -> None:
    _drop(due)
    subscription.refusals += 1
    if subscription.refusals >= MOST_REFUSALS:
        subscription.delete()
    else:
        subscription.save(update_fields=["refusals"])


def _drop(deliveries: list[PushDelivery]) -> None:
    PushDelivery.objects.filter(id__in=[one.id for one in deliveries]).delete()
