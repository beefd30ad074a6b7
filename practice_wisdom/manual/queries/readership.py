"""Which pages are read much and which little. Counts of days; nobody can see who read what."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from backend.analytics.queries import counts_since, shown
from backend.kernel.actor import Actor
from backend.kernel.keys import Key
from backend.pwa.charts import Bar, bars
from practice_wisdom.manual.queries.pages import PAGE_KIND, PageLine

READ = "manual.read"
DAYS = 28
LINES = 5


@dataclass(frozen=True, slots=True)
class Readership:
    """Live pages by how often they were opened in the last four weeks; five at most, and no page in both."""

    most: tuple[Bar, ...]
    least: tuple[Bar, ...]


def most_and_least_read(*, actor: Actor, pages: Iterable[PageLine], today: date) -> Readership:
    """One query. The least read first: never read before read a little."""
    counts = counts_since(actor=actor, kind=READ, since=today - timedelta(days=DAYS))
    times = {page: counts.get(Key.of(PAGE_KIND, page.id), 0) for page in pages}
    by_times = sorted(times, key=lambda page: (-times[page], page.title))
    most = [page for page in by_times[:LINES] if shown(times[page])]
    least = [page for page in reversed(by_times) if page not in most][:LINES]
    return Readership(_bars(most, times), _bars(least, times))


def _bars(pages: Iterable[PageLine], times: Mapping[PageLine, int]) -> tuple[Bar, ...]:
    return bars((page.title, f"/manual/{page.slug}", shown(times[page])) for page in pages)
