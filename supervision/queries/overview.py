from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from backend.kernel.actor import Actor
from supervision.enums import RecordState, SessionState
from supervision.models import Amendment, Record, RecordSignature
from supervision.queries import agreement as agreements
from supervision.queries import session as sessions
from supervision.queries.agreement import AgreementCard
from supervision.queries.session import SessionCard

# A session that began this long ago still counts as the next one: its two people may be in the room.
STILL_ON = timedelta(hours=12)
UNFINISHED = {RecordState.DRAFT, RecordState.SHARED}


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
    """Names and dates, never a word of what was written."""

    agreements: list[AgreementCard]
    next_sessions: list[SessionCard]
    unfinished_records: list[RecordCard]
    waiting_for_me: list[RecordCard]
    locked_records: list[RecordCard]
    ended_records: list[RecordCard]


def my_supervision(*, actor: Actor, now: datetime) -> MySupervision:
    """Nine queries at most, however much there is."""
    planned = sessions.cards(actor=actor)
    records = _record_cards(actor, planned)
    return MySupervision(
        agreements=agreements.cards(actor=actor, now=now),
        next_sessions=sorted(
            (card for card in planned if card.state == SessionState.PLANNED and card.planned_for > now - STILL_ON),
            key=lambda card: card.planned_for,
        ),
        unfinished_records=[card for card in records if card.state in UNFINISHED and not card.waits_for],
        waiting_for_me=[card for card in records if card.waits_for],
        locked_records=[card for card in records if card.state == RecordState.LOCKED and not card.waits_for],
        ended_records=[card for card in records if card.state == RecordState.ENDED],
    )


def _record_cards(actor: Actor, planned: list[SessionCard]) -> list[RecordCard]:
    by_record = {card.record_id: card for card in planned if card.record_id}
    shares = dict(Record.objects.visible_to(actor).values_list("id", "share_number"))
    signed = set(
        RecordSignature.objects.filter(
            participant__membership_id=actor.membership_id, record_id__in=by_record
        ).values_list("record_id", "share_number")
    )
    unsigned_amendments = set(
        Amendment.objects.visible_to(actor)
        .exclude(signatures__participant__membership_id=actor.membership_id)
        .values_list("record_id", flat=True)
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
