from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from backend.identity.models import Membership, Organisation
from backend.kernel.actor import Actor
from supervision.enums import KeptKind, LegalReason


class RetentionRule(models.Model):
    """How long one organisation keeps one kind. Never changed: a new decision is a new row, and the newest counts."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=KeptKind.choices)
    number = models.PositiveIntegerField()
    # In days for private notes, in months for everything else.
    length = models.PositiveSmallIntegerField()
    approved_at = models.DateTimeField()
    approved_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    # Later than its approval, so that a slip of the finger deletes nothing.
    holds_from = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "kind", "number"], name="retention_rule_once"),
            models.CheckConstraint(condition=Q(holds_from__gt=F("approved_at")), name="retention_rule_holds_later"),
            models.CheckConstraint(condition=Q(length__gte=1), name="retention_rule_length"),
        ]

    def __str__(self) -> str:
        return f"Rule {self.pk}"


class LegalHoldQuerySet(models.QuerySet["LegalHold"]):
    def visible_to(self, actor: Actor) -> LegalHoldQuerySet:
        """For the officers of the organisation that placed it."""
        return self.filter(organisation_id=actor.organisation_id)

    def touching(self, actor: Actor) -> LegalHoldQuerySet:
        """For whoever takes or took part in an agreement with the member it is about, and for that member: not for
        somebody who was asked in and never joined."""
        seat = "membership__supervision_parts__agreement__participants__"
        began_or_joined = Q(**{f"{seat}first_version": 1}) | Q(**{f"{seat}joined_at__isnull": False})
        return self.filter(began_or_joined, **{f"{seat}membership_id": actor.membership_id})


class LegalHold(models.Model):
    """Nothing under any agreement of this member is deleted until it is released. Holds what may not exist, too."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=20, choices=LegalReason.choices)
    reference = models.CharField(max_length=40)
    review_on = models.DateField()
    # That its day has come; none again once it is put off.
    review_told_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    placed_at = models.DateTimeField()
    placed_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = LegalHoldQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(released_at=None, released_by=None)
                | Q(released_at__isnull=False, released_by__isnull=False),
                name="legal_hold_released_at_and_by",
            ),
        ]

    def __str__(self) -> str:
        return f"Hold {self.pk}"


class DeletionCertificate(models.Model):
    """That rows of one kind went, when and under which rule. Never changed, never removed; not a word of theirs."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # The organisation whose rule it was; none where the longest of several decided.
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # Whose they were; none for what belonged to everybody who took part.
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    what = models.CharField(max_length=60)
    kind = models.CharField(max_length=12, choices=KeptKind.choices)
    length = models.PositiveSmallIntegerField()
    # Only what began to run out before this moment was due.
    due_before = models.DateTimeField()
    erased_at = models.DateTimeField()
    number = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(due_before__lt=F("erased_at")), name="certificate_of_what_was_due")
        ]

    def __str__(self) -> str:
        return f"Certificate {self.pk}"


class Erasure(models.Model):
    """One row that a certificate covers, by its id: without it the database refuses the deletion."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    certificate = models.ForeignKey(DeletionCertificate, on_delete=models.PROTECT, related_name="erasures")
    row_id = models.UUIDField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["certificate", "row_id"], name="erasure_once")]

    def __str__(self) -> str:
        return f"Erasure {self.pk}"
