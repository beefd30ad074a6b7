from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from backend.kernel.actor import Actor
from backend.kernel.bank_holidays import bank_holiday
from backend.kernel.keys import Key
from supervision.enums import Mode, ProposalState
from supervision.models import FittingTime, Participant, ProposedTime, TimeProposal
from supervision.policy import time_proposal as policy
from supervision.queries.participant import Circle, Who, circles
from supervision.refusals import Hidden

KIND = "supervision.time_proposal"


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeLine:
    """`fits` are those who can come then. `can_accept`: the reader has not said so yet, and may."""

    id: UUID
    starts_at: datetime
    fits: list[Who]
    can_accept: bool

    @property
    def bank_holiday(self) -> str:
        return bank_holiday(timezone.localdate(self.starts_at))


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalCard:
    """`waits_for_me`: the reader has not found one of its times fitting yet."""

    id: UUID
    agreement_id: UUID
    title: str
    minutes: int
    mode: str
    mode_label: str
    state: str
    state_label: str
    proposed_by: Who
    proposed_at: datetime
    times: list[TimeLine]
    session_id: UUID | None
    rebooks_id: UUID | None
    waits_for_me: bool
    can_answer: bool


def key(proposal_id: UUID) -> Key:
    return Key.of(KIND, proposal_id)


def proposal_to_read(*, actor: Actor, proposal_id: UUID) -> ProposalCard:
    found = _whole(TimeProposal.objects.visible_to(actor).filter(id=proposal_id)).first()
    if found is None:
        raise Hidden(key=key(proposal_id))
    return _card(found, circles(actor=actor, agreement_ids=[found.agreement_id])[found.agreement_id])


def proposal_to_change(*, actor: Actor, proposal_id: UUID) -> TimeProposal:
    """Locked until the end of the transaction."""
    found = (
        TimeProposal.objects.visible_to(actor)
        .select_for_update(of=("self",))
        .select_related("agreement")
        .filter(id=proposal_id)
        .first()
    )
    if found is None:
        raise Hidden(key=key(proposal_id))
    return found


def time_of(*, proposal: TimeProposal, time_id: UUID) -> ProposedTime:
    found = ProposedTime.objects.filter(proposal=proposal, id=time_id).first()
    if found is None:
        raise Hidden(key=key(proposal.pk))
    return found


def open_proposal_of(*, agreement_id: UUID) -> TimeProposal | None:
    return TimeProposal.objects.filter(agreement_id=agreement_id, state=ProposalState.OPEN).first()


def fits_everybody(*, time: ProposedTime) -> bool:
    """Those who have joined and not left."""
    coming = FittingTime.objects.filter(time=time).values("participant_id")
    asked = Participant.objects.filter(
        agreement_id=time.proposal.agreement_id, joined_at__isnull=False, left_at__isnull=True
    )
    return not asked.exclude(id__in=coming).exists()


def open_cards(*, actor: Actor, agreement_id: UUID | None = None) -> list[ProposalCard]:
    """Those that wait for an answer, oldest first, all or of one agreement. Four queries, however many there are."""
    found = _whole(TimeProposal.objects.visible_to(actor).filter(state=ProposalState.OPEN).order_by("proposed_at"))
    rows = list(found.filter(agreement_id=agreement_id) if agreement_id else found)
    all_of = circles(actor=actor, agreement_ids={row.agreement_id for row in rows})
    return [_card(row, all_of[row.agreement_id]) for row in rows]


def _whole(found: QuerySet[TimeProposal]) -> QuerySet[TimeProposal]:
    return found.select_related("agreement").prefetch_related("times__fits")


def _card(row: TimeProposal, circle: Circle) -> ProposalCard:
    can_answer = policy.can_answer(row, circle.me.joined_at)
    times = [
        _line(time, circle, can_answer=can_answer) for time in sorted(row.times.all(), key=lambda time: time.starts_at)
    ]
    return ProposalCard(
        id=row.pk,
        agreement_id=row.agreement_id,
        title=circle.title,
        minutes=row.minutes,
        mode=row.mode,
        mode_label=Mode(row.mode).label,
        state=row.state,
        state_label=ProposalState(row.state).label,
        proposed_by=circle.who(row.proposed_by_id),
        proposed_at=row.proposed_at,
        times=times,
        session_id=row.session_id,
        rebooks_id=row.rebooks_id,
        waits_for_me=can_answer and not any(who.is_me for time in times for who in time.fits),
        can_answer=can_answer,
    )


def _line(time: ProposedTime, circle: Circle, *, can_answer: bool) -> TimeLine:
    fits = [circle.who(row.participant_id) for row in sorted(time.fits.all(), key=lambda row: row.said_at)]
    return TimeLine(
        id=time.pk,
        starts_at=time.starts_at,
        fits=fits,
        can_accept=can_answer and not any(who.is_me for who in fits),
    )
