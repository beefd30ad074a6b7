from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from backend.identity.models import Membership, Partnership
from backend.kernel.actor import Actor
from supervision.enums import AgreementState, Kind, Part
from supervision.models.seat import takes_part


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def visible_to(self, actor: Actor) -> AgreementQuerySet:
        """Those this very membership takes part in. No role and no rank opens another one."""
        return self.filter(takes_part(actor.membership_id))


class Agreement(models.Model):
    """What people settle before they begin; its words are in its versions, sealed.

    `version` is the number of the newest version, `in_force` that of the newest which everybody has signed: while a
    change waits for signatures, what was signed before holds.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    state = models.CharField(max_length=8, choices=AgreementState.choices, default=AgreementState.PROPOSED)
    version = models.PositiveIntegerField(default=1)
    in_force = models.PositiveIntegerField(null=True, blank=True)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True, blank=True)
    review_due_on = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = AgreementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="agreement_kind"),
            models.CheckConstraint(
                condition=Q(state=AgreementState.ENDED, ended_at__isnull=False, ended_by__isnull=False)
                | Q(state__in=[AgreementState.PROPOSED, AgreementState.SIGNED], ended_at=None, ended_by=None),
                name="agreement_ended_at_and_by",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[AgreementState.PROPOSED, AgreementState.ENDED])
                & Q(signed_at=None, in_force=None, review_due_on=None)
                | Q(state__in=[AgreementState.SIGNED, AgreementState.ENDED])
                & Q(signed_at__isnull=False, in_force__isnull=False, review_due_on__isnull=False),
                name="agreement_signed_at",
            ),
            models.CheckConstraint(
                condition=Q(in_force=None) | Q(in_force__lte=models.F("version")), name="agreement_in_force"
            ),
        ]

    def __str__(self) -> str:
        return f"Agreement {self.pk}"


class Participant(models.Model):
    """A membership's part in an agreement. Access to everything below the agreement follows from this row alone.

    `first_version` is the one that brought them in: 1 for those who began. They have joined once that version is in
    force, and from `left_at` on nothing of the agreement opens for them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="participants")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="supervision_parts")
    part = models.CharField(max_length=11, choices=Part.choices)
    first_version = models.PositiveIntegerField(default=1)
    joined_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            # Whoever has left can be brought in again, as somebody who joins then.
            models.UniqueConstraint(
                fields=["agreement", "membership"], condition=Q(left_at=None), name="participant_once"
            ),
            models.UniqueConstraint(
                fields=["agreement"], condition=Q(left_at=None, part=Part.FACILITATOR), name="one_facilitator"
            ),
        ]

    def __str__(self) -> str:
        return f"Participant {self.pk}"


class AgreementVersion(models.Model):
    """One version of the terms, sealed. Never changed: an edit is a new version, and signatures belong to one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    sealed_terms = models.BinaryField()
    written_by = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agreement", "number"], name="agreement_version_once")]

    def __str__(self) -> str:
        return f"Version {self.number} of agreement {self.agreement_id}"


class AgreementSignature(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(AgreementVersion, on_delete=models.PROTECT, related_name="signatures")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "participant"], name="agreement_signature_once")]

    def __str__(self) -> str:
        return f"Signature {self.pk}"


class AgreementReview(models.Model):
    """A participant's word that the version in force is still right, at the review that was due on that day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="reviews")
    due_on = models.DateField()
    number = models.PositiveIntegerField()
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "due_on", "number", "participant"], name="review_once")
        ]

    def __str__(self) -> str:
        return f"Review {self.pk}"


class DataKey(models.Model):
    """The key that seals the text of one agreement, itself wrapped by a key that is not in the database."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="data_keys")
    version = models.PositiveSmallIntegerField()
    kek_id = models.CharField(max_length=8, db_index=True)
    wrapped = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agreement", "version"], name="data_key_once")]

    def __str__(self) -> str:
        return f"Data key {self.version} of agreement {self.agreement_id}"
