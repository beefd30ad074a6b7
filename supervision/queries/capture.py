from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from backend.kernel.actor import Actor
from backend.kernel.keys import Key
from supervision.enums import AgreementState, RecordState, SessionState
from supervision.models import Agreement, Capture
from supervision.queries.participant import circles
from supervision.queries.retention import held_agreements, private_days
from supervision.queries.session import SessionCard
from supervision.queries.session import cards as session_cards
from supervision.refusals import Hidden
from supervision.sealed import Seals

KIND = "supervision.capture"
# A session that began this long ago may still be going on.
STILL_ON = timedelta(hours=12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An agreement that something can be brought to."""

    agreement_id: UUID
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureLine:
    """`next_session` is the one whose agenda it can go on; None while none is planned."""

    id: UUID
    agreement_id: UUID
    title: str
    text: str = field(repr=False)
    version: int
    captured_at: datetime
    expires_at: datetime
    next_session: SessionCard | None


def key(capture_id: UUID) -> Key:
    return Key.of(KIND, capture_id)


def places(*, actor: Actor) -> list[Place]:
    """The signed agreements of the actor, newest first. Two queries."""
    ids = list(
        Agreement.objects.filter(
            participants__membership_id=actor.membership_id,
            participants__joined_at__isnull=False,
            participants__left_at__isnull=True,
            state=AgreementState.SIGNED,
        )
        .order_by("-proposed_at")
        .values_list("id", flat=True)
    )
    found = circles(actor=actor, agreement_ids=ids)
    return [Place(agreement_id=agreement_id, title=found[agreement_id].title) for agreement_id in ids]


def captures_to_read(*, actor: Actor) -> list[Capture]:
    """The newest first."""
    found = Capture.objects.readable_by(actor).select_related("participant")
    return list(found.order_by("-captured_at", "id"))


def capture_to_change(*, actor: Actor, capture_id: UUID) -> Capture:
    """Locked until the end of the transaction."""
    found = (
        Capture.objects.readable_by(actor)
        .select_for_update(of=("self",))
        .select_related("participant__agreement")
        .filter(id=capture_id)
        .first()
    )
    if found is None:
        raise Hidden(key=key(capture_id))
    return found


def is_held(*, agreement_id: UUID) -> bool:
    return held_agreements().filter(agreement_id=agreement_id).exists()


def lines(*, actor: Actor, rows: Iterable[Capture], now: datetime) -> list[CaptureLine]:
    """With their text opened: for the operation that has noted the reading."""
    rows = list(rows)
    if not rows:
        return []
    kept_for = timedelta(days=private_days(organisation_id=actor.organisation_id))
    agreement_ids = {row.participant.agreement_id for row in rows}
    seals = {agreement_id: Seals.of(agreement_id=agreement_id) for agreement_id in agreement_ids}
    titles = circles(actor=actor, agreement_ids=agreement_ids)
    next_of = _next_sessions(session_cards(actor=actor, which=Q(planned_for__gt=now - STILL_ON)))
    return [
        CaptureLine(
            id=row.pk,
            agreement_id=row.participant.agreement_id,
            title=titles[row.participant.agreement_id].title,
            text=seals[row.participant.agreement_id].open(row=row),
            version=row.version,
            captured_at=row.captured_at,
            expires_at=row.captured_at + kept_for,
            next_session=next_of.get(row.participant.agreement_id),
        )
        for row in rows
    ]


def _next_sessions(cards: list[SessionCard]) -> dict[UUID, SessionCard]:
    """By agreement, the first whose agenda is open: `cards` come newest first, so the last one written stays."""
    return {
        card.agreement_id: card
        for card in cards
        if card.state != SessionState.CANCELLED and card.record_state != RecordState.LOCKED
    }
