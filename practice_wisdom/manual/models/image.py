from __future__ import annotations

from django.db import models

from backend.identity.models import Membership, Partnership
from practice_wisdom.manual.words import image_address

MAX_ALTERNATIVE_TEXT = 250


class Image(models.Model):
    """An image of one partnership's manual, as it was made anew. Its address is the digest of its content.

    What came with the pages of another manual keeps its address from there, for those pages name it.
    In the database and not in a folder: it is then there when the words that show it are, and in every backup.
    """

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=32)
    content = models.BinaryField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    # As it was added; each page says in its own words what it shows.
    alternative_text = models.CharField(max_length=MAX_ALTERNATIVE_TEXT)
    added_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    # Since when no revision, draft or kept text names it, as far as anybody has looked.
    unused_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["partnership", "digest"], name="image_once_in_partnership")]

    def __str__(self) -> str:
        return self.digest

    @property
    def url(self) -> str:
        return image_address(self.digest)
