from django.db import models


class PendingChange(models.Model):
    """Something the index does not know yet: one row a change, written with the change, so a crash loses nothing."""

    key = models.CharField(max_length=120)
    marked_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.key


class IndexState(models.Model):
    """What the index should be.

    It is rebuilt when it bears another mark (a backup was restored) or is made by another recipe (new synonyms).
    """

    engine = models.CharField(max_length=20, primary_key=True)
    mark = models.CharField(max_length=32)
    recipe = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.engine} {self.mark}"


class SearchDocument(models.Model):
    """The index of the PostgreSQL engine, empty with every other engine. Published text only.

    On PostgreSQL the first migration adds a column `lexemes` of type tsvector, generated from `stems`.
    """

    scope = models.CharField(max_length=60)
    key = models.CharField(max_length=120)
    stems = models.TextField()
    words = models.JSONField()
    name = models.JSONField()
    words_length = models.PositiveIntegerField()
    name_length = models.PositiveIntegerField()
    line = models.TextField()
    said = models.TextField()
    unsaid = models.TextField()
    sayings = models.TextField()
    boost = models.FloatField()
    places = models.BinaryField()
    payload = models.TextField()

    class Meta:
        db_table = "search_document"
        constraints = [models.UniqueConstraint(fields=["key"], name="search_document_key")]
        indexes = [models.Index(fields=["scope"], name="search_document_scope")]

    def __str__(self) -> str:
        return self.key
