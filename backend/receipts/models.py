from django.db import models


class Receipt(models.Model):
    """One press, one effect: what a write answered, kept so that a repeat gets the same answer.

    Answers hold ids, versions and addresses only. The request is kept as a keyed digest, never as words.
    """

    person_id = models.BigIntegerField()
    key = models.CharField(max_length=80)
    request_digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    answer = models.JSONField()
    given_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person_id", "key"], name="receipt_once")]

    def __str__(self) -> str:
        return f"Receipt {self.pk}"
