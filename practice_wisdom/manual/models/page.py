from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from backend.identity.models import Membership, Partnership


class Page(models.Model):
    """An address in one partnership's manual. Everything public follows `live_revision`; a draft cannot leak."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    slug = models.SlugField(max_length=80, db_index=False)
    # A person in an organisation: both own the page.
    owner = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    joint = models.BooleanField()
    live_revision = models.OneToOneField(
        "manual.Revision", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField()
    # Of the live revision, or of the last time somebody found it still right.
    checked_on = models.DateField(null=True, blank=True)
    review_by = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partnership", "slug"], name="page_slug_once_in_partnership"),
            models.CheckConstraint(
                condition=Q(live_revision=None, checked_on=None, review_by=None)
                # Not "greater" alone: a database lets through what it cannot compare.
                | Q(live_revision__isnull=False, checked_on__isnull=False, review_by__isnull=False)
                & Q(review_by__gt=F("checked_on")),
                name="page_fresh_while_live",
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    def be_fresh(self, *, checked_on: date, review_by: date) -> None:
        """Not saved yet."""
        self.checked_on, self.review_by = checked_on, review_by

    def be_taken_away(self) -> None:
        """Not saved yet."""
        self.live_revision = self.checked_on = self.review_by = None
