import pytest

from backend.identity.models import Membership, Person
from backend.notifications.models import Notice
from backend.notifications.queries import inbox
from practice_wisdom.manual.models import Page
from practice_wisdom.manual.operations.revisions import start_draft
from practice_wisdom.manual.operations.shelf import follow_page, follow_topic
from practice_wisdom.manual.queries.followers import followers_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def publish_again(people, stages, now):
    def _publish():
        return stages.publish(stages.approve(stages.submitted(start_draft(
            actor=people.trainer, slug="cuckooing", now=now
        ))))  # fmt: skip

    return _publish


def told():
    return sorted(Notice.objects.filter(kind="manual.page_changed").values_list("membership_id", flat=True))


def test_followers_of_the_page_and_of_its_topics_are_told_once(people, stages, now, publish_again):
    stages.live()
    follow_page(actor=people.officer, slug="cuckooing", followed=True, now=now)
    follow_topic(actor=people.officer, topic="adults-at-risk", followed=True, now=now)
    follow_topic(actor=people.nurse, topic="adults-at-risk", followed=True, now=now)
    follow_topic(actor=people.sergeant, topic="offender-management", followed=True, now=now)
    follow_topic(actor=people.outsider, topic="adults-at-risk", followed=True, now=now)

    publish_again()

    assert told() == sorted([people.officer.membership_id, people.nurse.membership_id])
    line = inbox(actor=people.nurse)[0]
    assert (line.title, line.url) == ("Cuckooing", "/manual/cuckooing")
    assert [inbox(actor=who) for who in (people.sergeant, people.outsider)] == [[], []]


def test_a_new_page_is_told_to_those_who_follow_its_topic(people, stages, now):
    follow_topic(actor=people.officer, topic="adults-at-risk", followed=True, now=now)

    stages.live()

    assert told() == [people.officer.membership_id]


def test_whoever_publishes_knows_already(people, stages, now, publish_again):
    stages.live()
    follow_page(actor=people.trainer, slug="cuckooing", followed=True, now=now)

    publish_again()

    assert told() == []


def test_only_members_of_today_are_followers(people, stages, now):
    stages.live()
    followers = (people.officer, people.nurse, people.sergeant)
    for who in followers:
        follow_page(actor=who, slug="cuckooing", followed=True, now=now)
    Membership.objects.filter(id=people.officer.membership_id).update(
        disabled_at=now, disabled_by_id=people.police_admin.person_id
    )
    Person.objects.filter(id=people.nurse.person_id).update(is_active=False)

    assert followers_of(Page.objects.get()) == {people.sergeant.membership_id}

    Membership.objects.get(id=people.sergeant.membership_id).organisation.partnerships.clear()
    assert followers_of(Page.objects.get()) == set()


def test_a_page_without_a_live_revision_has_its_followers_only(stages):
    stages.draft()

    assert followers_of(Page.objects.get()) == set()


def test_as_many_queries_for_three_followers_as_for_one(people, stages, now, count_queries):
    stages.live()
    page = Page.objects.select_related("live_revision").get()
    follow_page(actor=people.officer, slug="cuckooing", followed=True, now=now)
    with_one = count_queries(lambda: followers_of(page))
    for who in (people.nurse, people.sergeant):
        follow_page(actor=who, slug="cuckooing", followed=True, now=now)

    assert count_queries(lambda: followers_of(page)) == with_one == 1
