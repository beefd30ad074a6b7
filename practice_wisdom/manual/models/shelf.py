"""What a reader keeps for themselves. Nobody else ever sees it, so the audit trail does not hold it either."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from backend.identity.models import Membership, Partnership, Person
from practice_wisdom.manual.enums import Topic
from practice_wisdom.manual.models.page import Page


class ReadingMark(models.Model):
    """Which revision of a page one person read last, and when: overwritten by the next reading."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="reading_marks")
    number = models.PositiveIntegerField()
    read_at = models.DateTimeField(db_index=True)
    # The revision read before this one, while what has changed since is still to be said.
    number_before = models.PositiveIntegerField(null=True, blank=True)
    read_before_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "page"], name="reading_mark_once"),
            models.CheckConstraint(
                condition=Q(number_before=None, read_before_at=None)
                | Q(number_before__isnull=False, read_before_at__isnull=False),
                name="reading_mark_before_and_when",
            ),
        ]

    def __str__(self) -> str:
        return f"Reading mark {self.pk}"


class Bookmark(models.Model):
    """A page somebody wants to find quickly."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="bookmarks")
    kept_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "page"], name="bookmark_once")]

    def __str__(self) -> str:
        return f"Bookmark {self.pk}"


class FollowedPage(models.Model):
    """A page whose changes a member wants to be told of: under the hat in which they asked."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="followers")
    followed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["membership", "page"], name="followed_page_once")]

    def __str__(self) -> str:
        return f"Followed page {self.pk}"


class FollowedTopic(models.Model):
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="+")
    topic = models.CharField(max_length=60, choices=Topic.choices)
    followed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["membership", "partnership", "topic"], name="followed_topic_once")
        ]

    def __str__(self) -> str:
        return f"Followed topic {self.pk}"
