from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from backend.identity.models import Membership, Partnership
from backend.kernel.actor import Actor
from backend.kernel.errors import NotPermitted
from backend.kernel.keys import Key
from backend.kernel.targets import Card
from supervision.enums import LegalReason
from supervision.models import LegalHold, Participant
from supervision.policy import rights as policy
from supervision.refusals import Hidden

KIND = "supervision.hold"
# The officers' side of it, which opens their desk.
REVIEW_KIND = "supervision.hold_review"
NOT_FOR_YOU = "Only your organisation's disclosure and data protection officers can open this."


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldCard:
    """`about` and `reference` are for the officers; a participant learns neither."""

    id: UUID
    about: str
    reason: str
    reason_label: str
    reference: str
    placed_at: datetime
    review_on: date
    review_is_due: bool
    released_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldNotice:
    """What those it touches are told."""

    organisation: str
    reason_label: str
    placed_at: datetime
    review_on: date
    released_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    membership_id: int
    name: str
    job_title: str


def key(hold_id: UUID) -> Key:
    return Key.of(KIND, hold_id)


def refuse_unless_officer(actor: Actor) -> None:
    if not policy.is_officer(actor):
        raise NotPermitted(NOT_FOR_YOU)


def members(*, actor: Actor) -> list[Member]:
    """Everybody of the organisation, disabled or not: what they wrote is still there."""
    refuse_unless_officer(actor)
    rows = Membership.objects.filter(organisation_id=actor.organisation_id).select_related("person")
    return [
        Member(membership_id=row.pk, name=row.person.name, job_title=row.job_title)
        for row in rows.order_by("person__name", "id")
    ]


def is_member(*, actor: Actor, membership_id: int) -> bool:
    return Membership.objects.filter(pk=membership_id, organisation_id=actor.organisation_id).exists()


def holds(*, actor: Actor, now: datetime) -> list[HoldCard]:
    """Those that stand first, then the newest."""
    refuse_unless_officer(actor)
    rows = LegalHold.objects.visible_to(actor).select_related("membership__person").order_by("-placed_at", "id")
    return sorted((_card(row, now) for row in rows), key=lambda card: card.released_at is not None)


def hold_to_change(*, actor: Actor, hold_id: UUID) -> LegalHold:
    """Locked until the end of the transaction."""
    found = LegalHold.objects.visible_to(actor).select_for_update().filter(id=hold_id).first()
    if found is None or not policy.is_officer(actor):
        raise Hidden(key=key(hold_id))
    return found


def notice_of(*, actor: Actor, hold_id: UUID) -> HoldNotice:
    """For those it touches; whose hold it is stays with the officers."""
    row = LegalHold.objects.touching(actor).select_related("organisation").filter(id=hold_id).first()
    if row is None:
        raise Hidden(key=key(hold_id))
    return HoldNotice(
        organisation=row.organisation.name,
        reason_label=LegalReason(row.reason).label,
        placed_at=row.placed_at,
        review_on=row.review_on,
        released_at=row.released_at,
    )


def review_key(hold_id: UUID) -> Key:
    return Key.of(REVIEW_KIND, hold_id)


def holds_to_review(*, now: datetime) -> list[LegalHold]:
    """Those that stand, whose day has come and of which nobody was told."""
    found = LegalHold.objects.filter(released_at=None, review_told_at=None, review_on__lte=timezone.localdate(now))
    return list(found.select_related("placed_by__person").order_by("review_on", "id"))


def who_reviews(*, hold: LegalHold) -> list[int]:
    """Whoever placed it, as long as they are an officer who can sign in; else all the officers there are."""
    if _is_officer_now(hold.placed_by):
        return [hold.placed_by_id]
    there = Membership.objects.filter(organisation_id=hold.organisation_id).select_related("person")
    return [one.pk for one in there.order_by("id") if _is_officer_now(one)]


def partnerships_of(*, hold: LegalHold) -> list[int]:
    """An officer finds it under whichever of them they work in."""
    return list(Partnership.objects.filter(organisations=hold.organisation_id).values_list("id", flat=True))


def review_cards(actor: Actor, ids: list[str]) -> dict[str, Card]:
    """For the officers of the organisation that placed it."""
    if not policy.is_officer(actor):
        return {}
    found = LegalHold.objects.visible_to(actor).filter(id__in=[UUID(id) for id in ids]).values_list("id", flat=True)
    return {
        str(id): Card(key=review_key(id), title="Your desk", url="/supervision/officers/", kind_label="Supervision")
        for id in found
    }


def _is_officer_now(membership: Membership) -> bool:
    is_there = membership.disabled_at is None and membership.person.is_active
    return is_there and any(membership.has_role(role) for role in policy.OFFICERS)


def touched_by(*, hold: LegalHold) -> set[tuple[int, int]]:
    """Whom to tell: (membership, partnership) of everybody who shares an agreement with the member."""
    mine = Participant.objects.filter(membership_id=hold.membership_id).values("agreement_id")
    parts = Participant.objects.filter(agreement_id__in=mine)
    return set(parts.values_list("membership_id", "agreement__partnership_id"))


def cards(actor: Actor, ids: list[str]) -> dict[str, Card]:
    found = LegalHold.objects.touching(actor).filter(id__in=[UUID(id) for id in ids]).values_list("id", flat=True)
    return {
        str(id): Card(
            key=key(id),
            title="Kept for a legal reason",
            url=f"/supervision/told/holds/{id}",
            kind_label="Supervision",
        )
        for id in found
    }


def _card(row: LegalHold, now: datetime) -> HoldCard:
    return HoldCard(
        id=row.pk,
        about=row.membership.person.name,
        reason=row.reason,
        reason_label=LegalReason(row.reason).label,
        reference=row.reference,
        placed_at=row.placed_at,
        review_on=row.review_on,
        review_is_due=row.released_at is None and row.review_on <= timezone.localdate(now),
        released_at=row.released_at,
        version=row.version,
    )
