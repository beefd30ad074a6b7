"""Who is told when a page changes."""

from django.db.models import QuerySet

from backend.identity.models import Membership
from practice_wisdom.manual.models import FollowedPage, FollowedTopic, Page


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
