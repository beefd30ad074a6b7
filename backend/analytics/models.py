from django.db import models

from backend.identity.models import Partnership


class DayCount(models.Model):
    """How often something happened to a key on one day, in one partnership. Never who, and no time of day."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=100)
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partnership", "kind", "day", "key"], name="count_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"DayCount {self.pk}"
