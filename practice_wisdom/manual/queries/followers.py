"""Who is told when a page changes."""

from collections.abc import Collection

from django.db.models import QuerySet

from backend.identity.models import Membership
from backend.kernel.actor import Actor
from backend.kernel.keys import Key
from practice_wisdom.manual.enums import Topic
from practice_wisdom.manual.models import FollowedPage, FollowedTopic, Page
from practice_wisdom.manual.queries.pages import PAGE_KIND


def followers_of(page: Page) -> set[int]:
    """Memberships that follow a live page or one of its topics, and are members of its partnership today. One query."""
    topics = page.live_revision.facts["topics"] if page.live_revision else []
    by_page = FollowedPage.objects.filter(page=page).values("membership_id")
    by_topic = FollowedTopic.objects.filter(partnership_id=page.partnership_id, topic__in=topics)
    members = members_of(partnership_id=page.partnership_id)
    followers = members.filter(id__in=by_page) | members.filter(id__in=by_topic.values("membership_id"))
    return set(followers.values_list("id", flat=True))


def members_of(*, partnership_id: int) -> QuerySet[Membership]:
    """Those who may wear this hat today."""
    return Membership.objects.filter(
        organisation__partnerships=partnership_id, disabled_at=None, person__is_active=True
    )


class FollowedTopics:
    """For notifications: what is told only for a topic can stay in the inbox."""

    def followed(self, *, actor: Actor) -> list[tuple[str, str]]:
        codes = _topics_of(actor)
        return [(topic.value, topic.label) for topic in Topic if topic in codes]

    def only_reason(self, *, actor: Actor, keys: Collection[Key]) -> dict[Key, set[str]]:
        """A page that one follows, or that is in one's care, is told for itself."""
        ids = [int(key.id) for key in keys if key.kind == PAGE_KIND]
        itself = FollowedPage.objects.filter(membership_id=actor.membership_id).values("page_id")
        pages = Page.objects.filter(id__in=ids).exclude(id__in=itself).exclude(owner_id=actor.membership_id)
        codes = _topics_of(actor)
        reasons = {
            Key.of(PAGE_KIND, page.pk): codes & set(page.live_revision.facts["topics"])
            for page in pages.select_related("live_revision")
            if page.live_revision
        }
        return {key: topics for key, topics in reasons.items() if topics}


def _topics_of(actor: Actor) -> set[str]:
    found = FollowedTopic.objects.filter(membership_id=actor.membership_id, partnership_id=actor.partnership_id)
    return set(found.values_list("topic", flat=True))
