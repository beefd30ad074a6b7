from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from backend.identity.models import Area, Membership
from practice_wisdom.manual.models.page import Page


class LocalNote(models.Model):
    """An area's addition to a page, which the page itself does not change. Ended, never deleted."""

    page = models.ForeignKey(Page, on_delete=models.PROTECT, related_name="local_notes")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    # The number of its wording that readers see: what If-Match compares.
    version = models.PositiveIntegerField(default=1)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="local_note_ended_at_and_by",
            ),
        ]

    def __str__(self) -> str:
        return f"Local note {self.pk}"


class Wording(models.Model):
    """What a local note said from one day on. A change is a new wording; the old one stays as it was."""

    note = models.ForeignKey(LocalNote, on_delete=models.PROTECT, related_name="wordings")
    number = models.PositiveIntegerField()
    # The heading of the part it stands after, as the page has it.
    after = models.CharField(max_length=120)
    body = models.TextField()
    # Made from the body when it was saved.
    html = models.TextField()
    checked_on = models.DateField()
    review_by = models.DateField()
    author = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["note", "number"], name="wording_number_once"),
            models.CheckConstraint(condition=Q(review_by__gt=F("checked_on")), name="wording_review_after_check"),
        ]

    def __str__(self) -> str:
        return f"{self.note}, wording {self.number}"
