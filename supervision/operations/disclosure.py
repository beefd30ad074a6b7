"""A legal demand. Two people decide, twice; each opening is a reading; those who took part are told."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from backend.audit import operations as audit
from backend.kernel.actor import Actor
from backend.kernel.errors import Invalid, NotPermitted, Stale, WrongMoment
from backend.kernel.keys import Key
from backend.notifications.operations import notify
from supervision.enums import DisclosureState
from supervision.models import DisclosedSession, Disclosure, Session
from supervision.notices import DISCLOSED
from supervision.operations.words import legal_reason
from supervision.policy import rights as policy
from supervision.queries import disclosure as queries
from supervision.queries import record as records
from supervision.queries import session as sessions
from supervision.queries.disclosure import DisclosedContent, DisclosurePage
from supervision.queries.hold import is_member
from supervision.refusals import Hidden
from supervision.sealed import Seals

LONGEST_SILENCE_DAYS = 2 * 366
LONGEST_SPAN_DAYS = 10 * 366
REASON = "legal disclosure"


@transaction.atomic
def ask_for_disclosure(
    *,
    actor: Actor,
    membership_id: int,
    first_day: date,
    last_day: date,
    reason: str,
    reference: str,
    tell_on: date | None,
    now: datetime,
) -> Disclosure:
    """Whether sessions of this member exist within the days. `tell_on` is for a law that forbids telling them now."""
    if not policy.can_ask_for_disclosure(actor):
        raise NotPermitted("Only your organisation's disclosure officer asks for a legal disclosure.")
    if not is_member(actor=actor, membership_id=membership_id) or membership_id == actor.membership_id:
        raise _invalid("membership_id", "Choose somebody else of your organisation.")
    if not 0 <= (last_day - first_day).days <= LONGEST_SPAN_DAYS:
        raise _invalid("last_day", "Choose a last day on or after the first, at most ten years later.")
    _refuse_unfit_silence(tell_on, now)
    reason, reference = legal_reason(reason=reason, reference=reference)

    disclosure = Disclosure.objects.create(
        organisation_id=actor.organisation_id,
        membership_id=membership_id,
        first_day=first_day,
        last_day=last_day,
        reason=reason,
        reference=reference,
        tell_on=tell_on,
        asked_at=now,
        asked_by_id=actor.membership_id,
    )
    _note(actor, disclosure, f"asked {reason}", now)
    return disclosure


@transaction.atomic
def agree_to_disclosure(*, actor: Actor, disclosure_id: UUID, expected_version: int, now: datetime) -> Disclosure:
    """The second person's yes to the step that is asked for: that sessions exist, or what they hold."""
    disclosure = _to_change(actor, disclosure_id, expected_version)
    if disclosure.state not in (DisclosureState.ASKED, DisclosureState.CONTENT_ASKED):
        raise WrongMoment("Nothing waits for a second person here.")
    if not policy.can_agree(actor, disclosure):
        raise NotPermitted("Another person has to agree: the data protection officer, and never whoever asked.")

    if disclosure.state == DisclosureState.ASKED:
        disclosure.state = DisclosureState.EXISTENCE
        disclosure.agreed_at, disclosure.agreed_by_id = now, actor.membership_id
    else:
        disclosure.state = DisclosureState.CONTENT
        disclosure.content_agreed_at, disclosure.content_agreed_by_id = now, actor.membership_id
    if disclosure.tell_on is None or disclosure.told_at:
        _tell(disclosure, now)
    _save(disclosure)
    _note(actor, disclosure, f"agreed {disclosure.state}", now)
    return disclosure


@transaction.atomic
def ask_for_content(
    *, actor: Actor, disclosure_id: UUID, session_ids: Collection[UUID], expected_version: int, now: datetime
) -> Disclosure:
    """A decision of its own, for the sessions named, while it is open that they exist."""
    disclosure = _to_change(actor, disclosure_id, expected_version)
    if not policy.can_ask_for_content(actor, disclosure):
        raise WrongMoment("Content is asked for once existence is agreed, by the disclosure officer.")
    if not queries.existence_is_open(disclosure, actor=actor, now=now):
        raise WrongMoment("The 24 hours have ended, or others decided this. Ask anew.")
    chosen = queries.sessions_of(disclosure=disclosure).filter(pk__in=session_ids)
    if not session_ids or chosen.count() != len(set(session_ids)):
        raise _invalid("session_ids", "Choose from the sessions shown.")

    DisclosedSession.objects.bulk_create(DisclosedSession(disclosure=disclosure, session=one) for one in chosen)
    disclosure.state = DisclosureState.CONTENT_ASKED
    disclosure.content_asked_at, disclosure.content_asked_by_id = now, actor.membership_id
    _save(disclosure)
    _note(actor, disclosure, "asked CONTENT", now)
    return disclosure


@transaction.atomic
def revoke_disclosure(*, actor: Actor, disclosure_id: UUID, expected_version: int, now: datetime) -> Disclosure:
    """By either officer, at any step: from here on it opens nothing."""
    disclosure = _to_change(actor, disclosure_id, expected_version)
    if not policy.can_revoke(actor, disclosure):
        raise WrongMoment("This is already revoked.")

    disclosure.state = DisclosureState.REVOKED
    disclosure.revoked_at, disclosure.revoked_by_id = now, actor.membership_id
    _save(disclosure)
    _note(actor, disclosure, "revoked", now)
    return disclosure


@transaction.atomic
def open_disclosure(*, actor: Actor, disclosure_id: UUID, now: datetime) -> DisclosurePage:
    """Which sessions exist, while that is open; noted before it is shown."""
    disclosure = queries.disclosure_to_read(actor=actor, disclosure_id=disclosure_id)
    is_open = queries.existence_is_open(disclosure, actor=actor, now=now)
    if is_open or queries.content_is_open(disclosure, actor=actor, now=now):
        _consulted(actor, queries.key(disclosure.pk), disclosure, now)
    return queries.page(actor=actor, disclosure=disclosure, now=now)


@transaction.atomic
def open_disclosed_session(*, actor: Actor, disclosure_id: UUID, session_id: UUID, now: datetime) -> DisclosedContent:
    """A reading of the session and of its record: it stands in the list that their participants see."""
    disclosure = queries.disclosure_to_read(actor=actor, disclosure_id=disclosure_id)
    if not queries.content_is_open(disclosure, actor=actor, now=now):
        raise Hidden(key=queries.key(disclosure_id))
    session = queries.session_to_open(disclosure=disclosure, session_id=session_id)
    for key in _keys_of(session):
        _consulted(actor, key, disclosure, now)
    return queries.content(disclosure=disclosure, session=session, seals=Seals.of(agreement_id=session.agreement_id))


@transaction.atomic
def tell_those_due(*, now: datetime) -> int:
    """On the day both set: how many disclosures are told now."""
    due = queries.to_tell(today=timezone.localdate(now))
    for disclosure in due:
        _tell(disclosure, now)
        disclosure.save(update_fields=["told_at"])
    return len(due)


def _to_change(actor: Actor, disclosure_id: UUID, expected_version: int) -> Disclosure:
    disclosure = queries.disclosure_to_change(actor=actor, disclosure_id=disclosure_id)
    if disclosure.version != expected_version:
        raise Stale(
            "Somebody decided something meanwhile. Look at it as it is now.",
            current={"version": disclosure.version, "state": disclosure.state},
        )
    return disclosure


def _save(disclosure: Disclosure) -> None:
    disclosure.version += 1
    disclosure.save()


def _tell(disclosure: Disclosure, now: datetime) -> None:
    disclosure.told_at = disclosure.told_at or now
    for membership_id, partnership_id in queries.touched_by(disclosure=disclosure):
        notify(
            memberships=[membership_id],
            partnership_id=partnership_id,
            kind=DISCLOSED,
            key=queries.key(disclosure.pk),
            now=now,
        )


def _keys_of(session: Session) -> list[Key]:
    record = getattr(session, "record", None)
    return [sessions.key(session.pk), *([records.key(record.pk)] if record else [])]


def _consulted(actor: Actor, key: Key, disclosure: Disclosure, now: datetime) -> None:
    """`section` names the disclosure: where the law forbids telling, the entry is shown on the day it allows."""
    audit.record(actor=actor, verb="CONSULT", key=key, section=str(disclosure.pk), reason=REASON, now=now)


def _note(actor: Actor, disclosure: Disclosure, reason: str, now: datetime) -> None:
    key = queries.key(disclosure.pk)
    audit.record(actor=actor, verb="DISCLOSE", key=key, version=disclosure.version, reason=reason, now=now)


def _refuse_unfit_silence(tell_on: date | None, now: datetime) -> None:
    if tell_on is None:
        return
    if not 1 <= (tell_on - timezone.localdate(now)).days <= LONGEST_SILENCE_DAYS:
        raise _invalid("tell_on", "Choose a day after today and within two years.")


def _invalid(field: str, message: str) -> Invalid:
    return Invalid(message, fields={field: [message]})
