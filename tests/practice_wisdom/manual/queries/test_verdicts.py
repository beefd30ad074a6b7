from dataclasses import astuple, replace
from datetime import timedelta

import pytest

from practice_wisdom.manual.models import Revision
from practice_wisdom.manual.operations.revisions import start_draft
from practice_wisdom.manual.operations.verdicts import give_verdict
from practice_wisdom.manual.queries.desk import desk
from practice_wisdom.manual.queries.verdicts import OwnVerdict, question, unhelpful_pages

pytestmark = pytest.mark.django_db

HERE = ["officer", "sergeant", "trainer", "lead", "police_admin", "socialworker", "approver", "council_admin", "nurse"]


@pytest.fixture
def say(people, now):
    def _say(who, *, helpful=False, reason="", slug="cuckooing", number=1, minutes=0):
        give_verdict(
            actor=getattr(people, who),
            slug=slug,
            number=number,
            helpful=helpful,
            reason=reason,
            now=now + timedelta(minutes=minutes),
        )

    return _say


def test_a_reader_sees_their_own_answer_only(people, stages, say):
    live = stages.live()
    say("officer", helpful=False, reason="Wrong number.")
    say("nurse", helpful=True)

    answers = {who: question(actor=getattr(people, who), revision=live).own for who in ("officer", "nurse", "trainer")}

    assert answers == {"officer": OwnVerdict(False, "Wrong number."), "nurse": OwnVerdict(True, ""), "trainer": None}


def test_a_new_revision_is_asked_about_again(people, stages, say, now):
    stages.live()
    say("officer")
    draft = start_draft(actor=people.trainer, slug="cuckooing", now=now)
    live = stages.publish(stages.approve(stages.submitted(draft)))

    asked = question(actor=people.officer, revision=live)

    assert (asked.number, asked.own) == (2, None)


def test_whoever_may_not_answer_is_not_asked(people, stages):
    live = stages.live()

    assert question(actor=replace(people.officer, second_factor_missing=True), revision=live) is None


def test_ones_own_answer_is_one_read(people, stages, say, count_queries):
    live = stages.live()
    say("officer")

    assert count_queries(lambda: question(actor=people.officer, revision=live)) == 1


def test_the_desk_has_what_readers_of_every_organisation_found_unhelpful(people, stages, say):
    for slug in ("one", "three", "liked", "unread"):
        stages.live(slug=slug, title=slug.capitalize())
    say("officer", slug="one")
    say("officer", slug="liked", helpful=True)
    say("officer", slug="three", reason="First.", minutes=1)
    say("nurse", slug="three", reason="Third.\nAnd long.", minutes=3)
    say("socialworker", slug="three", reason="Second.", minutes=2)
    say("trainer", slug="three", helpful=True, reason="Liked it.", minutes=4)

    found = desk(actor=people.trainer, today=stages.now.date()).unhelpful

    assert [astuple(page) for page in found] == [
        ("three", "Three", 3, 4, ["Third.\nAnd long.", "Second.", "First."], None),
        ("one", "One", 1, 1, [], None),
    ]


@pytest.mark.parametrize(("who", "seen"), [("trainer", 1), ("approver", 1), ("lead", 0), ("nurse", 0), ("outsider", 0)])
def test_only_curators_of_this_partnership_see_it(people, stages, say, who, seen):
    stages.live()
    say("officer", reason="Wrong number.")

    assert len(desk(actor=getattr(people, who), today=stages.now.date()).unhelpful or []) == seen


def test_what_was_said_of_an_earlier_revision_is_past(people, stages, say):
    stages.live()
    say("officer", reason="Wrong number.")
    draft = start_draft(actor=people.trainer, slug="cuckooing", now=stages.now)
    assert [page.open_revision_id for page in unhelpful_pages(actor=people.trainer)] == [draft.id]

    stages.publish(stages.approve(stages.submitted(draft)))

    assert unhelpful_pages(actor=people.trainer) == []


def test_a_changed_mind_counts_as_it_is_now(people, stages, say):
    stages.live()
    say("officer", reason="Wrong number.")
    say("nurse")

    say("officer", helpful=True, reason="It was me.")

    assert [astuple(page)[2:5] for page in unhelpful_pages(actor=people.trainer)] == [(1, 2, [])]


def test_the_latest_reasons_are_shown(people, stages, say, monkeypatch):
    monkeypatch.setattr("practice_wisdom.manual.queries.verdicts.REASONS_SHOWN", 3)
    for slug in ("one", "two"):
        stages.live(slug=slug)
        for minutes, who in enumerate(HERE):
            say(who, slug=slug, reason=f"{slug} {minutes}", minutes=minutes)

    found = {page.slug: page.reasons for page in unhelpful_pages(actor=people.trainer)}

    assert found == {slug: [f"{slug} 8", f"{slug} 7", f"{slug} 6"] for slug in ("one", "two")}


def test_the_desk_takes_the_same_queries_for_one_and_for_three(people, stages, say, count_queries):
    def count():
        return count_queries(lambda: unhelpful_pages(actor=people.trainer))

    def unhelpful(slug):
        stages.live(slug=slug)
        say("officer", slug=slug, reason="Wrong number.")
        say("nurse", slug=slug, reason="Wrong name.")

    unhelpful("one")
    with_one = count()
    unhelpful("two")
    unhelpful("three")

    assert (with_one, count(), Revision.objects.filter(state="LIVE").count()) == (2, 2, 3)
