"""A topic or the whole manual on paper takes seconds of work: the worker sets it, and nobody's request waits for it."""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from backend.audit import operations as audit
from backend.audit.enums import Verb
from backend.identity.queries.hats import actor_of_membership
from backend.kernel.actor import Actor
from backend.kernel.errors import Refusal
from backend.kernel.keys import Key
from practice_wisdom.manual import kept_prints
from practice_wisdom.manual.models import PrintOrder
from practice_wisdom.manual.operations.paper import Printed, refuse_too_many
from practice_wisdom.manual.queries import paper
from practice_wisdom.manual.typesetting import typeset

MOST_TRIES, KEPT_FOR = 2, timedelta(days=1)
logger = logging.getLogger("alongside.manual")


def print_book(*, actor: Actor, code: str, now: datetime) -> Printed | None:
    """None when it has to be made first: it is asked for then. Asking for one that failed is another try."""
    topic, today = paper.topic_of(code), timezone.localdate(now)
    stamp = paper.stamp_of_book(actor=actor, topic=topic, today=today)
    kept = kept_prints.take(stamp, today=today)
    if kept is None:
        _ask(actor, topic or "", now)
        return None
    return Printed(paper.name_of_book(topic=topic, today=today), kept)


def make_prints_asked_for(*, now: datetime) -> int:
    """One at a time, so that the worker soon comes to its other duties; how many were made."""
    PrintOrder.objects.filter(asked_at__lt=now - KEPT_FOR).delete()
    order = PrintOrder.objects.filter(failed_at=None).select_related("asked_by").first()
    if order is None:
        return 0
    if order.tries >= MOST_TRIES:
        return _fail(order, now)
    PrintOrder.objects.filter(id=order.id).update(tries=order.tries + 1)
    actor = actor_of_membership(membership_id=order.asked_by_id, partnership_id=order.partnership_id)
    try:
        if actor is not None:
            _make(actor, order, now)
    except Refusal:
        # Its pages are gone, or too many by now: whoever asks again reads why.
        pass
    except Exception:
        # Whatever a document does to the typesetter, the next order must have its turn.
        logger.exception("print not made", extra={"order": order.id})
        return _fail(order, now)
    order.delete()
    return 1


def _make(actor: Actor, order: PrintOrder, now: datetime) -> None:
    topic, today = paper.topic_of(order.topic or paper.WHOLE_MANUAL), timezone.localdate(now)
    # Before the words are gathered: a change in between asks for another print.
    stamp = paper.stamp_of_book(actor=actor, topic=topic, today=today)
    if kept_prints.take(stamp, today=today) is None:
        found = paper.book_on_paper(actor=actor, topic=topic, today=today)
        kept_prints.put(stamp, typeset(found.document), today=today)


@transaction.atomic
def _ask(actor: Actor, topic: str, now: datetime) -> None:
    """One order for all who ask; the first of them is counted."""
    asked = PrintOrder.objects.filter(partnership_id=actor.partnership_id, topic=topic)
    if asked.filter(failed_at=None).exists():
        return
    refuse_too_many(actor)
    order, _ = PrintOrder.objects.update_or_create(
        partnership_id=actor.partnership_id,
        topic=topic,
        defaults={"asked_by_id": actor.membership_id, "asked_at": now, "tries": 0, "failed_at": None},
    )
    key = Key.of("manual.print_order", order.id)
    audit.record(actor=actor, verb=Verb.CONSULT, key=key, reason="print asked for", now=now)


def _fail(order: PrintOrder, now: datetime) -> int:
    PrintOrder.objects.filter(id=order.id).update(failed_at=now)
    return 0
