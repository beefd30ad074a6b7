from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from backend.kernel.actor import Actor
from backend.kernel.keys import Key
from supervision.enums import LIMITS_OF_CONFIDENCE, AgreementState, Kind
from supervision.models import Agreement, AgreementReview, AgreementSignature, AgreementVersion, Participant, Terms
from supervision.policy import agreement as policy
from supervision.policy import participant as parts
from supervision.queries.facilitation import Handover, handover
from supervision.queries.participant import Circle, Who, circle_of, circles, taking_part
from supervision.refusals import Hidden
from supervision.sealed import Seals

KIND = "supervision.agreement"


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementCard:
    id: UUID
    title: str
    circle: Circle
    kind: str
    kind_label: str
    state: str
    state_label: str
    version: int
    waits_for_me: bool
    review_due_on: date | None
    is_review_open: bool
    review_waits_for_me: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    who: Who
    signed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionRow:
    number: int
    written_by: Who
    written_at: datetime
    signatures: list[Signed]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """Somebody's word that this version is still right, for the review due on that day."""

    who: Who
    due_on: date
    number: int
    reviewed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementPage:
    """`number` is the version of `terms` shown here, `version` the newest one, `in_force` the one that holds.
    `missing` are field names of the terms without which it cannot be signed."""

    id: UUID
    title: str
    kind: str
    kind_label: str
    state: str
    state_label: str
    version: int
    number: int
    in_force: int | None
    terms: Terms
    circle: Circle
    proposed_at: datetime
    signed_at: datetime | None
    ended_at: datetime | None
    review_due_on: date | None
    is_review_open: bool
    reviews: list[Reviewed]
    versions: list[VersionRow]
    signatures: list[Signed]
    not_signed: list[Who]
    missing: list[str]
    limits: tuple[str, ...]
    can_change: bool
    can_sign: bool
    can_end: bool
    can_plan_session: bool
    can_review: bool
    can_bring_in: bool
    can_leave: bool
    may_be_taken_off: list[Who]
    handover: Handover


def key(agreement_id: UUID) -> Key:
    return Key.of(KIND, agreement_id)


def agreement_to_read(*, actor: Actor, agreement_id: UUID) -> Agreement:
    found = Agreement.objects.visible_to(actor).filter(id=agreement_id).first()
    if found is None:
        raise Hidden(key=key(agreement_id))
    return found


def agreement_to_change(*, actor: Actor, agreement_id: UUID) -> Agreement:
    """Locked until the end of the transaction."""
    found = Agreement.objects.visible_to(actor).select_for_update(of=("self",)).filter(id=agreement_id).first()
    if found is None:
        raise Hidden(key=key(agreement_id))
    return found


def circle_to_read(*, actor: Actor, agreement_id: UUID) -> Circle:
    """Who takes part: names, none of the text."""
    agreement = agreement_to_read(actor=actor, agreement_id=agreement_id)
    return circle_of(actor=actor, agreement_id=agreement.pk)


def version_of_terms(*, agreement: Agreement, number: int, me: Participant | None = None) -> AgreementVersion:
    """Whoever joined later finds the versions from the one that brought them in."""
    found = AgreementVersion.objects.filter(agreement=agreement, number=number).first()
    if found is None or (me is not None and number < me.first_version):
        raise Hidden(key=key(agreement.pk))
    return found


def terms_of(*, agreement: Agreement, version: AgreementVersion, members: Iterable[int], seals: Seals) -> Terms:
    """`members` are the memberships that take part."""
    proposer = agreement.proposed_by_id
    other = next((one for one in members if one != proposer), proposer)
    return Terms.from_json(seals.open(row=version), proposer=proposer, other=other)


def signers(*, agreement: Agreement) -> set[UUID]:
    """Participants whose signature stands under the newest version."""
    found = AgreementSignature.objects.filter(version__agreement=agreement, version__number=agreement.version)
    return set(found.values_list("participant_id", flat=True))


def reviewers(*, agreement: Agreement) -> set[UUID]:
    """Participants who have said "still right" to the version in force, for the review that is due."""
    due_on, number = agreement.review_due_on, agreement.in_force
    if due_on is None or number is None:
        return set()
    found = AgreementReview.objects.filter(agreement=agreement, due_on=due_on, number=number)
    return set(found.values_list("participant_id", flat=True))


def cards(*, actor: Actor, now: datetime) -> list[AgreementCard]:
    """The actor's agreements: open ones first, newest first. Four queries, however many there are."""
    rows = list(Agreement.objects.visible_to(actor).order_by("-proposed_at"))
    found_circles = circles(actor=actor, agreement_ids=[row.pk for row in rows])
    mine = AgreementSignature.objects.filter(
        participant__membership_id=actor.membership_id, version__agreement__in=rows
    ).values_list("version__agreement_id", "version__number")
    signed = set(mine)
    reviews = AgreementReview.objects.filter(participant__membership_id=actor.membership_id, agreement__in=rows)
    reviewed = set(reviews.values_list("agreement_id", "due_on", "number"))
    today = timezone.localdate(now)
    found = [
        _card(
            row,
            found_circles[row.pk],
            signed=(row.pk, row.version) in signed,
            reviewed=(row.pk, row.review_due_on, row.in_force) in reviewed,
            today=today,
        )
        for row in rows
    ]
    return sorted(found, key=lambda card: card.state == AgreementState.ENDED)


def page(
    *, actor: Actor, me: Participant, agreement: Agreement, shown: AgreementVersion, seals: Seals, now: datetime
) -> AgreementPage:
    """The agreement with its text opened: for the operation that has noted the reading."""
    circle = circle_of(actor=actor, agreement_id=agreement.pk)
    terms = terms_of(agreement=agreement, version=shown, members=circle.homes, seals=seals)
    versions = _versions(agreement, circle)
    signatures = next(row.signatures for row in versions if row.number == shown.number)
    is_newest = shown.number == agreement.version
    can_sign = is_newest and policy.can_sign(agreement)
    today = timezone.localdate(now)
    return AgreementPage(
        id=agreement.pk,
        title=circle.title,
        kind=agreement.kind,
        kind_label=Kind(agreement.kind).label,
        state=agreement.state,
        state_label=AgreementState(agreement.state).label,
        version=agreement.version,
        number=shown.number,
        in_force=agreement.in_force,
        terms=terms,
        circle=circle,
        proposed_at=agreement.proposed_at,
        signed_at=agreement.signed_at,
        ended_at=agreement.ended_at,
        review_due_on=agreement.review_due_on,
        is_review_open=policy.is_review_open(agreement, today=today),
        reviews=_reviews(agreement, circle),
        versions=versions,
        signatures=signatures,
        not_signed=circle.still_to({signed.who.participant_id for signed in signatures}) if can_sign else [],
        missing=policy.missing_before_signing(homes=circle.homes, terms=terms) if can_sign else [],
        limits=LIMITS_OF_CONFIDENCE,
        can_change=is_newest and policy.can_change_terms(agreement),
        can_sign=can_sign and not any(signed.who.is_me for signed in signatures),
        **_what_i_may(agreement, me, circle, today),
    )


def _card(row: Agreement, circle: Circle, *, signed: bool, reviewed: bool, today: date) -> AgreementCard:
    is_review_open = policy.is_review_open(row, today=today)
    return AgreementCard(
        id=row.pk,
        title=circle.title,
        circle=circle,
        kind=row.kind,
        kind_label=Kind(row.kind).label,
        state=row.state,
        state_label=AgreementState(row.state).label,
        version=row.version,
        waits_for_me=policy.can_sign(row) and not signed,
        review_due_on=row.review_due_on,
        is_review_open=is_review_open,
        review_waits_for_me=is_review_open and not reviewed and row.in_force == row.version,
    )


def _what_i_may(agreement: Agreement, me: Participant, circle: Circle, today: date) -> dict[str, Any]:
    people = taking_part(agreement_id=agreement.pk)
    return {
        "can_end": policy.can_end(agreement, me),
        "can_plan_session": policy.can_plan_session(agreement, me),
        "can_review": policy.can_review(agreement, me, today=today) and me.pk not in reviewers(agreement=agreement),
        "can_bring_in": parts.can_bring_in(agreement, me, people=len(people)),
        "can_leave": parts.can_leave(agreement),
        "may_be_taken_off": [circle.who(one.pk) for one in people if parts.can_take_off(agreement, me, one)],
        "handover": handover(agreement=agreement, me=me, people=people, circle=circle),
    }


def _reviews(agreement: Agreement, circle: Circle) -> list[Reviewed]:
    """Newest first."""
    return [
        Reviewed(who=circle.who(row.participant_id), due_on=row.due_on, number=row.number, reviewed_at=row.reviewed_at)
        for row in agreement.reviews.filter(number__gte=circle.me.first_version).order_by("-reviewed_at")
    ]


def _versions(agreement: Agreement, circle: Circle) -> list[VersionRow]:
    rows = agreement.versions.defer("sealed_terms").prefetch_related("signatures").order_by("-number")
    return [
        VersionRow(
            number=row.number,
            written_by=circle.who(row.written_by_id),
            written_at=row.written_at,
            signatures=[
                Signed(who=circle.who(signature.participant_id), signed_at=signature.signed_at)
                for signature in sorted(row.signatures.all(), key=lambda signature: signature.signed_at)
            ],
        )
        for row in rows.filter(number__gte=circle.me.first_version)
    ]
