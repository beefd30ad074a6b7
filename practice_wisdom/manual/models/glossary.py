from __future__ import annotations

import hashlib
import json
import uuid

from django.db import models
from django.db.models import Q

from backend.identity.enums import OrganisationKind
from backend.identity.models import Membership, Partnership

MAX_NAME, MAX_EXPANSION, MAX_MEANING = 80, 200, 500
MAX_SYNONYMS = 30


class Glossary(models.Model):
    """One partnership's. `edition` is new after every change of a term: what was drawn with another one is old."""

    partnership = models.OneToOneField(Partnership, on_delete=models.PROTECT, primary_key=True, related_name="+")
    edition = models.UUIDField(default=uuid.uuid4)

    def __str__(self) -> str:
        return f"Glossary of {self.partnership_id}"


class Term(models.Model):
    """A word or acronym. `synonyms` are what people type for it; search treats them as the same word."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    slug = models.SlugField(max_length=80, db_index=False)
    name = models.CharField(max_length=MAX_NAME)
    expansion = models.CharField(max_length=MAX_EXPANSION, blank=True)
    meaning = models.TextField()
    synonyms = models.JSONField(default=list)
    # Counts every change: what If-Match compares.
    version = models.PositiveIntegerField(default=1)
    # The words of the starter glossary, untouched: a newer starter glossary may then follow them.
    from_starter = models.BooleanField(default=False)
    # Taken out by a curator. The row stays, so that the starter glossary does not bring it back.
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partnership", "slug"], name="term_slug_once_in_partnership"),
            models.CheckConstraint(
                condition=Q(removed_at=None, removed_by=None) | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="term_removed_at_and_by",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Meaning(models.Model):
    """What the term means in one kind of agency, where that differs."""

    term = models.ForeignKey(Term, on_delete=models.CASCADE, related_name="meanings")
    agency = models.CharField(max_length=20, choices=OrganisationKind.choices)
    text = models.TextField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["term", "agency"], name="meaning_once_an_agency"),
            models.CheckConstraint(condition=models.Q(agency__in=OrganisationKind.values), name="meaning_agency"),
        ]

    def __str__(self) -> str:
        return f"{self.term} ({self.get_agency_display()})"


class Synonym(models.Model):
    """Who says one of `say` wants what the pages call one of `means`."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    say = models.JSONField()
    means = models.JSONField()
    # Of a line that came with the starter content: which. It is known by it when a curator has changed or removed it.
    origin = models.CharField(max_length=32, blank=True)
    removed = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return ", ".join(self.say)

    @property
    def was_written_here(self) -> bool:
        """By curators: not a line of the starter content as it came."""
        return not self.origin or self.version > 1


def origin_of(say: list[str], means: list[str]) -> str:
    return hashlib.blake2s(json.dumps([say, means]).encode(), digest_size=16).hexdigest()
