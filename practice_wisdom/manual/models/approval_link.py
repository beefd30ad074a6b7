from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q

from backend.identity.models import Membership, Organisation
from practice_wisdom.manual.enums import Answer
from practice_wisdom.manual.models.revision import Revision

MAX_GUEST_NAME, MAX_JOB_TITLE = 120, 80


class ApprovalLink(models.Model):
    """Lets somebody without an account read one revision and say yes or no, once. Only its hash is kept."""

    token_hash = models.CharField(max_length=64, unique=True)
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="approval_links")
    # Of the revision when it was sent: words that came back and were submitted again are other words.
    submitted_at = models.DateTimeField()
    email = models.EmailField()
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    invited_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    # Nobody has the link then: only its hash is kept.
    mail_failed_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # As its holder typed them, when they answered.
    name = models.CharField(max_length=MAX_GUEST_NAME, blank=True)
    job_title = models.CharField(max_length=MAX_JOB_TITLE, blank=True)
    answer = models.CharField(max_length=8, choices=Answer.choices, blank=True, default="")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-invited_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None) | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="approval_link_revoked_at_and_by",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answer="")
                | Q(answered_at__isnull=False, answer__in=Answer.values, revoked_at=None) & ~Q(name=""),
                name="approval_link_answered_once",
            ),
        ]

    # Never the address or the name: this is what a traceback or a log would show.
    def __str__(self) -> str:
        return f"Approval link {self.pk}"

    def take_answer(self, *, answer: Answer, name: str, job_title: str, at: datetime) -> None:
        self.answer, self.answered_at, self.name, self.job_title = answer, at, name, job_title
        self.save(update_fields=["answer", "answered_at", "name", "job_title"])
