from __future__ import annotations

from django.db import models

from backend.identity.models import Membership, Partnership
from practice_wisdom.manual.enums import Topic


class PrintOrder(models.Model):
    """A topic, or with an empty one the whole manual, that the worker is to set. Gone when it is made."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    topic = models.CharField(max_length=40, choices=Topic.choices, blank=True)
    asked_by = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()
    # Counted before each attempt: one that ends the process is not begun for ever.
    tries = models.PositiveSmallIntegerField(default=0)
    failed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "topic"], name="print_order_one_a_topic"),
            models.CheckConstraint(condition=models.Q(topic__in=["", *Topic.values]), name="print_order_topic"),
        ]

    def __str__(self) -> str:
        return f"Print order {self.pk}"
