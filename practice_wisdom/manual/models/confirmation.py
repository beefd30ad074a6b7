from __future__ import annotations

from django.db import models

from backend.identity.models import Membership
from practice_wisdom.manual.models.revision import Revision


class Confirmation(models.Model):
    """Somebody checked every fact of a live revision again, and it was still right."""

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="confirmations")
    confirmed_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField()
    checked_on = models.DateField()
    review_by = models.DateField()

    class Meta:
        ordering = ["-checked_on", "-id"]
        constraints = [models.UniqueConstraint(fields=["revision", "checked_on"], name="confirmation_once_a_day")]

    def __str__(self) -> str:
        return f"{self.revision}, confirmed on {self.checked_on}"
