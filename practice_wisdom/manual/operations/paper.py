"""Printing on request: set once for the same words and day, kept for the next who asks, and never out of date.

What is kept is found by a digest of everything in it, so that a changed word, date or name asks for another.
"""

from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache
from django.utils import timezone

from backend.kernel.actor import Actor
from backend.kernel.errors import WrongMoment
from backend.kernel.typesetting import at_the_press
from practice_wisdom.manual import kept_prints
from practice_wisdom.manual.queries import paper
from practice_wisdom.manual.typesetting import fingerprint, typeset

# How many one person may have set anew; what is kept already costs nothing and is not counted.
MOST_IN_A_WHILE, WHILE_SECONDS = 20, 600


@dataclass(frozen=True, slots=True)
class Printed:
    name: str
    pdf: bytes


def print_page(*, actor: Actor, slug: str, now: datetime) -> Printed:
    today = timezone.localdate(now)
    found = paper.page_on_paper(actor=actor, slug=slug, today=today)
    key = fingerprint(found.document)
    kept = kept_prints.take(key, today=today)
    if kept is None:
        refuse_too_many(actor)
        kept = _set(found)
        kept_prints.put(key, kept, today=today)
    return Printed(found.name, kept)


def refuse_too_many(actor: Actor) -> None:
    count = f"prints-{actor.person_id}"
    cache.add(count, 0, WHILE_SECONDS)
    try:
        made = cache.incr(count)
    except ValueError:  # it ended between the two lines
        return
    if made > MOST_IN_A_WHILE:
        raise WrongMoment(f"You have asked for {MOST_IN_A_WHILE} new prints in a short time. Try again in ten minutes.")


def _set(found: paper.Paper) -> bytes:
    # Topics and manuals: print_orders.py.
    with at_the_press():
        return typeset(found.document)
