"""Which pages are read much and which little. Counts of days; nobody can see who read what."""

from dataclasses import dataclass
from datetime import date, timedelta

from backend.analytics.queries import counts_since, shown
from backend.kernel.actor import Actor
from backend.kernel.keys import Key
from practice_wisdom.manual.queries.pages import PAGE_KIND, PageLine

READ = "manual.read"
DAYS = 28
LINES = 5


@dataclass(frozen=True, slots=True)
class Readership:
    """`times`: in the last four weeks; None for fewer than five."""

    slug: str
    title: str
    times: int | None


def most_and_least_read(
    *, actor: Actor, pages: list[PageLine], today: date
) -> tuple[tuple[Readership, ...], tuple[Readership, ...]]:
    """Five each at most, and no page in both. One query. The least read first, never read before read a little."""
    counts = counts_since(actor=actor, kind=READ, since=today - timedelta(days=DAYS))
    times = {page: counts.get(Key.of(PAGE_KIND, page.id), 0) for page in pages}
    by_times = sorted(pages, key=lambda page: (-times[page], page.title))
    most = [page for page in by_times[:LINES] if shown(times[page])]
    least = [page for page in reversed(by_times) if page not in most][:LINES]
    lines = [tuple(Readership(page.slug, page.title, shown(times[page])) for page in some) for some in (most, least)]
    return lines[0], lines[1]
