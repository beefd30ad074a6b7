from django.db import models

from backend.identity.models import Partnership


class Edition(models.Model):
    """One row: `code` is another one after every change of what readers may see of the manual.

    The database writes it, see `practice_wisdom.manual.editions`.
    """

    code = models.CharField(max_length=32)

    def __str__(self) -> str:
        return self.code


class HandedOut(models.Model):
    """What a device was told there is: keys and hashes, never a word. From it the difference to now is worked out.

    `area_id`: of the notes of one area; 0 for what every member of the partnership reads.
    """

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="+")
    area_id = models.BigIntegerField()
    digest = models.CharField(max_length=16)
    # [[key, hash], …]
    listed = models.JSONField()
    # The last day on which a device had it.
    asked_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partnership", "area_id", "digest"], name="handed_out_once"),
        ]

    def __str__(self) -> str:
        return f"{self.partnership_id} {self.digest}"
