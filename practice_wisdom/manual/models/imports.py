from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q

from backend.identity.models import Membership, Partnership
from practice_wisdom.manual.enums import EntryKind, ImportState, Outcome
from practice_wisdom.manual.models.revision import Revision
from practice_wisdom.manual.words import Words


class Import(models.Model):
    """Files that a curator brought, as they were read: nothing in the manual yet. Forgotten after seven days."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    brought_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    brought_at = models.DateTimeField()
    # When its owner asked for drafts of it, and when the last one was made.
    asked_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    # Also where curators here have written words of their own for a term or a line of synonyms.
    replaces = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(finished_at=None) | Q(asked_at__isnull=False), name="import_asked_before_finished"
            )
        ]

    def __str__(self) -> str:
        return f"Import {self.pk}"

    @property
    def state(self) -> ImportState:
        if self.finished_at:
            return ImportState.DONE
        return ImportState.MAKING if self.asked_at else ImportState.CHECKED


class ImportedPage(models.Model):
    """One file of an import. `outcome` is empty until it is settled; that and its draft are one transaction."""

    brought = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="pages")
    number = models.PositiveIntegerField()
    file = models.CharField(max_length=200)
    slug = models.CharField(max_length=80, blank=True)
    # None where the file does not say.
    joint = models.BooleanField(null=True)
    # What it was where it was taken out, if it was not live there.
    state = models.CharField(max_length=12, blank=True)
    # None where the file cannot be a page; `refusal` says why.
    content = models.JSONField(null=True)
    refusal = models.TextField(blank=True)
    notes = models.JSONField(default=list)
    to_fill = models.JSONField(default=list)
    outcome = models.CharField(max_length=8, choices=Outcome.choices, blank=True)
    reason = models.TextField(blank=True)
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["brought", "number"], name="imported_page_number_once"),
            models.CheckConstraint(condition=Q(outcome__in=["", *Outcome.values]), name="imported_page_outcome"),
        ]

    def __str__(self) -> str:
        return f"Imported page {self.pk}"

    @property
    def words(self) -> Words | None:
        if self.content is None:
            return None
        days = {name: date.fromisoformat(self.content[name]) for name in ("checked_on", "review_by")}
        return Words.of(**{**self.content, **days})

    @staticmethod
    def content_of(words: Words) -> dict[str, Any]:
        return {
            "title": words.title,
            "summary": words.summary,
            "body": words.body,
            "checked_on": words.checked_on.isoformat(),
            "review_by": words.review_by.isoformat(),
            "facts": words.facts(),
        }


class ImportedEntry(models.Model):
    """A term, or a line of synonyms, of an import. Settled like a page, and live at once when it is."""

    brought = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="entries")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=EntryKind.choices)
    name = models.CharField(max_length=200)
    # None where it cannot be taken; `refusal` says why.
    content = models.JSONField(null=True)
    refusal = models.TextField(blank=True)
    # The version of what was here when it was brought, 0 for nothing: whoever changed it since is not overwritten.
    version_here = models.PositiveIntegerField(default=0)
    outcome = models.CharField(max_length=8, choices=Outcome.choices, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["brought", "number"], name="imported_entry_number_once"),
            models.CheckConstraint(condition=Q(outcome__in=["", *Outcome.values]), name="imported_entry_outcome"),
            models.CheckConstraint(condition=Q(kind__in=EntryKind.values), name="imported_entry_kind"),
        ]

    def __str__(self) -> str:
        return f"Imported entry {self.pk}"
