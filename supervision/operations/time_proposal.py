"""Finding a time that fits everybody: one proposes up to three, the others accept one or propose others."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from backend.kernel.actor import Actor
from backend.kernel.errors import WrongMoment
from supervision.enums import ProposalState
from supervision.models import Agreement, FittingTime, Participant, ProposedTime, Session, TimeProposal
from supervision.operations import trail
from supervision.operations.planning import (
    Plan,
    agreement_to_plan_under,
    plan_all,
    refuse_rebooking,
    refuse_unfit,
    unfit,
)
from supervision.operations.telling import tell
from supervision.policy import time_proposal as policy
from supervision.queries import session as sessions
from supervision.queries import time_proposal as queries
from supervision.queries.busy import NOT_FREE, taken_of
from supervision.queries.participant import participant_of
from supervision.refusals import Hidden

TIMES = 3
ANSWERED = "These times have been answered already, or the agreement has ended. Look again."


@transaction.atomic
def propose_times(
    *,
    actor: Actor,
    agreement_id: UUID,
    times: Collection[datetime],
    minutes: int,
    mode: str,
    now: datetime,
    rebooks_id: UUID | None = None,
) -> TimeProposal:
    """`rebooks_id`: the cancelled session of the same agreement that the new one will stand in for."""
    agreement = agreement_to_plan_under(actor=actor, agreement_id=agreement_id)
    if queries.open_proposal_of(agreement_id=agreement.pk):
        raise WrongMoment("Times are proposed already. Accept one of those, or propose others in their place.")
    rebooks = _to_rebook(actor, agreement, rebooks_id) if rebooks_id else None
    _refuse_unfit(agreement, times, minutes, mode, now)
    return _propose(actor, agreement, times, minutes, mode, now, rebooks)


@transaction.atomic
def propose_other_times(
    *, actor: Actor, proposal_id: UUID, times: Collection[datetime], minutes: int, mode: str, now: datetime
) -> TimeProposal:
    """In place of those that are open, by anybody who takes part."""
    replaced = _to_answer(actor, proposal_id)
    _refuse_unfit(replaced.agreement, times, minutes, mode, now)
    _close(replaced, ProposalState.REPLACED, participant_of(actor=actor, agreement_id=replaced.agreement_id), now)
    return _propose(actor, replaced.agreement, times, minutes, mode, now, replaced.rebooks)


@transaction.atomic
def accept_time(*, actor: Actor, proposal_id: UUID, time_id: UUID, now: datetime) -> TimeProposal:
    """The actor can come then. As soon as everybody can, the session is planned."""
    proposal = _to_answer(actor, proposal_id)
    time = queries.time_of(proposal=proposal, time_id=time_id)
    if time.starts_at <= now:
        raise WrongMoment("This time has passed. Accept another one, or propose others.")
    if taken_of(agreement_id=proposal.agreement_id, starts=[time.starts_at], minutes=proposal.minutes):
        raise WrongMoment(NOT_FREE)
    me = participant_of(actor=actor, agreement_id=proposal.agreement_id)
    FittingTime.objects.get_or_create(time=time, participant=me, defaults={"said_at": now})

    if queries.fits_everybody(time=time):
        _close(proposal, ProposalState.ACCEPTED, me, now, session=_plan(actor, proposal, time, now))
    trail.changed(actor=actor, key=queries.key(proposal.pk), version=1, reason="time accepted", now=now)
    return proposal


@transaction.atomic
def withdraw_times(*, actor: Actor, proposal_id: UUID, now: datetime) -> TimeProposal:
    """By anybody who takes part: nothing is planned then."""
    proposal = _to_answer(actor, proposal_id)
    me = participant_of(actor=actor, agreement_id=proposal.agreement_id)
    _close(proposal, ProposalState.WITHDRAWN, me, now)
    trail.changed(actor=actor, key=queries.key(proposal.pk), version=1, reason="times withdrawn", now=now)
    return proposal


def _to_answer(actor: Actor, proposal_id: UUID) -> TimeProposal:
    proposal = queries.proposal_to_change(actor=actor, proposal_id=proposal_id)
    if not policy.can_answer(proposal, participant_of(actor=actor, agreement_id=proposal.agreement_id).joined_at):
        raise WrongMoment(ANSWERED)
    return proposal


def _to_rebook(actor: Actor, agreement: Agreement, session_id: UUID) -> Session:
    cancelled = sessions.session_to_change(actor=actor, session_id=session_id)
    if cancelled.agreement_id != agreement.pk:
        raise Hidden(key=sessions.key(session_id))
    refuse_rebooking(cancelled)
    return cancelled


def _refuse_unfit(agreement: Agreement, times: Collection[datetime], minutes: int, mode: str, now: datetime) -> None:
    if not 1 <= len(set(times)) <= TIMES:
        raise unfit("times", f"Propose at least one time, and at most {TIMES}.")
    for start in times:
        refuse_unfit(planned_for=start, minutes=minutes, mode=mode, now=now)
    if min(times) <= now:
        raise unfit("times", "Propose times that are still to come.")
    if taken_of(agreement_id=agreement.pk, starts=times, minutes=minutes):
        raise unfit("times", "One of you is not free at one of these times. Choose others.")


def _propose(
    actor: Actor,
    agreement: Agreement,
    times: Collection[datetime],
    minutes: int,
    mode: str,
    now: datetime,
    rebooks: Session | None,
) -> TimeProposal:
    me = participant_of(actor=actor, agreement_id=agreement.pk)
    proposal = TimeProposal.objects.create(
        agreement=agreement, minutes=minutes, mode=mode, proposed_at=now, proposed_by=me, rebooks=rebooks
    )
    for start in sorted(set(times)):
        time = ProposedTime.objects.create(proposal=proposal, starts_at=start)
        FittingTime.objects.create(time=time, participant=me, said_at=now)
    key = queries.key(proposal.pk)
    tell(agreement=agreement, kind="supervision.times_proposed", key=key, now=now, by=actor)
    trail.collected(actor=actor, key=key, version=1, reason="times proposed", now=now)
    return proposal


def _plan(actor: Actor, proposal: TimeProposal, time: ProposedTime, now: datetime) -> Session:
    if proposal.rebooks:
        refuse_rebooking(proposal.rebooks)
    plan = Plan(starts=[time.starts_at], minutes=proposal.minutes, mode=proposal.mode, rebooks=proposal.rebooks)
    return plan_all(actor=actor, agreement=proposal.agreement, plan=plan, now=now)[0]


def _close(
    proposal: TimeProposal, state: ProposalState, by: Participant, now: datetime, session: Session | None = None
) -> None:
    proposal.state, proposal.closed_at, proposal.closed_by, proposal.session = state, now, by, session
    proposal.save(update_fields=["state", "closed_at", "closed_by", "session"])
