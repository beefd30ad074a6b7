"""People, the organisations they work for, and the partnerships those organisations form."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from backend.identity.enums import AreaKind, OrganisationKind, Role


class Area(models.Model):
    """A place in a tree: country, county, district, neighbourhood."""

    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=AreaKind.choices)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["parent", "name"], name="area_name_once_in_parent"),
            models.UniqueConstraint(fields=["name"], condition=Q(parent=None), name="area_name_once_on_top"),
        ]

    def __str__(self) -> str:
        return self.name


class Organisation(models.Model):
    name = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=20, choices=OrganisationKind.choices)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="organisations")

    def __str__(self) -> str:
        return self.name


class Partnership(models.Model):
    """Organisations that work together in one area; sharing happens inside it."""

    name = models.CharField(max_length=120, unique=True)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="partnerships")
    organisations: models.ManyToManyField[Organisation, models.Model] = models.ManyToManyField(
        Organisation, related_name="partnerships"
    )

    def __str__(self) -> str:
        return self.name


class PersonManager(BaseUserManager["Person"]):
    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(email__iexact=username)


class Person(AbstractBaseUser):
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    # Demo people are excused the second factor, and only while the demo switch is on.
    is_demo = models.BooleanField(default=False)
    joined_at = models.DateTimeField()
    # What devices kept until then goes at their next contact.
    devices_left_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name


class Membership(models.Model):
    """A person in an organisation. Disabled, never deleted: what they wrote keeps its author."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    job_title = models.CharField(max_length=80)
    roles = models.JSONField(default=list)
    joined_at = models.DateTimeField()
    disabled_at = models.DateTimeField(null=True, blank=True)
    disabled_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "organisation"], name="membership_once"),
            models.CheckConstraint(
                condition=Q(disabled_at=None, disabled_by=None)
                | Q(disabled_at__isnull=False, disabled_by__isnull=False),
                name="membership_disabled_at_and_by",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.job_title}, {self.organisation}"

    def has_role(self, role: Role) -> bool:
        return role in self.roles


class Invitation(models.Model):
    """An expiring link. Only its hash is kept: the link itself is shown once, to who made it, and sent.

    Nobody is named in `invited_by` when it was made in a terminal, where no administrator is there yet to do it.
    """

    token_hash = models.CharField(max_length=64, unique=True)
    email = models.EmailField()
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="invitations")
    job_title = models.CharField(max_length=80)
    roles = models.JSONField(default=list)
    invited_at = models.DateTimeField()
    invited_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted_at=None, accepted_by=None)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="invitation_accepted_at_and_by",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} to {self.organisation}"

    @property
    def inviter(self) -> str:
        """As the invited person reads it, at the beginning of a sentence."""
        return self.invited_by.person.name if self.invited_by else "Whoever runs this site"


class InvitationRequest(models.Model):
    """A colleague of the partnership asks an organisation to invite somebody. Only its administrators may."""

    email = models.EmailField()
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["email", "organisation", "asked_by"],
                condition=Q(closed_at=None),
                name="invitation_request_once_while_open",
            ),
        ]

    def __str__(self) -> str:
        return f"Request {self.pk}"


class AccessToken(models.Model):
    """A bearer token for the API, with the reach of one membership. Stored as a hash; shown once."""

    token_hash = models.CharField(max_length=64, unique=True)
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="access_tokens")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"Access token {self.pk} of {self.membership}"
