from __future__ import annotations

from django.db import models
from django.db.models import Q

from backend.identity.models import Membership, Organisation

LEAST_DAYS, MOST_DAYS = 7, 730


class ManualSettings(models.Model):
    """What one organisation chose for the pages its members own. Without a row: everything as it comes."""

    organisation = models.OneToOneField(Organisation, on_delete=models.PROTECT, related_name="+")
    # Never, while it is empty.
    withdraw_overdue_after_days = models.PositiveSmallIntegerField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(withdraw_overdue_after_days=None)
                | Q(withdraw_overdue_after_days__gte=LEAST_DAYS, withdraw_overdue_after_days__lte=MOST_DAYS),
                name="manual_settings_days",
            )
        ]

    def __str__(self) -> str:
        return f"Manual settings of {self.organisation}"
