from django.db import models
from django.db.models import Q

from backend.audit.chain import Facts
from backend.audit.enums import Outcome, Verb

# The longest text each may carry, in characters.
LIMITS = {"key": 120, "section": 60, "reason": 80, "fingerprint": 64}


class Entry(models.Model):
    """One thing somebody did, chained to the entry before it. Never changed, never removed (see guards.py).

    No foreign keys: the trail outlives what it describes. No confidential text: it must not become a copy of it.
    """

    seq = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor_person_id = models.BigIntegerField(null=True, db_index=True)
    actor_membership_id = models.BigIntegerField(null=True)
    organisation_id = models.BigIntegerField(null=True)
    verb = models.CharField(max_length=8, choices=Verb)
    key = models.CharField(max_length=LIMITS["key"])
    section = models.CharField(max_length=LIMITS["section"], blank=True)
    version = models.PositiveBigIntegerField(null=True)
    outcome = models.CharField(max_length=5, choices=Outcome)
    reason = models.CharField(max_length=LIMITS["reason"], blank=True)
    fingerprint = models.CharField(max_length=LIMITS["fingerprint"], blank=True)
    prev = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name_plural = "entries"
        indexes = [models.Index(fields=["key", "verb", "-seq"], name="audit_entry_of_key")]
        constraints = [
            models.CheckConstraint(condition=Q(verb__in=Verb.values), name="audit_entry_verb"),
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="audit_entry_outcome"),
            models.CheckConstraint(condition=Q(seq__gte=1), name="audit_entry_seq"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.verb} {self.key}"

    @property
    def facts(self) -> Facts:
        return Facts(**{name: getattr(self, name) for name in Facts.__slots__})
