from __future__ import annotations

from django.db import models

from backend.identity.models import Person
from practice_wisdom.manual.models.revision import Revision
from practice_wisdom.manual.words import Words


class KeptText(models.Model):
    """What somebody wrote on a draft that was saved by another meanwhile: kept until they have merged the two."""

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="kept_texts")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    # The same words sent twice are kept once.
    digest = models.CharField(max_length=64)
    title = models.CharField(max_length=120)
    summary = models.CharField(max_length=140, blank=True)
    body = models.TextField(blank=True)
    facts = models.JSONField()
    checked_on = models.DateField()
    review_by = models.DateField()
    kept_at = models.DateTimeField()

    class Meta:
        ordering = ["-kept_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["revision", "person", "digest"], name="kept_text_once_a_person")]

    # Neither the person nor the words: this is what a traceback or a log would show.
    def __str__(self) -> str:
        return f"Kept text {self.pk}"

    @property
    def words(self) -> Words:
        return Words.of(
            title=self.title,
            summary=self.summary,
            body=self.body,
            checked_on=self.checked_on,
            review_by=self.review_by,
            facts=self.facts,
        )
