from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual

from backend.identity.models import Membership
from practice_wisdom.manual.enums import Cause
from practice_wisdom.manual.models.page import Page
from practice_wisdom.manual.models.revision import Revision

MAX_WITHDRAWAL_REASON = 500


class Withdrawal(models.Model):
    """Why a live page was taken away, for whoever opens its address. Another revision may follow it."""

    revision = models.OneToOneField(Revision, on_delete=models.PROTECT, related_name="withdrawal")
    cause = models.CharField(max_length=8, choices=Cause.choices)
    reason = models.TextField(blank=True)
    instead = models.ForeignKey(Page, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField()
    # Nobody, when it was the rule of the owner's organisation.
    withdrawn_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(cause=Cause.CURATOR, withdrawn_by__isnull=False) & ~Q(reason="")
                | Q(cause=Cause.OVERDUE, withdrawn_by=None, reason=""),
                name="withdrawal_by_somebody_or_the_rule",
            ),
            models.CheckConstraint(
                condition=LessThanOrEqual(Length("reason"), MAX_WITHDRAWAL_REASON), name="withdrawal_reason_is_short"
            ),
        ]

    def __str__(self) -> str:
        return f"Withdrawal {self.pk}"
