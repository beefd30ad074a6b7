from __future__ import annotations

import uuid

from django.db import models

from backend.kernel.actor import Actor
from supervision.models.agreement import Participant
from supervision.models.record import Record
from supervision.models.seat import sits_at


class AttachedPageQuerySet(models.QuerySet["AttachedPage"]):
    def visible_to(self, actor: Actor) -> AttachedPageQuerySet:
        return self.filter(sits_at(actor.membership_id, session="record__session__"))


class AttachedPage(models.Model):
    """A page of the manual that was used, by its key: part of the record.

    Which page it is says what was talked about, so the key is sealed, with the title the page had then. Never changed:
    another page is another row.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="attached_pages")
    sealed_key = models.BinaryField()
    version = models.PositiveIntegerField(default=1)
    attached_by = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    attached_at = models.DateTimeField()

    objects = AttachedPageQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Attached page {self.pk}"
