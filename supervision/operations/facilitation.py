"""Handing over the facilitator's seat of a group: one proposes, the other accepts, all are told.

Whoever takes the seat reads what is written for the facilitator from then on, in records begun from then on.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from backend.kernel.actor import Actor
from backend.kernel.errors import Invalid, WrongMoment
from supervision.enums import Part
from supervision.models import Agreement, Facilitation, Participant
from supervision.notices import SEAT_CLOSED, SEAT_PROPOSED, SEAT_TAKEN
from supervision.operations import trail
from supervision.operations.agreement import refuse_stale
from supervision.operations.telling import tell
from supervision.policy import facilitation as policy
from supervision.queries import agreement as agreements
from supervision.queries import facilitation as queries
from supervision.queries.participant import taking_part


@transaction.atomic
def propose_handover(
    *, actor: Actor, agreement_id: UUID, participant_id: UUID, expected_version: int, now: datetime
) -> Facilitation:
    """By whoever facilitates; by any of the others once that person can no longer sign in."""
    agreement, me, people = _group(actor, agreement_id, expected_version)
    if not policy.can_propose(agreement, me, queries.facilitator_among(list(people.values()))):
        raise WrongMoment("Whoever facilitates a running group hands it over; the others can when they are gone.")
    if queries.proposed_of(agreement=agreement):
        raise WrongMoment("Somebody is proposed already. That proposal is answered or withdrawn first.")
    one = people.get(participant_id)
    if one is None or not policy.can_be_proposed(one, me):
        choose = "Choose somebody of the group who has joined it and has the supervisor role."
        raise Invalid(choose, fields={"participant_id": [choose]})

    proposed = Facilitation.objects.create(agreement=agreement, participant=one, proposed_at=now, proposed_by=me)
    key = agreements.key(agreement.pk)
    tell(agreement=agreement, kind=SEAT_PROPOSED, key=key, now=now, by=actor, only={one.membership_id})
    _note(actor, agreement, "facilitator proposed", now)
    return proposed


@transaction.atomic
def accept_handover(*, actor: Actor, agreement_id: UUID, expected_version: int, now: datetime) -> Agreement:
    """From now on this one facilitates; whoever did stays as a member, with what they could read until now."""
    agreement, me, people = _group(actor, agreement_id, expected_version)
    proposed = queries.proposed_of(agreement=agreement)
    if proposed is None or not policy.can_accept(agreement, me, proposed):
        raise WrongMoment("Nobody asks you to facilitate this group, or you do not have the supervisor role.")

    former = queries.facilitator_among(list(people.values()))
    if former:
        former.part = Part.MEMBER
        former.save(update_fields=["part"])
    end_facilitation(agreement=agreement, now=now)
    me.part = Part.FACILITATOR
    me.save(update_fields=["part"])
    proposed.began_at = now
    proposed.save(update_fields=["began_at"])
    tell(agreement=agreement, kind=SEAT_TAKEN, key=agreements.key(agreement.pk), now=now, by=actor)
    _note(actor, agreement, "facilitator changed", now)
    return agreement


@transaction.atomic
def close_handover(*, actor: Actor, agreement_id: UUID, expected_version: int, now: datetime) -> Agreement:
    """Declined by whoever was asked, or withdrawn by whoever asked."""
    agreement, me, _ = _group(actor, agreement_id, expected_version)
    proposed = queries.proposed_of(agreement=agreement)
    if proposed is None or not policy.can_close(agreement, me, proposed):
        raise WrongMoment("There is no proposal that you could decline or withdraw.")

    proposed.ended_at = now
    proposed.save(update_fields=["ended_at"])
    two = {proposed.participant.membership_id, proposed.proposed_by.membership_id}
    tell(agreement=agreement, kind=SEAT_CLOSED, key=agreements.key(agreement.pk), now=now, by=actor, only=two)
    _note(actor, agreement, "facilitator proposal closed", now)
    return agreement


def end_facilitation(*, agreement: Agreement, now: datetime) -> None:
    Facilitation.objects.filter(agreement=agreement, began_at__isnull=False, ended_at=None).update(ended_at=now)


def close_proposals_with(*, participant: Participant, now: datetime) -> None:
    """Whoever goes leaves no question open behind them."""
    open_one = queries.proposed_of(agreement=participant.agreement)
    if open_one and participant.pk in {open_one.participant_id, open_one.proposed_by_id}:
        open_one.ended_at = now
        open_one.save(update_fields=["ended_at"])


def _group(
    actor: Actor, agreement_id: UUID, expected_version: int
) -> tuple[Agreement, Participant, dict[UUID, Participant]]:
    agreement = agreements.agreement_to_change(actor=actor, agreement_id=agreement_id)
    refuse_stale(agreement, expected_version)
    people = {one.pk: one for one in taking_part(agreement_id=agreement.pk)}
    me = next(one for one in people.values() if one.membership_id == actor.membership_id)
    return agreement, me, people


def _note(actor: Actor, agreement: Agreement, reason: str, now: datetime) -> None:
    trail.changed(actor=actor, key=agreements.key(agreement.pk), version=agreement.version, reason=reason, now=now)
