from django.db import models

from backend.identity.models import Membership, Partnership


class Notice(models.Model):
    """A line in a member's inbox: what kind of thing happened to which key. Never anybody's words."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    # The same membership can belong to several partnerships: a key is looked up in the one it is about.
    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=100)
    told_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            # Told twice of the same thing before reading it is one line.
            models.UniqueConstraint(
                fields=["membership", "partnership", "kind", "key"],
                condition=models.Q(read_at=None),
                name="notice_once_while_unread",
            ),
        ]
        indexes = [models.Index(fields=["membership", "partnership", "-told_at"], name="notice_inbox")]

    def __str__(self) -> str:
        return f"Notice {self.pk}"
