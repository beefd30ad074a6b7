from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from backend.identity.models import Membership, Organisation
from backend.kernel.actor import Actor


class OwnFormQuerySet(models.QuerySet["OwnForm"]):
    def of_organisation(self, actor: Actor) -> OwnFormQuerySet:
        return self.filter(organisation_id=actor.organisation_id)


class OwnForm(models.Model):
    """A reflective form of one organisation; its words are in its versions. `version` counts every change."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = OwnFormQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="own_form_withdrawn_at_and_by",
            ),
        ]

    def __str__(self) -> str:
        return f"Form {self.pk}"


class OwnFormVersion(models.Model):
    """Written until it is published, and never changed after: records name the version they were written with."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    form = models.ForeignKey(OwnForm, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=80)
    best_for = models.CharField(max_length=200)
    caution = models.CharField(max_length=300)
    made_for = models.PositiveSmallIntegerField()
    stages = models.JSONField()
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["form", "number"], name="own_form_version_once"),
            models.UniqueConstraint(
                fields=["form"], condition=Q(published_at=None), name="own_form_version_one_being_written"
            ),
            models.CheckConstraint(
                condition=Q(published_at=None, published_by=None)
                | Q(published_at__isnull=False, published_by__isnull=False),
                name="own_form_version_published_at_and_by",
            ),
        ]

    def __str__(self) -> str:
        return f"Version {self.number} of form {self.form_id}"
