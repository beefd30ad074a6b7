from __future__ import annotations

from django.db import models

from backend.identity.models import Membership
from practice_wisdom.manual.models.page import Page


class Reminder(models.Model):
    """That a member was told, at one stage, that a page falls due. `stage`: days left, or that it will be withdrawn."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    review_by = models.DateField()
    stage = models.CharField(max_length=12)
    reminded_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["page", "member", "review_by", "stage"], name="reminder_once_a_stage")
        ]

    def __str__(self) -> str:
        return f"Reminder {self.pk}"
