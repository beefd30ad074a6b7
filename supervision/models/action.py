from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Exists, OuterRef, Q

from backend.kernel.actor import Actor
from supervision.enums import OPEN_ACTION, ActionState
from supervision.models.agreement import Participant
from supervision.models.record import Record
from supervision.models.seat import sits_at


def _ended(**when: datetime) -> Exists:
    """The last change says that it is over."""
    later = ActionChange.objects.filter(action=OuterRef("action"), number__gt=OuterRef("number"))
    over = ActionChange.objects.filter(action=OuterRef("pk"), **when).exclude(state__in=OPEN_ACTION)
    return Exists(over.exclude(Exists(later)))


class ActionQuerySet(models.QuerySet["Action"]):
    def visible_to(self, actor: Actor) -> ActionQuerySet:
        """Everybody's in the session it was agreed in, whoever it is for."""
        return self.filter(sits_at(actor.membership_id, session="record__session__"))

    def still_open(self) -> ActionQuerySet:
        return self.exclude(_ended())

    def ended_after(self, moment: datetime) -> ActionQuerySet:
        return self.filter(_ended(made_at__gt=moment))


class Action(models.Model):
    """What one of them will do, as it was agreed: part of the record, signed and locked with it.

    What becomes of it afterwards is in its changes, so that what was signed stays as it is.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="actions")
    owner = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="actions")
    sealed_text = models.BinaryField()
    due_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    # Whoever worded it last.
    written_by = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField()

    objects = ActionQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Action {self.pk}"


class ActionChange(models.Model):
    """What became of an action: beside the record, never in it, and never changed itself.

    `due_on` is the date from here on. The text is the reason, and sealed also where there is none: so nobody can turn
    one state into another at the database.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="changes")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=7, choices=ActionState.choices)
    due_on = models.DateField(null=True, blank=True)
    sealed_reason = models.BinaryField()
    made_by = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["action", "number"], name="action_change_once"),
            models.CheckConstraint(condition=Q(state__in=ActionState.values), name="action_change_state"),
        ]

    def __str__(self) -> str:
        return f"Change {self.pk}"
