import pytest

from backend.kernel.errors import Invalid
from backend.notifications.models import PushDelivery
from backend.notifications.operations.push import subscribe
from backend.notifications.queries import inbox
from practice_wisdom.manual.models import Revision
from practice_wisdom.manual.operations.revisions import publish_revision
from practice_wisdom.manual.operations.shelf import follow_topic
from tests.backend.notifications.push_fakes import FakeBrowser

pytestmark = pytest.mark.django_db


@pytest.fixture
def publish(people, stages, now):
    def _publish(significance, *, by=None):
        revision = stages.approved()
        return publish_revision(
            actor=by or people.approver,
            revision_id=revision.id,
            version=revision.version,
            significance=significance,
            now=now,
        )

    return _publish


def told(people):
    return {actor.membership_id: [line.kind for line in inbox(actor=actor)] for actor in people.everybody()}


def test_a_minor_change_that_nobody_follows_is_told_to_nobody(people, publish):
    publish("MINOR")

    assert not any(told(people).values())


def test_a_major_change_is_told_to_those_whom_the_page_concerns(people, publish):
    publish("MAJOR")

    assert {who for who, lines in told(people).items() if lines} == {people.trainer.membership_id}


def test_an_urgent_change_is_told_to_every_member_of_the_partnership_and_nobody_else(people, publish):
    publish("URGENT")

    found = told(people)
    silent = {who for who, lines in found.items() if not lines}
    assert silent == {people.outsider.membership_id, people.approver.membership_id}
    assert found[people.officer.membership_id] == ["manual.page_urgent"]


@pytest.mark.parametrize("significance", ["", "HUGE", "minor"])
def test_another_significance_is_refused(publish, significance):
    with pytest.raises(Invalid) as refused:
        publish(significance)

    assert set(refused.value.fields) == {"significance"}
    assert Revision.objects.get().state == "APPROVED"


def test_a_minor_change_is_told_to_followers_in_the_inbox_and_to_no_device(people, stages, now):
    revision = stages.approved()
    phone = FakeBrowser("phone")
    subscribe(actor=people.officer, **phone.keys, device_hash="", now=now)
    follow_topic(actor=people.officer, topic=revision.facts["topics"][0], followed=True, now=now)

    publish_revision(
        actor=people.approver, revision_id=revision.id, version=revision.version, significance="MINOR", now=now
    )

    assert told(people)[people.officer.membership_id] == ["manual.page_minor"]
    assert PushDelivery.objects.count() == 0
