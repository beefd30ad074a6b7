from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from backend.audit import operations as audit
from backend.kernel.actor import Actor
from backend.kernel.errors import Invalid, Stale, WrongMoment
from backend.notifications.operations import notify
from supervision.models import LegalHold
from supervision.notices import HOLD_DUE, HOLD_PLACED, HOLD_RELEASED
from supervision.operations.telling import tell_by_mail
from supervision.operations.words import legal_reason
from supervision.queries import hold as queries

AT_MOST_DAYS = 366


@transaction.atomic
def place_hold(
    *, actor: Actor, membership_id: int, reason: str, reference: str, review_on: date, now: datetime
) -> LegalHold:
    """On everything a member takes part in, now or later. Says nothing about whether there is anything."""
    queries.refuse_unless_officer(actor)
    if not queries.is_member(actor=actor, membership_id=membership_id):
        raise _invalid("membership_id", "Choose somebody of your organisation.")
    reason, reference = legal_reason(reason=reason, reference=reference)
    _refuse_unfit_review(review_on, now)

    hold = LegalHold.objects.create(
        organisation_id=actor.organisation_id,
        membership_id=membership_id,
        reason=reason,
        reference=reference,
        review_on=review_on,
        placed_at=now,
        placed_by_id=actor.membership_id,
    )
    _tell(hold, HOLD_PLACED, now)
    audit.record(actor=actor, verb="ADMIN", key=queries.key(hold.pk), version=1, reason=f"placed {reason}", now=now)
    return hold


@transaction.atomic
def review_hold(*, actor: Actor, hold_id: UUID, review_on: date, expected_version: int, now: datetime) -> LegalHold:
    """It is still needed; it is looked at again on another day."""
    hold = _standing(actor=actor, hold_id=hold_id, expected_version=expected_version)
    _refuse_unfit_review(review_on, now)

    hold.review_on, hold.review_told_at = review_on, None
    hold.version += 1
    hold.save(update_fields=["review_on", "review_told_at", "version"])
    audit.record(actor=actor, verb="ADMIN", key=queries.key(hold.pk), version=hold.version, reason="reviewed", now=now)
    return hold


@transaction.atomic
def release_hold(*, actor: Actor, hold_id: UUID, expected_version: int, now: datetime) -> LegalHold:
    hold = _standing(actor=actor, hold_id=hold_id, expected_version=expected_version)

    hold.released_at, hold.released_by_id = now, actor.membership_id
    hold.version += 1
    hold.save(update_fields=["released_at", "released_by", "version"])
    _tell(hold, HOLD_RELEASED, now)
    audit.record(actor=actor, verb="ADMIN", key=queries.key(hold.pk), version=hold.version, reason="released", now=now)
    return hold


def tell_of_reviews_due(*, now: datetime) -> int:
    """Whoever placed a hold, once its day has come, once; the organisation's officers when that one is no longer one
    of them. How many holds there were; safe to cut short."""
    return sum(_tell_of_review(hold, now) for hold in queries.holds_to_review(now=now))


@transaction.atomic
def _tell_of_review(hold: LegalHold, now: datetime) -> bool:
    """Whoever comes second, in another process, finds it done."""
    mine = LegalHold.objects.filter(pk=hold.pk, review_told_at=None).update(review_told_at=now)
    if mine:
        people = queries.who_reviews(hold=hold)
        for partnership_id in queries.partnerships_of(hold=hold):
            key = queries.review_key(hold.pk)
            notify(memberships=people, partnership_id=partnership_id, kind=HOLD_DUE, key=key, now=now)
        tell_by_mail(memberships=people, now=now)
    return bool(mine)


def _standing(*, actor: Actor, hold_id: UUID, expected_version: int) -> LegalHold:
    hold = queries.hold_to_change(actor=actor, hold_id=hold_id)
    if hold.released_at is not None:
        raise WrongMoment("This hold is already released.")
    if hold.version != expected_version:
        raise Stale("This hold was changed after you opened it.", current={"version": hold.version})
    return hold


def _tell(hold: LegalHold, kind: str, now: datetime) -> None:
    for membership_id, partnership_id in queries.touched_by(hold=hold):
        notify(memberships=[membership_id], partnership_id=partnership_id, kind=kind, key=queries.key(hold.pk), now=now)


def _refuse_unfit_review(review_on: date, now: datetime) -> None:
    days = (review_on - now.date()).days
    if not 1 <= days <= AT_MOST_DAYS:
        raise _invalid("review_on", "Choose a day after today and within a year.")


def _invalid(field: str, message: str) -> Invalid:
    return Invalid(message, fields={field: [message]})
