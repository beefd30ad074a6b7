from dataclasses import replace
from datetime import timedelta

import pytest

from practice_wisdom.manual.models import Page
from practice_wisdom.manual.operations.requirements import acknowledge, ask_to_read
from practice_wisdom.manual.operations.revisions import start_draft
from practice_wisdom.manual.operations.shelf import follow_page, follow_topic, keep_bookmark, mark_read
from practice_wisdom.manual.queries.pages import live_pages
from practice_wisdom.manual.queries.shelf import RECENT, home_shelf, own_of_page, shelf

pytestmark = pytest.mark.django_db


@pytest.fixture
def today(now):
    return now.date()


@pytest.fixture
def read(now):
    def _read(who, slug="cuckooing", at=now):
        page = Page.objects.select_related("live_revision").get(slug=slug)
        number = page.live_revision.number
        own = own_of_page(actor=who, page_id=page.id, number=number, now=at)
        mark_read(actor=who, page_id=page.id, number=number, mark=own.mark, now=at)
        return own

    return _read


@pytest.fixture
def publish_again(people, stages, now):
    def _publish():
        draft = start_draft(actor=people.trainer, slug="cuckooing", now=now)
        return stages.publish(stages.approve(stages.submitted(draft)))

    return _publish


def everything(actor, slug, now):
    keep_bookmark(actor=actor, slug=slug, kept=True, now=now)
    follow_page(actor=actor, slug=slug, followed=True, now=now)


def test_what_has_changed_is_said_for_one_reading(people, stages, now, read, publish_again):
    stages.live()
    nov3, nov9 = now - timedelta(days=19), now - timedelta(days=13)
    assert read(people.officer, at=nov3).changed is None
    publish_again()

    said = [
        read(people.officer, at=at).changed
        for at in (nov9, nov9 + timedelta(minutes=1), nov9 + timedelta(hours=1), nov9 + timedelta(days=1))
    ]

    assert [(c.number, c.read_at) if c else None for c in said] == [(1, nov3), (1, nov3), None, None]
    assert read(people.nurse).changed is None


def test_a_shelf_is_of_one_reader(people, stages, now, today, read):
    stages.live()
    everything(people.officer, "cuckooing", now)
    follow_topic(actor=people.officer, topic="adults-at-risk", followed=True, now=now)
    read(people.officer)

    own = shelf(actor=people.officer, today=today)
    assert [line.page.slug for line in own.bookmarks + own.recent] == ["cuckooing"] * 2
    assert ([page.slug for page in own.followed_pages], own.followed_topics) == (["cuckooing"], ["adults-at-risk"])

    for other in people.everybody():
        if other != people.officer:
            theirs = shelf(actor=other, today=today)
            nothing = [theirs.to_read, theirs.bookmarks, theirs.followed_pages, theirs.followed_topics, theirs.recent]
            assert nothing == [[]] * 5
            page = own_of_page(actor=other, page_id=Page.objects.get().id, number=1, now=now)
            assert (page.mark, page.changed, page.kept, page.followed, page.asked) == (None, None, False, False, None)


def test_a_person_with_a_hat_elsewhere_sees_here_what_is_here(people, stages, now, today, read):
    stages.live()
    everything(people.officer, "cuckooing", now)
    read(people.officer)
    elsewhere = replace(people.officer, partnership_id=people.outsider.partnership_id)

    theirs = shelf(actor=elsewhere, today=today)
    assert [theirs.bookmarks, theirs.followed_pages, theirs.recent] == [[]] * 3


def test_the_shelf_says_what_changed_since(people, stages, now, today, read, publish_again):
    stages.live()
    keep_bookmark(actor=people.officer, slug="cuckooing", kept=True, now=now)
    read(people.officer)
    publish_again()

    own = shelf(actor=people.officer, today=today)

    assert [(line.changed.number, line.live_number) for line in own.bookmarks + own.recent] == [(1, 2)] * 2


def test_the_last_ten_and_on_the_first_page_five_with_bookmarks_first(people, stages, now, today, read):
    slugs = [f"page-{n:02}" for n in range(12)]
    for n, slug in enumerate(slugs):
        stages.live(slug=slug)
        read(people.officer, slug, at=now + timedelta(minutes=n))
    keep_bookmark(actor=people.officer, slug="page-00", kept=True, now=now)
    keep_bookmark(actor=people.officer, slug="page-11", kept=True, now=now + timedelta(minutes=1))

    recent = [line.page.slug for line in shelf(actor=people.officer, today=today).recent]
    lines = home_shelf(actor=people.officer, pages=live_pages(actor=people.officer, today=today), today=today).lines

    assert recent == slugs[::-1][:RECENT]
    assert [line.slug for line in lines] == ["page-11", "page-00", "page-10", "page-09", "page-08"]


def test_the_most_pressing_is_first_and_what_is_done_is_gone(people, stages, now, today):
    for days, slug in enumerate(["third", "second", "first"]):
        stages.live(slug=slug)
        ask_to_read(
            actor=people.trainer, slug=slug, number=1, organisation_kinds=[], roles=[],
            by=today + timedelta(days=9 - days), asks_again=False, now=now,
        )  # fmt: skip
    acknowledge(actor=people.officer, slug="second", number=1, now=now)

    later = today + timedelta(days=8)
    found = shelf(actor=people.officer, today=later).to_read

    assert [(one.page.slug, one.overdue) for one in found] == [("first", True), ("third", False)]


def test_as_many_queries_for_three_as_for_one(people, stages, now, today, read, count_queries):
    def fill(slug):
        stages.live(slug=slug)
        everything(people.officer, slug, now)
        follow_topic(actor=people.officer, topic="adults-at-risk", followed=True, now=now)
        read(people.officer, slug)
        ask_to_read(
            actor=people.trainer, slug=slug, number=1, organisation_kinds=[], roles=[], by=today, asks_again=False,
            now=now,
        )  # fmt: skip

    def counts():
        pages = live_pages(actor=people.officer, today=today)
        page = Page.objects.first()
        acts = (
            lambda: shelf(actor=people.officer, today=today),
            lambda: home_shelf(actor=people.officer, pages=pages, today=today),
            lambda: own_of_page(actor=people.officer, page_id=page.id, number=1, now=now),
        )
        return [count_queries(act) for act in acts]

    fill("one")
    with_one = counts()
    fill("two")
    fill("three")

    assert counts() == with_one == [7, 3, 1]
