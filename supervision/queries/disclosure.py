from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from backend.identity.models import Membership
from backend.kernel.actor import Actor
from backend.kernel.keys import Key
from backend.kernel.prepared import Prepared
from backend.kernel.targets import Card
from supervision.enums import ActionState, DisclosureState, LegalReason, SessionState
from supervision.models import (
    Action,
    ActionChange,
    Amendment,
    AttachedPage,
    DisclosedSession,
    Disclosure,
    Participant,
    Record,
    RecordSignature,
    Section,
    Session,
)
from supervision.models.seat import took_part
from supervision.policy import rights as policy
from supervision.queries.attached_page import title_in
from supervision.queries.hold import refuse_unless_officer
from supervision.queries.own_form import form_of
from supervision.refusals import Hidden
from supervision.sealed import SealedRow, Seals

KIND = "supervision.disclosure"
OPEN_FOR = timedelta(hours=24)
_untold = Prepared(
    lambda record_id: DisclosedSession.objects.filter(session__record=record_id, disclosure__told_at=None).values_list(
        "disclosure_id"
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DisclosureCard:
    """The demand and its decisions: nothing of what it is about."""

    id: UUID
    about: str
    first_day: date
    last_day: date
    reason: str
    reason_label: str
    reference: str
    tell_on: date | None
    told_at: datetime | None
    state: str
    state_label: str
    asked_by: str
    asked_at: datetime
    agreed_by: str
    agreed_at: datetime | None
    existence_until: datetime | None
    content_until: datetime | None
    version: int
    can_agree: bool
    can_ask_for_content: bool
    can_revoke: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionThatExists:
    id: UUID
    planned_for: datetime
    state_label: str
    has_record: bool
    content_is_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DisclosurePage:
    """`sessions` is None while nothing is open to this actor."""

    card: DisclosureCard
    sessions: list[SessionThatExists] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DisclosedText:
    where: str
    by: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class DisclosedContent:
    planned_for: datetime
    texts: list[DisclosedText]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldSession:
    planned_for: datetime
    content: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What somebody who took part learns of it."""

    organisation: str
    reason_label: str
    agreed_at: datetime
    content_agreed_at: datetime | None
    sessions: list[ToldSession]


def key(disclosure_id: UUID) -> Key:
    return Key.of(KIND, disclosure_id)


def disclosures(*, actor: Actor) -> list[DisclosureCard]:
    refuse_unless_officer(actor)
    return [_card(row, actor) for row in _named().filter(organisation_id=actor.organisation_id).order_by("-asked_at")]


def disclosure_to_read(*, actor: Actor, disclosure_id: UUID) -> Disclosure:
    found = _named().filter(organisation_id=actor.organisation_id, id=disclosure_id).first()
    if found is None or not policy.is_officer(actor):
        raise Hidden(key=key(disclosure_id))
    return found


def disclosure_to_change(*, actor: Actor, disclosure_id: UUID) -> Disclosure:
    """Locked until the end of the transaction."""
    found = Disclosure.objects.visible_to(actor).select_for_update().filter(id=disclosure_id).first()
    if found is None or not policy.is_officer(actor):
        raise Hidden(key=key(disclosure_id))
    return found


def sessions_of(*, disclosure: Disclosure) -> QuerySet[Session]:
    """Those of the member within the days, found by person and date alone."""
    begins = timezone.make_aware(datetime.combine(disclosure.first_day, time()))
    ends = timezone.make_aware(datetime.combine(disclosure.last_day + timedelta(days=1), time()))
    with_member = Session.objects.filter(took_part(disclosure.membership_id))
    return Session.objects.filter(id__in=with_member, planned_for__gte=begins, planned_for__lt=ends)


def existence_is_open(disclosure: Disclosure, *, actor: Actor, now: datetime) -> bool:
    """For the two who decided it, for a day, unless it was revoked."""
    return (
        disclosure.state != DisclosureState.REVOKED
        and disclosure.agreed_at is not None
        and now < disclosure.agreed_at + OPEN_FOR
        and actor.membership_id in {disclosure.asked_by_id, disclosure.agreed_by_id}
    )


def content_is_open(disclosure: Disclosure, *, actor: Actor, now: datetime) -> bool:
    return (
        disclosure.state == DisclosureState.CONTENT
        and disclosure.content_agreed_at is not None
        and now < disclosure.content_agreed_at + OPEN_FOR
        and actor.membership_id in {disclosure.content_asked_by_id, disclosure.content_agreed_by_id}
    )


def page(*, actor: Actor, disclosure: Disclosure, now: datetime) -> DisclosurePage:
    """For the operation that has noted the reading, when anything is open."""
    content = content_is_open(disclosure, actor=actor, now=now)
    card = _card(disclosure, actor)
    if existence_is_open(disclosure, actor=actor, now=now):
        rows = sessions_of(disclosure=disclosure)
    elif content:
        rows = Session.objects.filter(disclosures__disclosure=disclosure)
    else:
        return DisclosurePage(card=card, sessions=None)
    asked_for = set(DisclosedSession.objects.filter(disclosure=disclosure).values_list("session_id", flat=True))
    return DisclosurePage(
        card=card,
        sessions=[
            SessionThatExists(
                id=row.pk,
                planned_for=row.planned_for,
                state_label=SessionState(row.state).label,
                has_record=hasattr(row, "record"),
                content_is_open=content and row.pk in asked_for,
            )
            for row in rows.select_related("record").order_by("planned_for", "id")
        ],
    )


def session_to_open(*, disclosure: Disclosure, session_id: UUID) -> Session:
    found = Session.objects.filter(id=session_id, disclosures__disclosure=disclosure).select_related("record").first()
    if found is None:
        raise Hidden(key=key(disclosure.pk))
    return found


def content(*, disclosure: Disclosure, session: Session, seals: Seals) -> DisclosedContent:
    """What the member could open, no more: another participant's private words stay closed."""
    agenda = session.agenda_items.order_by("position")
    texts: list[tuple[str, UUID, SealedRow]] = [("Agenda", row.added_by_id, row) for row in agenda]
    record: Record | None = getattr(session, "record", None)
    if record:
        texts += _of_record(record, disclosure.membership_id)
    names = _names(session)
    return DisclosedContent(
        planned_for=session.planned_for,
        texts=[DisclosedText(where=where, by=names[by], text=_opened(row, seals)) for where, by, row in texts],
    )


def touched_by(*, disclosure: Disclosure) -> set[tuple[int, int]]:
    """Whom to tell: (membership, partnership) of everybody who takes part in one of these sessions."""
    found = sessions_of(disclosure=disclosure)
    agreements = found.values("agreement_id")
    parts = Participant.objects.filter(agreement_id__in=agreements).values_list(
        "membership_id", "agreement__partnership_id"
    )
    return {part for part in parts if found.filter(took_part(part[0])).exists()}


def to_tell(*, today: date) -> list[Disclosure]:
    """Those whose day has come. Locked until the end of the transaction."""
    waiting = Disclosure.objects.select_for_update().filter(told_at=None, tell_on__lte=today, agreed_at__isnull=False)
    return list(waiting.order_by("id"))


def untold_ids(*, record_id: UUID) -> list[str]:
    """Disclosures of this record that its participants may not know of yet."""
    return [str(id) for (id,) in _untold(record_id=record_id)]


def told(*, actor: Actor, disclosure_id: UUID) -> Told:
    row = Disclosure.objects.select_related("organisation").filter(id=disclosure_id, told_at__isnull=False).first()
    mine = list(sessions_of(disclosure=row).filter(pk__in=_own_sessions(actor))) if row else []
    if row is None or row.agreed_at is None or not mine:
        raise Hidden(key=key(disclosure_id))
    opened = set(row.sessions.values_list("session_id", flat=True)) if row.content_agreed_at else set()
    return Told(
        organisation=row.organisation.name,
        reason_label=LegalReason(row.reason).label,
        agreed_at=row.agreed_at,
        content_agreed_at=row.content_agreed_at if any(session.pk in opened for session in mine) else None,
        sessions=[
            ToldSession(planned_for=session.planned_for, content=session.pk in opened)
            for session in sorted(mine, key=lambda session: session.planned_for)
        ],
    )


def cards(actor: Actor, ids: list[str]) -> dict[str, Card]:
    rows = Disclosure.objects.filter(id__in=[UUID(id) for id in ids], told_at__isnull=False)
    return {
        str(row.pk): Card(
            key=key(row.pk),
            title="A legal disclosure",
            url=f"/supervision/told/disclosures/{row.pk}",
            kind_label="Supervision",
        )
        for row in rows
        if sessions_of(disclosure=row).filter(pk__in=_own_sessions(actor)).exists()
    }


def _of_record(record: Record, membership_id: int) -> list[tuple[str, UUID, SealedRow]]:
    stages = {stage.key: stage.name for stage in form_of(record=record).stages}
    order = list(stages)
    sections = sorted(
        Section.objects.filter(record=record)
        .filter(Q(author__membership_id=membership_id) | Q(pk__in=Section.objects.of_reader(membership_id)))
        .order_by("saved_at", "id"),
        key=lambda row: order.index(row.stage),
    )
    pages = AttachedPage.objects.filter(record=record).order_by("attached_at", "id")
    notes = RecordSignature.objects.filter(record=record, sealed_note__isnull=False).order_by("signed_at")
    amendments = Amendment.objects.filter(record=record).order_by("number")
    found: list[tuple[str, UUID, SealedRow]] = [(stages[row.stage], row.author_id, row) for row in sections]
    actions = Action.objects.filter(record=record).order_by("agreed_at", "id")
    changes = ActionChange.objects.filter(action__record=record).order_by("made_at", "id")
    found += [("Page of the manual", row.attached_by_id, row) for row in pages]
    found += [("Action", row.written_by_id, row) for row in actions]
    found += [(f"Action: {ActionState(row.state).label.lower()}", row.made_by_id, row) for row in changes]
    found += [("Note of difference", row.participant_id, row) for row in notes]
    return found + [(f"Amendment {row.number}", row.author_id, row) for row in amendments]


def _opened(row: SealedRow, seals: Seals) -> str:
    text = seals.open(row=row)
    return title_in(text) if isinstance(row, AttachedPage) else text


def _own_sessions(actor: Actor) -> QuerySet[Session]:
    return Session.objects.filter(took_part(actor.membership_id))


def _names(session: Session) -> dict[UUID, str]:
    parts = Participant.objects.filter(agreement_id=session.agreement_id).select_related("membership__person")
    return {part.pk: part.membership.person.name for part in parts}


def _named() -> QuerySet[Disclosure]:
    return Disclosure.objects.select_related("membership__person", "asked_by__person", "agreed_by__person")


def _card(row: Disclosure, actor: Actor) -> DisclosureCard:
    return DisclosureCard(
        id=row.pk,
        about=row.membership.person.name,
        first_day=row.first_day,
        last_day=row.last_day,
        reason=row.reason,
        reason_label=LegalReason(row.reason).label,
        reference=row.reference,
        tell_on=row.tell_on,
        told_at=row.told_at,
        state=row.state,
        state_label=DisclosureState(row.state).label,
        asked_by=row.asked_by.person.name,
        asked_at=row.asked_at,
        agreed_by=_name(row.agreed_by),
        agreed_at=row.agreed_at,
        existence_until=row.agreed_at + OPEN_FOR if row.agreed_at else None,
        content_until=row.content_agreed_at + OPEN_FOR if row.content_agreed_at else None,
        version=row.version,
        can_agree=policy.can_agree(actor, row),
        can_ask_for_content=policy.can_ask_for_content(actor, row),
        can_revoke=policy.can_revoke(actor, row),
    )


def _name(membership: Membership | None) -> str:
    return membership.person.name if membership else ""
