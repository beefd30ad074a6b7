from __future__ import annotations

from django.db import models
from django.db.models import Q

from backend.identity.models import Membership
from supervision.enums import MailKind
from supervision.models.session import Session


class CalendarFeed(models.Model):
    """The address under which a member's calendar finds their sessions. Only its hash is kept."""

    membership = models.OneToOneField(Membership, on_delete=models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Calendar feed {self.pk}"


class OutgoingMail(models.Model):
    """What the worker still has to send. The words are fixed: which they are is all that is kept, until it is sent."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=7, choices=MailKind.choices)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    written_at = models.DateTimeField()
    next_try_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            # Several things to tell are one mail, while it is not sent.
            models.UniqueConstraint(fields=["membership"], condition=Q(session=None), name="outgoing_mail_one_update"),
            models.UniqueConstraint(fields=["membership", "session", "kind"], name="outgoing_mail_once"),
            models.CheckConstraint(
                condition=Q(kind=MailKind.UPDATE, session=None) | (~Q(kind=MailKind.UPDATE) & Q(session__isnull=False)),
                name="outgoing_mail_kind_and_session",
            ),
        ]

    def __str__(self) -> str:
        return f"Outgoing mail {self.pk}"
