from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models
from django.db.models import OuterRef, Q

from backend.kernel.prepared import Slot
from supervision.models.agreement import Agreement, Participant


class FacilitationQuerySet(models.QuerySet["Facilitation"]):
    def at(self, moment: datetime | OuterRef) -> FacilitationQuerySet:
        """Who facilitated then."""
        return self.filter(Q(ended_at=None) | Q(ended_at__gt=moment), began_at__lte=moment)

    def of_reader(self, membership_id: int | Slot) -> FacilitationQuerySet:
        return self.filter(participant__membership_id=membership_id)


class Facilitation(models.Model):
    """A participant's time in the facilitator's seat of a group, from the day on which somebody proposed it.

    Proposed as long as it has neither begun nor ended; ended without having begun, it was declined or withdrawn. Who
    facilitated when a record was begun is who reads what was written there for the facilitator: nobody after them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="facilitations")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    began_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = FacilitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agreement"], condition=Q(began_at=None, ended_at=None), name="facilitation_one_proposed"
            ),
            models.UniqueConstraint(
                fields=["agreement"], condition=Q(began_at__isnull=False, ended_at=None), name="facilitation_one_now"
            ),
        ]

    def __str__(self) -> str:
        return f"Facilitation {self.pk}"
