from __future__ import annotations

from django.db import models
from django.db.models import Q

from backend.identity.models import Membership, Partnership
from practice_wisdom.manual.enums import QuestionState
from practice_wisdom.manual.models.page import Page
from practice_wisdom.manual.said import MAX_ANSWER

MAX_QUESTION = 200


class UnansweredQuestion(models.Model):
    """A search that found nothing useful, sent by a reader. Curators settle it and never see who asked.

    `alike`: the same question however it is spelt; those that are alike are settled together.
    """

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    words = models.CharField(max_length=MAX_QUESTION)
    alike = models.CharField(max_length=MAX_QUESTION)
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=QuestionState.choices, default=QuestionState.OPEN)
    page = models.ForeignKey(Page, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=MAX_ANSWER, blank=True)
    settled_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["asked_by", "partnership", "alike"],
                condition=Q(state=QuestionState.OPEN),
                name="question_open_once_a_member",
            ),
            models.CheckConstraint(
                condition=Q(state=QuestionState.OPEN, page=None, reason="", settled_at=None, settled_by=None)
                | Q(state=QuestionState.ANSWERED, page__isnull=False, settled_at__isnull=False)
                | Q(state=QuestionState.DECLINED, page=None, settled_at__isnull=False) & ~Q(reason=""),
                name="question_has_its_outcome",
            ),
        ]
        indexes = [models.Index(fields=["partnership", "state", "alike"], name="question_open_in_partnership")]

    # Never the words: this is what a traceback or a log would show.
    def __str__(self) -> str:
        return f"UnansweredQuestion {self.pk}"
