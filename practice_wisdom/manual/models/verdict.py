from __future__ import annotations

from django.db import models
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual

from backend.identity.models import Person
from practice_wisdom.manual.models.revision import Revision

MAX_REASON = 500


class Verdict(models.Model):
    """Whether one reader found one revision helpful. Curators see how many and why, never who."""

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="verdicts")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    helpful = models.BooleanField()
    reason = models.TextField(blank=True)
    given_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["revision", "person"], name="verdict_once_a_person"),
            models.CheckConstraint(
                condition=LessThanOrEqual(Length("reason"), MAX_REASON), name="verdict_reason_is_short"
            ),
        ]

    # Never the person or the reason: this is what a traceback or a log would show.
    def __str__(self) -> str:
        return f"Verdict {self.pk}"
