from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from backend.identity.models import Membership
from backend.kernel.actor import Actor
from supervision.enums import CancelReason, Mode, SessionState
from supervision.models.agreement import Agreement, Participant
from supervision.models.seat import sits_at


class SessionQuerySet(models.QuerySet["Session"]):
    def visible_to(self, actor: Actor) -> SessionQuerySet:
        return self.filter(sits_at(actor.membership_id))


class Session(models.Model):
    """A planned meeting under a signed agreement."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="sessions")
    planned_for = models.DateTimeField(db_index=True)
    minutes = models.PositiveSmallIntegerField()
    mode = models.CharField(max_length=9, choices=Mode.choices)
    state = models.CharField(max_length=9, choices=SessionState.choices, default=SessionState.PLANNED)
    version = models.PositiveIntegerField(default=1)
    planned_at = models.DateTimeField()
    planned_by = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    cancel_reason = models.CharField(max_length=11, choices=CancelReason.choices, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # The cancelled session that this one stands in for.
    rebooks = models.OneToOneField("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="rebooked_as")
    reminded_at = models.DateTimeField(null=True, blank=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    ~Q(cancel_reason=""),
                    state=SessionState.CANCELLED,
                    cancelled_at__isnull=False,
                    cancelled_by__isnull=False,
                )
                | Q(
                    state__in=[SessionState.PLANNED, SessionState.HELD],
                    cancelled_at=None,
                    cancelled_by=None,
                    cancel_reason="",
                ),
                name="session_cancelled_at_and_by",
            ),
        ]

    def __str__(self) -> str:
        return f"Session {self.pk}"


class AgendaItemQuerySet(models.QuerySet["AgendaItem"]):
    def visible_to(self, actor: Actor) -> AgendaItemQuerySet:
        return self.filter(sits_at(actor.membership_id, session="session__"))


class AgendaItem(models.Model):
    """What somebody wants to talk about; all who take part read it, its author words it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="agenda_items")
    position = models.PositiveSmallIntegerField()
    sealed_text = models.BinaryField()
    version = models.PositiveIntegerField(default=1)
    added_by = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(Participant, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # The item of an earlier session that this one goes on with: once, whoever pressed.
    carried_from = models.OneToOneField(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="carried_to"
    )

    objects = AgendaItemQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "position"], name="agenda_item_position_once"),
            models.CheckConstraint(
                condition=Q(done_at=None, done_by=None) | Q(done_at__isnull=False, done_by__isnull=False),
                name="agenda_item_done_at_and_by",
            ),
        ]

    def __str__(self) -> str:
        return f"Agenda item {self.pk}"
