from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual

from backend.identity.enums import OrganisationKind
from backend.identity.models import Membership, Person
from practice_wisdom.manual.enums import HowOften, NoteState
from practice_wisdom.manual.models.page import Page
from practice_wisdom.manual.said import MAX_ANSWER, MAX_NOTE


class PracticeNote(models.Model):
    """What worked or did not on a page, in a practitioner's words. Readers see the kind of agency, never the name."""

    page = models.ForeignKey(Page, on_delete=models.PROTECT, related_name="practice_notes")
    words = models.TextField(blank=True)
    worked = models.BooleanField()
    how_often = models.CharField(max_length=9, choices=HowOften.choices)
    author = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    # Where its author stood on that day.
    organisation_kind = models.CharField(max_length=20, choices=OrganisationKind.choices)
    offered_at = models.DateTimeField()

    state = models.CharField(max_length=8, choices=NoteState.choices, default=NoteState.OFFERED)
    version = models.PositiveIntegerField(default=1)
    question = models.TextField(blank=True)
    reply = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=NoteState.values)
                & Q(how_often__in=HowOften.values)
                & Q(organisation_kind__in=OrganisationKind.values),
                name="practice_note_codes",
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None) | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="practice_note_decided_at_and_by",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[NoteState.OFFERED, NoteState.ASKED], decided_at=None, ended_at=None)
                | Q(state__in=[NoteState.ACCEPTED, NoteState.DECLINED], decided_at__isnull=False, ended_at=None)
                | Q(state=NoteState.ENDED, ended_at__isnull=False, words="", question="", reply="", reason=""),
                name="practice_note_state",
            ),
            models.CheckConstraint(
                condition=LessThanOrEqual(Length("words"), MAX_NOTE)
                & LessThanOrEqual(Length("question"), MAX_ANSWER)
                & LessThanOrEqual(Length("reply"), MAX_ANSWER)
                & LessThanOrEqual(Length("reason"), MAX_ANSWER)
                & (Q(state=NoteState.ENDED) | ~Q(words=""))
                & (~Q(state=NoteState.ASKED) | ~Q(question=""))
                & (~Q(state=NoteState.DECLINED) | ~Q(reason="")),
                name="practice_note_words",
            ),
        ]
        indexes = [models.Index(fields=["page", "state"], name="practice_note_on_page")]

    # Never anybody's words: this is what a traceback or a log would show.
    def __str__(self) -> str:
        return f"Practice note {self.pk}"

    def enter(self, state: NoteState, **facts: Any) -> None:
        for name, value in {"state": state, "version": self.version + 1, **facts}.items():
            setattr(self, name, value)
        self.save(update_fields=["state", "version", *facts])

    def end(self, *, at: datetime) -> None:
        """The words go: what is taken back is in no place any more."""
        self.enter(NoteState.ENDED, ended_at=at, words="", question="", reply="", reason="")
        self.experiences.all().delete()


class Experience(models.Model):
    """Worked for us too, or did not work here: one a person and note, shown as a kind of agency only."""

    note = models.ForeignKey(PracticeNote, on_delete=models.CASCADE, related_name="experiences")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    organisation_kind = models.CharField(max_length=20, choices=OrganisationKind.choices)
    worked = models.BooleanField()
    given_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["note", "person"], name="experience_once_a_person"),
            models.CheckConstraint(
                condition=Q(organisation_kind__in=OrganisationKind.values), name="experience_organisation_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"Experience {self.pk}"
