from datetime import timedelta

import pytest

from backend.kernel import targets
from backend.kernel.errors import NotFound
from backend.kernel.keys import Key
from practice_wisdom.manual.operations.revisions import publish_revision, start_draft
from practice_wisdom.manual.queries.pages import by_topic, comparison, history, live_pages
from practice_wisdom.manual.queries.reading import page_to_read

pytestmark = pytest.mark.django_db

EVERYBODY_HERE = ["officer", "sergeant", "trainer", "lead", "police_admin", "socialworker", "approver", "nurse"]


@pytest.fixture
def prepared(people, stages, now):
    """A live page with a second revision under way."""
    live = stages.live(title="Live words")
    draft = start_draft(actor=people.trainer, slug="cuckooing", now=now)
    return live, stages.save(draft, title="Secret draft")


@pytest.mark.parametrize("who", EVERYBODY_HERE)
def test_everybody_here_reads_the_live_revision_and_not_the_draft(people, prepared, now, who):
    page = page_to_read(actor=getattr(people, who), slug="cuckooing", today=now.date())

    assert (page.revision.title, page.revision.number) == ("Live words", 1)


def test_another_partnership_reads_nothing(people, prepared, now):
    today = now.date()

    assert live_pages(actor=people.outsider, today=today) == []
    with pytest.raises(NotFound) as theirs:
        page_to_read(actor=people.outsider, slug="cuckooing", today=today)
    with pytest.raises(NotFound) as nobodys:
        page_to_read(actor=people.outsider, slug="no-such-page", today=today)
    with pytest.raises(NotFound):
        history(actor=people.outsider, slug="cuckooing")
    with pytest.raises(NotFound):
        comparison(actor=people.outsider, slug="cuckooing", older=1, newer=2)
    assert theirs.value.message == nobodys.value.message


@pytest.mark.parametrize("stage", ["draft", "in_review", "approved"])
def test_what_was_never_published_is_not_there(people, stages, now, stage):
    getattr(stages, stage)()

    with pytest.raises(NotFound):
        page_to_read(actor=people.officer, slug="cuckooing", today=now.date())
    with pytest.raises(NotFound):
        history(actor=people.officer, slug="cuckooing")
    assert live_pages(actor=people.officer, today=now.date()) == []
    assert [line.number for line in history(actor=people.lead, slug="cuckooing").lines] == [1]


@pytest.mark.parametrize(
    ("who", "numbers"), [("officer", [1]), ("nurse", [2, 1]), ("trainer", [2, 1]), ("approver", [2, 1])]
)
def test_the_history_has_what_one_may_read(people, prepared, who, numbers):
    assert [line.number for line in history(actor=getattr(people, who), slug="cuckooing").lines] == numbers


def test_history_keeps_what_was_replaced(people, prepared, stages):
    stages.publish(stages.approve(stages.submitted(prepared[1])))

    lines = history(actor=people.officer, slug="cuckooing").lines

    assert [(line.number, line.state, line.before) for line in lines] == [(2, "LIVE", 1), (1, "SUPERSEDED", None)]
    assert [[credit.name for credit in line.approvals] for line in lines] == [["Lee Farrow", "Kit Amara"]] * 2


def test_a_comparison_needs_the_right_to_read_both(people, prepared):
    found = comparison(actor=people.trainer, slug="cuckooing", older=1, newer=2)

    assert "".join(span.text for change in found.changes for span in change.newer).startswith("Secret draft")
    with pytest.raises(NotFound):
        comparison(actor=people.officer, slug="cuckooing", older=1, newer=2)


def test_the_reading_page_says_who_wrote_and_who_approved(people, stages, now):
    stages.live()

    page = page_to_read(actor=people.officer, slug="cuckooing", today=now.date())

    assert [(w.name, w.organisation) for w in page.writers] == [("Toni Marsh", "Westmarch Police")]
    assert [(a.name, a.organisation, a.side, a.at) for a in page.approvals] == [
        ("Lee Farrow", "Westmarch Police", "police", now),
        ("Kit Amara", "Marchfield Council", "partner", now),
    ]
    assert page.do_now.heading == "Do this now"
    assert [part.heading for part in page.parts] == ["Who does what", "Law and sources"]


@pytest.mark.parametrize(("days", "state"), [(-1, "OVERDUE"), (0, "DUE"), (30, "DUE"), (31, "IN_DATE")])
def test_a_page_says_how_fresh_it_is(people, stages, now, days, state):
    live = stages.live()

    page = page_to_read(actor=people.officer, slug="cuckooing", today=live.review_by - timedelta(days=days))

    assert page.fresh.state == state


def test_a_page_of_two_topics_stands_under_both(people, stages, now):
    stages.live(topics=("adults-at-risk", "neighbourhoods-and-places"))

    groups = by_topic(live_pages(actor=people.officer, today=now.date()))

    assert [(group.topic.value, [page.slug for page in group.pages]) for group in groups] == [
        ("adults-at-risk", ["cuckooing"]),
        ("neighbourhoods-and-places", ["cuckooing"]),
    ]


def test_a_card_is_for_those_who_may_open_the_page(people, prepared, stages):
    stages.draft(slug="not-yet")
    live, _ = prepared
    keys = [Key.of("manual.page", live.page_id), Key.of("manual.page", live.page_id + 1), Key.of("manual.page", "x")]

    cards = targets.resolve(actor=people.officer, keys=keys)

    assert {key: (card.title, card.url) for key, card in cards.items()} == {
        keys[0]: ("Live words", "/manual/cuckooing")
    }
    assert targets.resolve(actor=people.outsider, keys=keys) == {}


def test_lists_take_the_same_queries_for_one_and_for_three(people, stages, now, count_queries):
    def counts():
        return [
            count_queries(lambda: live_pages(actor=people.officer, today=now.date())),
            count_queries(lambda: page_to_read(actor=people.officer, slug="one", today=now.date())),
            count_queries(lambda: history(actor=people.officer, slug="one")),
        ]

    stages.live(slug="one")
    with_one = counts()
    for slug in ("two", "three"):
        stages.live(slug=slug)
    for _ in range(2):
        draft = start_draft(actor=people.trainer, slug="one", now=now)
        revision = stages.approve(stages.submitted(draft), people.lead, people.approver)
        publish_revision(actor=people.trainer, revision_id=revision.id, version=revision.version, now=now)

    assert (with_one, counts()) == ([2, 7, 4], [2, 7, 4])
