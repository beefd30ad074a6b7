from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from backend.identity.models import Membership
from backend.kernel.actor import Actor
from supervision.enums import RequestState, WithheldBecause
from supervision.models.agreement import Agreement


class DataRequestQuerySet(models.QuerySet["DataRequest"]):
    def of_subject(self, actor: Actor) -> DataRequestQuerySet:
        return self.filter(membership_id=actor.membership_id)


class DataRequest(models.Model):
    """Somebody's formal request for their own data. Another person reads it through before it is handed over."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=9, choices=RequestState.choices, default=RequestState.ASKED)
    version = models.PositiveIntegerField(default=1)
    asked_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    expires_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = DataRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state=RequestState.RELEASED, released_at__isnull=False, released_by__isnull=False)
                & Q(expires_at__gt=F("released_at"))
                | Q(~Q(state=RequestState.RELEASED), released_at=None, released_by=None, expires_at=None),
                name="data_request_released_at_and_by",
            ),
            models.CheckConstraint(
                condition=Q(released_by=None) | ~Q(released_by=F("membership")), name="data_request_second_reader"
            ),
            models.UniqueConstraint(
                fields=["membership"], condition=Q(state=RequestState.ASKED), name="data_request_one_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"Request {self.pk}"


class Redaction(models.Model):
    """A passage that the second reader takes out: where it stands, never what it says.

    It belongs to one version of the text: once its author saves another, the passage has to be read again.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(DataRequest, on_delete=models.PROTECT, related_name="redactions")
    item = models.CharField(max_length=100)
    item_version = models.PositiveIntegerField()
    begins = models.PositiveIntegerField()
    ends = models.PositiveIntegerField()
    because = models.CharField(max_length=14, choices=WithheldBecause.choices)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends__gt=F("begins")), name="redaction_of_something"),
            models.UniqueConstraint(fields=["request", "item", "begins", "ends"], name="redaction_once"),
        ]

    def __str__(self) -> str:
        return f"Redaction {self.pk}"


class ExportPart(models.Model):
    """What is handed over of one agreement, as released, sealed with that agreement's key. Gone when it expires."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(DataRequest, on_delete=models.PROTECT, related_name="parts")
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="+")
    sealed_items = models.BinaryField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["request", "agreement"], name="export_part_once")]

    def __str__(self) -> str:
        return f"Export part {self.pk}"
