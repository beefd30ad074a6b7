from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual

from backend.identity.models import Membership
from practice_wisdom.manual.enums import SuggestionState
from practice_wisdom.manual.models.revision import Revision
from practice_wisdom.manual.said import MAX_ANSWER, MAX_PASSAGE, MAX_PROPOSED


class Suggestion(models.Model):
    """A reader's other words for a passage of a page, until its author is told what became of them."""

    # The one that was live: the passage is in it word for word.
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="suggestions")
    section = models.CharField(max_length=200, blank=True)
    passage = models.TextField(blank=True)
    proposed = models.TextField()
    why = models.TextField(blank=True)
    author = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    suggested_at = models.DateTimeField()

    state = models.CharField(max_length=8, choices=SuggestionState.choices, default=SuggestionState.OPEN)
    version = models.PositiveIntegerField(default=1)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.TextField(blank=True)
    outcome_revision = models.ForeignKey(
        Revision, on_delete=models.PROTECT, null=True, blank=True, related_name="taken_in"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state=SuggestionState.OPEN, decided_at=None, decided_by=None, outcome_revision=None, reason=""
                )
                | Q(decided_at__isnull=False, decided_by__isnull=False)
                & (
                    Q(state=SuggestionState.ACCEPTED, outcome_revision__isnull=False, reason="")
                    | Q(state=SuggestionState.DECLINED, outcome_revision=None) & ~Q(reason="")
                ),
                name="suggestion_outcome",
            ),
            models.CheckConstraint(
                condition=LessThanOrEqual(Length("passage"), MAX_PASSAGE)
                & LessThanOrEqual(Length("proposed"), MAX_PROPOSED)
                & LessThanOrEqual(Length("why"), MAX_ANSWER)
                & LessThanOrEqual(Length("reason"), MAX_ANSWER)
                & ~Q(proposed=""),
                name="suggestion_is_short",
            ),
        ]
        indexes = [models.Index(fields=["author", "-suggested_at"], name="suggestion_own")]

    # Never anybody's words: this is what a traceback or a log would show.
    def __str__(self) -> str:
        return f"Suggestion {self.pk}"

    def accept(self, *, revision: Revision, by: int, at: datetime) -> None:
        self.state, self.outcome_revision = SuggestionState.ACCEPTED, revision
        self._decide(by, at)

    def decline(self, *, reason: str, by: int, at: datetime) -> None:
        self.state, self.reason = SuggestionState.DECLINED, reason
        self._decide(by, at)

    def _decide(self, by: int, at: datetime) -> None:
        self.decided_by_id, self.decided_at, self.version = by, at, self.version + 1
        self.save(update_fields=["state", "outcome_revision", "reason", "decided_by", "decided_at", "version"])
