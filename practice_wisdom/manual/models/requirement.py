from __future__ import annotations

from datetime import date, timedelta

from django.db import models
from django.db.models import Q

from backend.identity.models import Membership, Person
from practice_wisdom.manual.models.page import Page
from practice_wisdom.manual.models.revision import Revision


class Requirement(models.Model):
    """Curators ask members to read a page by a date and to say that they understood it."""

    page = models.ForeignKey(Page, on_delete=models.PROTECT, related_name="requirements")
    # Acknowledging this revision, or a later one, is enough.
    number = models.PositiveIntegerField()
    # Codes. Empty: of every kind, in any role.
    organisation_kinds = models.JSONField(default=list)
    roles = models.JSONField(default=list)
    asked_on = models.DateField()
    by = models.DateField()
    # Whether the next revision is to be read too.
    asks_again = models.BooleanField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["page"], condition=Q(ended_at=None), name="requirement_one_open"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="requirement_ended_at_and_by",
            ),
            models.CheckConstraint(condition=Q(by__gte=models.F("asked_on")), name="requirement_by_after_asked"),
        ]

    def __str__(self) -> str:
        return f"{self.page}, to be read by {self.by}"

    @property
    def time_given(self) -> timedelta:
        return self.by - self.asked_on

    def ask_again(self, *, number: int, today: date) -> None:
        """For a new revision, with as much time as there was for the first. Not saved yet."""
        self.by, self.asked_on, self.number = today + self.time_given, today, number


class Acknowledgement(models.Model):
    """One person read and understood one revision. Curators see how many, never who."""

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="acknowledgements")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    acknowledged_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["revision", "person"], name="acknowledgement_once_a_person")]

    # Never the person: this is what a traceback or a log would show.
    def __str__(self) -> str:
        return f"Acknowledgement {self.pk}"
