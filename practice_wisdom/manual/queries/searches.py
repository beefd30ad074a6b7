"""What people search for: counts of submitted questions by day. Nobody can see who searched, and few is not shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import quote

from backend.analytics.queries import counts_since, shown
from backend.kernel.actor import Actor
from backend.kernel.keys import Key
from backend.pwa.charts import Bar, bars
from backend.search.language import clean, tokens

SEARCHED, NOTHING_FOUND = "manual.searched", "manual.nothing_found"
DAYS = 28
LINES = 10
_LONGEST = 80


@dataclass(frozen=True, slots=True)
class Searches:
    most: tuple[Bar, ...]
    nothing: tuple[Bar, ...]


def key_of(question: str, *, kind: str) -> Key | None:
    """The same for every spelling of a question; None when there is no word in it."""
    words = " ".join(token.word for token in tokens(clean(question)))[:_LONGEST].strip()
    return Key.of(kind, words) if words else None


def searches_of_all(*, actor: Actor, today: date) -> Searches:
    """Two queries."""
    return Searches(_most(actor, SEARCHED, today), _most(actor, NOTHING_FOUND, today))


def _most(actor: Actor, kind: str, today: date) -> tuple[Bar, ...]:
    counts = counts_since(actor=actor, kind=kind, since=today - timedelta(days=DAYS))
    often = sorted(((key.id, n) for key, n in counts.items() if shown(n)), key=lambda one: (-one[1], one[0]))
    return _bars(often[:LINES])


def _bars(often: Iterable[tuple[str, int]]) -> tuple[Bar, ...]:
    return bars((words, f"/search?q={quote(words)}", number) for words, number in often)
