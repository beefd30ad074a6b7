"""Telling the index what changed, and letting it catch up."""

from collections.abc import Iterable
from datetime import datetime

from backend.kernel.errors import WrongMoment
from backend.kernel.keys import Key
from backend.search import indexing
from backend.search.engines import engine
from backend.search.models import PendingChange

_BATCH = 200
_PATIENCE = 60


def mark_changed(*, keys: Iterable[Key], now: datetime) -> None:
    """In the transaction of the change: the index will learn of it if, and only if, the change is kept."""
    PendingChange.objects.bulk_create(PendingChange(key=str(key), marked_at=now) for key in dict.fromkeys(keys))


def drain(*, limit: int = _BATCH) -> int:
    """Apply what is pending, `limit` rows at a time, after the commit that marked it; the number of rows applied.

    0 also when somebody else is draining: they look once more before they stop. An index that is missing, damaged, of
    another database or made another way is rebuilt on the way.
    """
    used = engine()
    applied = 0
    while True:
        with used.hold() as held:
            if not held:
                return applied
            if not indexing.is_in_step(used):
                applied += indexing.pending().count()
                indexing.build(used)
            while done := indexing.apply_batch(used, limit=limit):
                applied += done
        # A change marked between the last look and the letting go was refused the lock; it is ours to see to.
        if not indexing.pending().exists():
            return applied


def rebuild() -> int:
    """Index everything anew; the number of documents."""
    used = engine()
    with used.hold(wait=_PATIENCE) as held:
        if not held:
            raise WrongMoment("Somebody else is writing the search index. Try again in a minute.")
        return indexing.build(used)
