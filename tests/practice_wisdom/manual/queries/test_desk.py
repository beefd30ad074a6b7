from datetime import timedelta

import pytest

from backend.kernel.errors import NotPermitted
from practice_wisdom.manual.queries.desk import desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def busy(stages, people):
    stages.draft(slug="draft")
    stages.in_review(slug="in-review")
    stages.approve(stages.in_review(slug="half"), people.lead)
    stages.approved(slug="approved")
    stages.live(slug="live")


def slugs(lines):
    return [line.revision.page.slug for line in lines]


@pytest.mark.parametrize(
    ("who", "to_approve", "waiting"),
    [
        ("trainer", [], ["in-review", "half"]),
        ("lead", ["in-review"], ["half"]),
        ("approver", ["in-review", "half"], []),
        ("nurse", ["in-review", "half"], []),
    ],
)
def test_the_desk_sorts_what_waits_for_whom(people, busy, now, who, to_approve, waiting):
    found = desk(actor=getattr(people, who), today=now.date())

    assert slugs(found.to_approve) == to_approve
    assert slugs(found.waiting) == waiting
    assert (slugs(found.drafts), slugs(found.to_publish), found.due) == (["draft"], ["approved"], [])


def test_the_desk_says_what_is_missing(people, busy, now):
    found = desk(actor=people.approver, today=now.date())

    assert [line.waits_for for line in found.to_approve] == [
        "a police approval and a partner approval",
        "a partner approval",
    ]


@pytest.mark.parametrize(("days", "due", "overdue"), [(160, ["live"], []), (200, [], ["live"])])
def test_the_desk_shows_pages_that_fall_due_and_those_overdue(people, busy, now, days, due, overdue):
    found = desk(actor=people.trainer, today=now.date() + timedelta(days=days))

    assert ([page.slug for page in found.due], [page.slug for page in found.overdue]) == (due, overdue)


@pytest.mark.parametrize("who", ["officer", "sergeant", "police_admin", "socialworker"])
def test_the_desk_is_for_curators_and_approvers(people, busy, now, who):
    with pytest.raises(NotPermitted):
        desk(actor=getattr(people, who), today=now.date())


def test_another_partnership_has_its_own_desk(people, busy, now):
    found = desk(actor=people.outsider, today=now.date())

    assert (found.drafts, found.to_approve, found.waiting, found.to_publish, found.due) == ([], [], [], [], [])


def test_the_desk_takes_the_same_queries_for_one_and_for_three(people, stages, now, count_queries):
    def count():
        return count_queries(lambda: desk(actor=people.lead, today=now.date()))

    stages.in_review(slug="one")
    with_one = count()
    stages.in_review(slug="two")
    stages.approved(slug="three")

    assert (with_one, count()) == (5, 5)
