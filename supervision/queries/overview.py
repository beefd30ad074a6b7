from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from backend.kernel.actor import Actor
from supervision.enums import AgreementState, RecordState, SessionState
from supervision.models import Amendment, Record, RecordSignature
from supervision.queries import agreement as agreements
from supervision.queries import session as sessions
from supervision.queries import time_proposal as proposals
from supervision.queries.agreement import AgreementCard
from supervision.queries.series import PlannedAhead, planned_ahead
from supervision.queries.session import SessionCard
from supervision.queries.time_proposal import ProposalCard

# A session that began this long ago still counts as the next one: its two people may be in the room.
STILL_ON = timedelta(hours=12)
UNFINISHED = {RecordState.DRAFT, RecordState.SHARED}
# For so long a session that was cancelled is offered for another time.
REBOOKED_WITHIN = timedelta(days=30)
# Of the records that are done with; the others are on the page of past sessions.
SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordCard:
    """`waits_for` says what it needs from me: "SIGN", "AMENDMENT", or "" while it waits for nobody or the other."""

    id: UUID
    session: SessionCard
    state: str
    state_label: str
    waits_for: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MySupervision:
    """Names and dates, never a word of what was written. `ahead` has each signed agreement."""

    agreements: list[AgreementCard]
    ahead: list[PlannedAhead]
    proposals: list[ProposalCard]
    next_sessions: list[SessionCard]
    to_rebook: list[SessionCard]
    unfinished_records: list[RecordCard]
    waiting_for_me: list[RecordCard]
    locked_records: list[RecordCard]
    ended_records: list[RecordCard]


def my_supervision(*, actor: Actor, now: datetime) -> MySupervision:
    """Fourteen queries at most, however much there is. Of what is done with, the newest few."""
    unsigned_amendments = _unsigned_amendments(actor)
    planned = sessions.cards(actor=actor, which=_current(unsigned_amendments, now) | _newest_settled(actor))
    records = _record_cards(actor, planned, unsigned_amendments)
    mine = agreements.cards(actor=actor, now=now)
    signed = [card.id for card in mine if card.state == AgreementState.SIGNED]
    return MySupervision(
        agreements=mine,
        ahead=[planned_ahead(sessions=planned, agreement_id=one, now=now) for one in signed],
        proposals=[card for card in proposals.open_cards(actor=actor) if card.agreement_id in signed],
        to_rebook=_to_rebook(planned, set(signed), now),
        next_sessions=sorted(
            (card for card in planned if card.state == SessionState.PLANNED and card.planned_for > now - STILL_ON),
            key=lambda card: card.planned_for,
        ),
        unfinished_records=[card for card in records if card.state in UNFINISHED and not card.waits_for],
        waiting_for_me=[card for card in records if card.waits_for],
        locked_records=[card for card in records if card.state == RecordState.LOCKED and not card.waits_for],
        ended_records=[card for card in records if card.state == RecordState.ENDED],
    )


def _current(unsigned_amendments: set[UUID], now: datetime) -> Q:
    """What somebody still has to do with."""
    return (
        Q(state=SessionState.PLANNED, planned_for__gt=now - STILL_ON)
        | Q(state=SessionState.CANCELLED, planned_for__gt=now - REBOOKED_WITHIN, rebooked_as=None)
        | Q(record__state__in=UNFINISHED)
        | Q(record__in=unsigned_amendments)
    )


def _newest_settled(actor: Actor) -> Q:
    found = Record.objects.visible_to(actor).order_by("-session__planned_for")
    ids = [
        *found.filter(state=RecordState.LOCKED).values_list("id", flat=True)[:SHOWN],
        *found.filter(state=RecordState.ENDED).values_list("id", flat=True)[:SHOWN],
    ]
    return Q(record__in=ids)


def _to_rebook(planned: list[SessionCard], signed: set[UUID], now: datetime) -> list[SessionCard]:
    """Cancelled lately, with no other in its place and none ahead."""
    ahead = {card.agreement_id for card in planned if card.state == SessionState.PLANNED and card.planned_for > now}
    return [card for card in planned if card.state == SessionState.CANCELLED and card.agreement_id in signed - ahead]


def _unsigned_amendments(actor: Actor) -> set[UUID]:
    """The records below which one waits for the actor."""
    waiting = Amendment.objects.visible_to(actor).exclude(signatures__participant__membership_id=actor.membership_id)
    return set(waiting.values_list("record_id", flat=True))


def _record_cards(actor: Actor, planned: list[SessionCard], unsigned_amendments: set[UUID]) -> list[RecordCard]:
    by_record = {card.record_id: card for card in planned if card.record_id}
    shares = dict(Record.objects.filter(id__in=by_record).values_list("id", "share_number"))
    signed = set(
        RecordSignature.objects.filter(
            participant__membership_id=actor.membership_id, record_id__in=by_record
        ).values_list("record_id", "share_number")
    )
    cards = []
    for record_id, session in by_record.items():
        waits_for = ""
        if session.record_state == RecordState.SHARED and (record_id, shares[record_id]) not in signed:
            waits_for = "SIGN"
        elif record_id in unsigned_amendments:
            waits_for = "AMENDMENT"
        cards.append(
            RecordCard(
                id=record_id,
                session=session,
                state=session.record_state,
                state_label=session.record_state_label,
                waits_for=waits_for,
            )
        )
    return cards
