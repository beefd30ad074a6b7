from __future__ import annotations

import uuid

from django.db import models

from backend.kernel.actor import Actor
from supervision.models.agreement import Participant


class CaptureQuerySet(models.QuerySet["Capture"]):
    def readable_by(self, actor: Actor) -> CaptureQuerySet:
        """Its author's alone: to the others of the agreement it does not exist."""
        return self.filter(participant__membership_id=actor.membership_id, participant__left_at=None)


class Capture(models.Model):
    """What somebody noted between two sessions, to bring it to one. It leaves here for an agenda, or goes by the rule
    for private notes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    sealed_text = models.BinaryField()
    version = models.PositiveIntegerField(default=1)
    captured_at = models.DateTimeField(db_index=True)

    objects = CaptureQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Capture {self.pk}"
