from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from backend.kernel.actor import Actor
from supervision.enums import Mode, ProposalState
from supervision.models.agreement import Agreement, Participant
from supervision.models.seat import takes_part
from supervision.models.session import Session


class TimeProposalQuerySet(models.QuerySet["TimeProposal"]):
    def visible_to(self, actor: Actor) -> TimeProposalQuerySet:
        return self.filter(takes_part(actor.membership_id, agreement="agreement__"))


class TimeProposal(models.Model):
    """Up to three times for one session, of which the others accept one or propose others. Its times never change."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="time_proposals")
    minutes = models.PositiveSmallIntegerField()
    mode = models.CharField(max_length=9, choices=Mode.choices)
    state = models.CharField(max_length=9, choices=ProposalState.choices, default=ProposalState.OPEN)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    # The cancelled session that the new one will stand in for.
    rebooks = models.ForeignKey(Session, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # What came of it.
    session = models.OneToOneField(Session, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(Participant, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = TimeProposalQuerySet.as_manager()

    class Meta:
        constraints = [
            # Two at once would be two answers to one question.
            models.UniqueConstraint(
                fields=["agreement"], condition=Q(state=ProposalState.OPEN), name="time_proposal_one_open"
            ),
            models.CheckConstraint(
                condition=Q(state=ProposalState.OPEN, closed_at=None, closed_by=None, session=None)
                | Q(
                    state=ProposalState.ACCEPTED,
                    closed_at__isnull=False,
                    closed_by__isnull=False,
                    session__isnull=False,
                )
                | Q(
                    state__in=[ProposalState.REPLACED, ProposalState.WITHDRAWN],
                    closed_at__isnull=False,
                    closed_by__isnull=False,
                    session=None,
                ),
                name="time_proposal_state_and_its_moments",
            ),
        ]

    def __str__(self) -> str:
        return f"Time proposal {self.pk}"


class ProposedTime(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    proposal = models.ForeignKey(TimeProposal, on_delete=models.PROTECT, related_name="times")
    starts_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["proposal", "starts_at"], name="proposed_time_once")]

    def __str__(self) -> str:
        return f"Proposed time {self.pk}"


class FittingTime(models.Model):
    """A participant's yes to a time. Whoever proposes says yes to all of theirs."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    time = models.ForeignKey(ProposedTime, on_delete=models.PROTECT, related_name="fits")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["time", "participant"], name="fitting_time_once")]

    def __str__(self) -> str:
        return f"Fitting time {self.pk}"
