from __future__ import annotations

from django.db import models

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

    class Meta:
        constraints = [models.UniqueConstraint(fields=["partnership", "slug"], name="page_slug_once_in_partnership")]

    def __str__(self) -> str:
        return self.slug
