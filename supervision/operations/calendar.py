from datetime import datetime

from django.db import transaction

from backend.audit import operations as audit
from backend.identity.tokens import new_token
from backend.kernel.actor import Actor
from backend.kernel.errors import WrongMoment
from backend.kernel.keys import Key
from supervision.models import CalendarFeed
from supervision.queries.calendar import FEED_KIND, feed_of


@transaction.atomic
def make_feed(*, actor: Actor, now: datetime) -> str:
    """The secret of the address, which is not kept. A new one ends the one before."""
    token, token_hash = new_token()
    feed, _ = CalendarFeed.objects.update_or_create(
        membership_id=actor.membership_id, defaults={"token_hash": token_hash, "made_at": now}
    )
    _record(actor, feed, "calendar address made", now)
    return token


@transaction.atomic
def end_feed(*, actor: Actor, now: datetime) -> None:
    """Whoever asks for the address from now on finds nothing there."""
    feed = feed_of(actor=actor)
    if feed is None:
        raise WrongMoment("You have no calendar address.")
    _record(actor, feed, "calendar address ended", now)
    feed.delete()


def _record(actor: Actor, feed: CalendarFeed, reason: str, now: datetime) -> None:
    audit.record(actor=actor, verb="AUTH", key=Key.of(FEED_KIND, feed.pk), reason=reason, now=now)
