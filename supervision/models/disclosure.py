from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from backend.identity.models import Membership, Organisation
from backend.kernel.actor import Actor
from supervision.enums import DisclosureState, LegalReason
from supervision.models.session import Session

STEPS = ("agreed", "content_asked", "content_agreed", "revoked")


def _both_or_neither(step: str) -> Q:
    at, by = f"{step}_at", f"{step}_by"
    return Q(**{at: None, by: None}) | Q(**{f"{at}__isnull": False, f"{by}__isnull": False})


class DisclosureQuerySet(models.QuerySet["Disclosure"]):
    def visible_to(self, actor: Actor) -> DisclosureQuerySet:
        """For the officers of the organisation whose member it is about."""
        return self.filter(organisation_id=actor.organisation_id)


class Disclosure(models.Model):
    """A legal demand, carried out by two people: first that sessions exist, then, decided anew, what they hold.

    The reason is a category and a reference, never a sentence. `asked_by` and `agreed_by` are different people at each
    of the two steps.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    first_day = models.DateField()
    last_day = models.DateField()
    reason = models.CharField(max_length=20, choices=LegalReason.choices)
    reference = models.CharField(max_length=40)
    # None: the participants are told when it is agreed. A day: the law forbids telling them before it.
    tell_on = models.DateField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=13, choices=DisclosureState.choices, default=DisclosureState.ASKED)
    version = models.PositiveIntegerField(default=1)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    content_asked_at = models.DateTimeField(null=True, blank=True)
    content_asked_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    content_agreed_at = models.DateTimeField(null=True, blank=True)
    content_agreed_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = DisclosureQuerySet.as_manager()

    class Meta:
        constraints = [
            *(
                models.CheckConstraint(condition=_both_or_neither(step), name=f"disclosure_{step}_at_and_by")
                for step in STEPS
            ),
            # The database, too, knows no opening by one person.
            models.CheckConstraint(
                condition=Q(agreed_by=None) | ~Q(agreed_by=F("asked_by")), name="disclosure_by_two_people"
            ),
            models.CheckConstraint(
                condition=Q(content_agreed_by=None)
                | (~Q(content_agreed_by=F("content_asked_by")) & Q(content_asked_by__isnull=False)),
                name="disclosure_of_content_by_two_people",
            ),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="disclosure_days_in_order"),
        ]

    def __str__(self) -> str:
        return f"Disclosure {self.pk}"


class DisclosedSession(models.Model):
    """A session whose content was asked for. It goes with its session."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    disclosure = models.ForeignKey(Disclosure, on_delete=models.CASCADE, related_name="sessions")
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="disclosures")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["disclosure", "session"], name="disclosed_session_once")]

    def __str__(self) -> str:
        return f"Disclosed session {self.pk}"
