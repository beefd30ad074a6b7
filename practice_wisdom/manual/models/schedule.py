from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q

from backend.identity.models import Membership
from practice_wisdom.manual.enums import Planned, ScheduleState, Significance
from practice_wisdom.manual.models.page import Page
from practice_wisdom.manual.models.revision import Revision


class Schedule(models.Model):
    """What somebody asked to be done with a page at a later moment. One at a time waits for each page."""

    page = models.ForeignKey(Page, on_delete=models.PROTECT, related_name="schedules")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="schedules")
    # Of the revision when it was planned: what changed since is not what was meant.
    revision_version = models.PositiveIntegerField()
    what = models.CharField(max_length=8, choices=Planned.choices)
    at = models.DateTimeField()
    significance = models.CharField(max_length=6, choices=Significance.choices, blank=True, default="")
    reason = models.TextField(blank=True)
    instead = models.ForeignKey(Page, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    planned_at = models.DateTimeField()
    planned_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=9, choices=ScheduleState.choices, default=ScheduleState.WAITING)
    ended_at = models.DateTimeField(null=True, blank=True)
    # Whoever cancelled it, or changed the page by hand.
    ended_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["page"], condition=Q(state=ScheduleState.WAITING), name="schedule_one_waiting_a_page"
            ),
            models.CheckConstraint(condition=Q(what__in=Planned.values), name="schedule_what"),
            models.CheckConstraint(
                condition=Q(state=ScheduleState.WAITING, ended_at=None)
                | Q(state__in=[s for s in ScheduleState.values if s != ScheduleState.WAITING], ended_at__isnull=False),
                name="schedule_ended_at",
            ),
        ]

    def __str__(self) -> str:
        return f"Schedule {self.pk}"

    def end(self, state: ScheduleState, *, at: datetime, by: int | None = None) -> None:
        self.state, self.ended_at, self.ended_by_id = state, at, by
        self.save(update_fields=["state", "ended_at", "ended_by"])
