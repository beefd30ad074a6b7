from __future__ import annotations

from django.db import models

from backend.identity.models import Membership, Partnership
from practice_wisdom.manual.models.page import Page


class FormerAddress(models.Model):
    """Where a page once was. People printed it, so it leads to the page for ever."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    slug = models.SlugField(max_length=80, db_index=False)
    page = models.ForeignKey(Page, on_delete=models.PROTECT, related_name="former_addresses")
    left_at = models.DateTimeField()
    left_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partnership", "slug"], name="former_address_once_in_partnership")
        ]

    def __str__(self) -> str:
        return self.slug
