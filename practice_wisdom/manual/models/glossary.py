from __future__ import annotations

from django.db import models

from backend.identity.enums import OrganisationKind
from backend.identity.models import Partnership


class Term(models.Model):
    """A word or acronym. `synonyms` are what people type for it; search treats them as the same word."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    slug = models.SlugField(max_length=80, db_index=False)
    name = models.CharField(max_length=80)
    expansion = models.CharField(max_length=200, blank=True)
    meaning = models.TextField()
    synonyms = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["partnership", "slug"], name="term_slug_once_in_partnership")]

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

    def __str__(self) -> str:
        return ", ".join(self.say)
