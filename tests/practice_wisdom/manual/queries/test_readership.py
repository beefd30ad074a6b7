from datetime import timedelta

import pytest

from backend.analytics.operations import Counted, write_counts
from backend.analytics.tally import tally
from practice_wisdom.manual.queries.pages import live_pages
from practice_wisdom.manual.queries.readership import READ, most_and_least_read

pytestmark = pytest.mark.django_db


@pytest.fixture
def read(people, stages, now):
    """`read(slug=times)`: makes live pages that were read so often."""

    def _read(**times):
        for slug, count in times.items():
            page = stages.live(slug=slug, title=slug.title())
            counted = Counted(people.trainer.partnership_id, now.date(), READ, f"manual.page:{page.page_id}")
            write_counts({counted: count} if count else {})

    return _read


def found(actor, now):
    pages = live_pages(actor=actor, today=now.date())
    both = most_and_least_read(actor=actor, pages=pages, today=now.date())
    return tuple([(bar.url, bar.number, bar.share) for bar in some] for some in (both.most, both.least))


def test_much_and_little_and_none_in_both(people, read, now):
    read(a=9, b=7, c=0, d=3)

    assert found(people.trainer, now) == (
        [("/manual/a", 9, 100), ("/manual/b", 7, 78)],
        [("/manual/c", None, 0), ("/manual/d", None, 0)],
    )


def test_five_at_most(people, read, now):
    read(**{f"page{n}": 10 + n for n in range(12)})

    most, least = found(people.trainer, now)

    assert [number for _, number, _ in most] == [21, 20, 19, 18, 17]
    assert [number for _, number, _ in least] == [10, 11, 12, 13, 14]


def test_what_is_long_ago_does_not_count(people, read, now):
    read(a=9)

    assert found(people.trainer, now + timedelta(days=29)) == ([], [("/manual/a", None, 0)])


def test_a_page_that_is_opened_is_counted_but_not_its_history(client, sign_in, people, stages, now):
    page = stages.live()
    sign_in(client, people.officer)

    for address in ("/manual/cuckooing", "/manual/cuckooing", "/manual/cuckooing/history", "/manual/no-such-page"):
        client.get(address)

    assert [(key.key, count) for key, count in tally._waiting.items()] == [(f"manual.page:{page.page_id}", 2)]
