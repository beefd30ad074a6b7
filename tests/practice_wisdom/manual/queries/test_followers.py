"""Why somebody is told of a page: what they are told only for a topic can stay in their inbox."""

import pytest

from backend.kernel.keys import Key
from practice_wisdom.manual.operations.shelf import follow_page, follow_topic
from practice_wisdom.manual.queries.followers import FollowedTopics

pytestmark = pytest.mark.django_db


def test_a_topic_is_the_only_reason_unless_the_page_is_followed_or_in_ones_care(people, stages, now):
    page = stages.live().page
    topic = page.live_revision.facts["topics"][0]
    key = Key.of("manual.page", page.id)
    for actor in (people.officer, people.nurse, people.trainer):
        follow_topic(actor=actor, topic=topic, followed=True, now=now)
    follow_page(actor=people.nurse, slug=page.slug, followed=True, now=now)
    everybody = (people.officer, people.nurse, people.trainer, people.lead)

    reasons = {actor: FollowedTopics().only_reason(actor=actor, keys=[key]) for actor in everybody}

    assert page.owner_id == people.trainer.membership_id
    assert reasons == {people.officer: {key: {topic}}, people.nurse: {}, people.trainer: {}, people.lead: {}}
    assert [code for code, _label in FollowedTopics().followed(actor=people.officer)] == [topic]
    assert FollowedTopics().followed(actor=people.lead) == []
