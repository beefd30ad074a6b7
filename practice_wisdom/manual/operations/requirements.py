"""Pages that must be read and acknowledged."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from backend.audit import operations as audit
from backend.audit.enums import Verb
from backend.identity.enums import OrganisationKind, Role
from backend.kernel.actor import Actor
from backend.kernel.errors import Invalid, NotFound, NotPermitted, WrongMoment
from backend.kernel.keys import Key
from practice_wisdom.manual import policy
from practice_wisdom.manual.models import Acknowledgement, Page, Requirement, Revision
from practice_wisdom.manual.operations.telling import tell_asked
from practice_wisdom.manual.queries.pages import page_to_change
from practice_wisdom.manual.queries.requirements import open_requirement

LONGEST = timedelta(days=366)
OTHER_REVISION = "Another revision of this page is live now. Read it first."


@transaction.atomic
def ask_to_read(
    *,
    actor: Actor,
    slug: str,
    number: int,
    organisation_kinds: Collection[str],
    roles: Collection[str],
    by: date,
    asks_again: bool,
    now: datetime,
) -> Requirement:
    """Of members in organisations of these kinds with one of these roles; of everyone when both are empty."""
    page, live = _live(actor, slug)
    if not policy.can_ask_to_read(actor):
        raise NotPermitted("Only curators ask members to read a page.")
    if live.number != number:
        raise WrongMoment(OTHER_REVISION)
    if open_requirement(page_id=page.id):
        raise WrongMoment("Members are asked to read this page already. End that before you ask anew.")
    today = timezone.localdate(now)
    _refuse_unknown(organisation_kinds, roles)
    _refuse_date(by, today)
    requirement = Requirement.objects.create(
        page=page,
        number=number,
        organisation_kinds=[kind for kind in OrganisationKind.values if kind in organisation_kinds],
        roles=[role for role in Role.values if role in roles],
        asked_on=today,
        by=by,
        asks_again=asks_again,
        asked_at=now,
        asked_by_id=actor.membership_id,
    )
    tell_asked(requirement=requirement, page=page, now=now)
    _record(actor, requirement, "asked to be read", now)
    return requirement


@transaction.atomic
def end_requirement(*, actor: Actor, slug: str, now: datetime) -> Requirement:
    """Nobody is asked any more. Who has acknowledged the page stays counted with its revision."""
    page, _ = _live(actor, slug)
    if not policy.can_ask_to_read(actor):
        raise NotPermitted("Only curators ask members to read a page.")
    requirement = open_requirement(page_id=page.id)
    if requirement is None:
        raise WrongMoment("Nobody is asked to read this page now.")
    requirement.ended_at, requirement.ended_by_id = now, actor.membership_id
    requirement.save(update_fields=["ended_at", "ended_by"])
    _record(actor, requirement, "no longer asked to be read", now)
    return requirement


def ask_again(*, actor: Actor, page: Page, number: int, now: datetime) -> None:
    """In the transaction that makes this revision live. Only where the curator wanted it so."""
    requirement = open_requirement(page_id=page.id)
    if requirement is None or not requirement.asks_again:
        return
    requirement.ask_again(number=number, today=timezone.localdate(now))
    requirement.save(update_fields=["number", "asked_on", "by"])
    tell_asked(requirement=requirement, page=page, now=now)
    _record(actor, requirement, "asked to be read again", now)


@transaction.atomic
def acknowledge(*, actor: Actor, slug: str, number: int, now: datetime) -> Acknowledgement:
    """Read and understood. `number`: the revision that was read. Twice is once."""
    page, live = _live(actor, slug)
    if actor.second_factor_missing:
        raise NotPermitted("Set up your second sign-in step before you say that you have read a page.")
    requirement = open_requirement(page_id=page.id)
    if requirement is None:
        raise WrongMoment("Nobody is asked to read this page now.")
    kinds, roles = requirement.organisation_kinds, requirement.roles
    if not policy.is_asked(kind=actor.organisation_kind, held=actor.roles, kinds=kinds, roles=roles):
        raise NotPermitted("Others are asked to read this page, and you are not.")
    if live.number != number:
        raise WrongMoment(OTHER_REVISION)
    made, new = Acknowledgement.objects.get_or_create(
        revision=live, person_id=actor.person_id, defaults={"acknowledged_at": now}
    )
    if new:
        key = Key.of("manual.acknowledgement", made.id)
        audit.record(actor=actor, verb=Verb.ALTER, key=key, reason="acknowledged", now=now)
    return made


def _live(actor: Actor, slug: str) -> tuple[Page, Revision]:
    page = page_to_change(actor=actor, slug=slug)
    if page.live_revision is None:
        raise NotFound
    return page, page.live_revision


def _refuse_unknown(kinds: Collection[str], roles: Collection[str]) -> None:
    if not set(kinds) <= set(OrganisationKind.values):
        raise Invalid("Choose kinds from the list.", fields={"organisation_kinds": ["Choose kinds from the list."]})
    if not set(roles) <= set(Role.values):
        raise Invalid("Choose roles from the list.", fields={"roles": ["Choose roles from the list."]})


def _refuse_date(by: date, today: date) -> None:
    if not today <= by <= today + LONGEST:
        text = "Choose a date from today to a year from now."
        raise Invalid(text, fields={"by": [text]})


def _record(actor: Actor, requirement: Requirement, reason: str, now: datetime) -> None:
    key = Key.of("manual.requirement", requirement.id)
    audit.record(actor=actor, verb=Verb.ALTER, key=key, reason=reason, now=now)
