from collections.abc import Collection, Sequence
from dataclasses import asdict, fields, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from backend.identity.enums import Role
from backend.identity.models import Membership
from backend.kernel.actor import Actor
from backend.kernel.errors import Invalid, Stale, WrongMoment
from supervision.enums import GROUP_SIZES, AgreementState, CancelReason, Kind, Part, SessionState
from supervision.models import (
    Agreement,
    AgreementSignature,
    AgreementVersion,
    Facilitation,
    OwnLines,
    Participant,
    Terms,
)
from supervision.operations import trail
from supervision.operations.telling import invite, tell_beside_invitation, uninvite
from supervision.policy import agreement as policy
from supervision.queries import agreement as queries
from supervision.queries.agreement import AgreementPage
from supervision.queries.participant import colleagues_by_id, own_membership, participant_of, taking_part
from supervision.queries.session import key as session_key
from supervision.queries.session import sessions_ahead
from supervision.refusals import StaleText
from supervision.sealed import Seals

SETTLED = "This agreement has ended. To settle something else, propose a new one."
NO_ROLE = "Whoever supervises or facilitates needs the supervisor role. Their organisation's administrator can give it."


@transaction.atomic
def propose_agreement(
    *,
    actor: Actor,
    membership_ids: Sequence[int],
    kind: str,
    part: str,
    terms: Terms,
    now: datetime,
    facilitator_id: int | None = None,
) -> Agreement:
    """To one person, or to a group. `part` is the proposer's own: another one gets its counterpart; a group in which
    the proposer is a member says who facilitates."""
    kind, part = _kind_and_part(kind=kind, part=part)
    members = _members(actor=actor, membership_ids=membership_ids, kind=kind)
    parts = _parts(proposer=actor.membership_id, members=members, part=part, facilitator_id=facilitator_id)
    _refuse_without_role(actor, members, parts)
    terms = taken_terms(terms, members=parts)

    agreement = Agreement.objects.create(
        partnership_id=actor.partnership_id, kind=kind, proposed_at=now, proposed_by_id=actor.membership_id
    )
    for membership_id, theirs in parts.items():
        Participant.objects.create(agreement=agreement, membership_id=membership_id, part=theirs)
    proposer = participant_of(actor=actor, agreement_id=agreement.pk)
    for seat in agreement.participants.filter(part=Part.FACILITATOR):
        Facilitation.objects.create(
            agreement=agreement, participant=seat, proposed_at=now, proposed_by=proposer, began_at=now
        )
    seals = Seals.new(agreement_id=agreement.pk)
    version = write_version(agreement=agreement, writer=proposer, terms=terms, seals=seals, now=now)
    trail.saved(actor=actor, row=version, verb="COLLECT", reason="proposed", now=now)
    return agreement


@transaction.atomic
def change_terms(
    *, actor: Actor, agreement_id: UUID, terms: Terms, expected_version: int, now: datetime
) -> AgreementVersion:
    """A new version by anybody who takes part; signatures stay with the version they were given to, and what everybody
    has signed holds until everybody has signed the new one."""
    agreement = queries.agreement_to_change(actor=actor, agreement_id=agreement_id)
    if not policy.can_change_terms(agreement):
        raise WrongMoment(SETTLED)
    if agreement.version != expected_version:
        raise StaleText(key=queries.key(agreement.pk))
    people = taking_part(agreement_id=agreement.pk)
    terms = taken_terms(terms, members={one.membership_id for one in people})

    agreement.version += 1
    agreement.save(update_fields=["version"])
    writer = participant_of(actor=actor, agreement_id=agreement.pk)
    seals = Seals.of(agreement_id=agreement.pk)
    version = write_version(agreement=agreement, writer=writer, terms=terms, seals=seals, now=now)
    trail.saved(actor=actor, row=version, now=now)
    return version


@transaction.atomic
def sign_agreement(*, actor: Actor, agreement_id: UUID, expected_version: int, now: datetime) -> Agreement:
    """Signs the version named. When everybody has signed the same one, it is in force."""
    agreement = queries.agreement_to_change(actor=actor, agreement_id=agreement_id)
    if not policy.can_sign(agreement):
        raise WrongMoment("There is nothing to sign: this version is in force, or the agreement has ended.")
    refuse_stale(agreement, expected_version)
    me = participant_of(actor=actor, agreement_id=agreement.pk)
    if me.pk in queries.signers(agreement=agreement):
        raise WrongMoment("You have already signed this version.")
    version = queries.version_of_terms(agreement=agreement, number=agreement.version)
    _refuse_incomplete(agreement, version)

    AgreementSignature.objects.create(version=version, participant=me, signed_at=now)
    put_in_force(agreement=agreement, now=now)
    trail.changed(actor=actor, key=queries.key(agreement.pk), version=version.number, reason="signed", now=now)
    return agreement


@transaction.atomic
def end_agreement(*, actor: Actor, agreement_id: UUID, expected_version: int, now: datetime) -> Agreement:
    """By anybody who takes part, signed or not. Everything written under it stays readable by all of them."""
    agreement = queries.agreement_to_change(actor=actor, agreement_id=agreement_id)
    if not policy.can_end(agreement, participant_of(actor=actor, agreement_id=agreement.pk)):
        raise WrongMoment("This agreement has already ended, or you have not joined it.")
    refuse_stale(agreement, expected_version)

    end(actor=actor, agreement=agreement, now=now)
    return agreement


@transaction.atomic
def open_agreement(*, actor: Actor, agreement_id: UUID, now: datetime, number: int | None = None) -> AgreementPage:
    """A reading, noted before the text is opened. `number` opens an earlier version; none means the newest."""
    agreement = queries.agreement_to_read(actor=actor, agreement_id=agreement_id)
    me = participant_of(actor=actor, agreement_id=agreement.pk)
    shown = queries.version_of_terms(agreement=agreement, number=number or agreement.version, me=me)
    trail.consulted(actor=actor, key=queries.key(agreement.pk), version=shown.number, now=now)
    seals = Seals.of(agreement_id=agreement.pk)
    return queries.page(actor=actor, me=me, agreement=agreement, shown=shown, seals=seals, now=now)


def end(*, actor: Actor, agreement: Agreement, now: datetime) -> None:
    agreement.state = AgreementState.ENDED
    agreement.ended_at, agreement.ended_by_id = now, actor.membership_id
    agreement.save(update_fields=["state", "ended_at", "ended_by"])
    trail.changed(actor=actor, key=queries.key(agreement.pk), version=agreement.version, reason="ended", now=now)
    _cancel_what_is_ahead(actor=actor, agreement=agreement, now=now)


def _cancel_what_is_ahead(*, actor: Actor, agreement: Agreement, now: datetime) -> None:
    """Out of everybody's calendar as well: nobody waits in a room for a meeting that nothing holds any more."""
    ahead = sessions_ahead(agreement=agreement, now=now)
    for session in ahead:
        session.state, session.cancel_reason = SessionState.CANCELLED, CancelReason.ENDED
        session.cancelled_at, session.cancelled_by_id = now, actor.membership_id
        session.version += 1
        session.save(update_fields=["state", "cancel_reason", "cancelled_at", "cancelled_by", "version"])
        uninvite(session=session, now=now)
        trail.changed(actor=actor, key=session_key(session.pk), version=session.version, reason="cancelled", now=now)
    if ahead:
        kind = "supervision.meetings_cancelled"
        tell_beside_invitation(agreement=agreement, kind=kind, key=queries.key(agreement.pk), now=now, by=actor)


def put_in_force(*, agreement: Agreement, now: datetime) -> None:
    """If everybody who takes part has signed the newest version: whoever it brought in has joined now."""
    people = taking_part(agreement_id=agreement.pk)
    if not policy.can_sign(agreement) or {one.pk for one in people} - queries.signers(agreement=agreement):
        return
    today = timezone.localdate(now)
    if agreement.in_force is None:
        agreement.signed_at, agreement.review_due_on = now, policy.first_review(signed_on=today)
    elif policy.is_review_open(agreement, today=today):
        agreement.review_due_on = policy.next_review(reviewed_on=today)
    agreement.state, agreement.in_force = AgreementState.SIGNED, agreement.version
    agreement.save(update_fields=["state", "in_force", "signed_at", "review_due_on"])
    joining = Participant.objects.filter(agreement=agreement, joined_at=None, left_at=None)
    newcomers = list(joining.values_list("membership_id", flat=True))
    joining.update(joined_at=now)
    invite(agreement=agreement, sessions=sessions_ahead(agreement=agreement, now=now), now=now, only=newcomers)


def without_strangers(terms: Terms, members: Collection[int]) -> Terms:
    """Lines of somebody who has left stay in the versions they were written in."""
    return replace(terms, lines={one: own for one, own in terms.lines.items() if one in members})


def taken_terms(terms: Terms, *, members: Collection[int]) -> Terms:
    """With lines for each of the members, empty where nothing is said."""
    problems = terms.problems()
    if set(terms.lines) - set(members):
        problems["lines"] = ["These are lines of somebody who does not take part."]
    if problems:
        raise Invalid("Some of the terms need changing.", fields=problems)
    texts: dict[str, Any] = {
        field.name: _lines_end_alike(getattr(terms, field.name)) for field in fields(terms) if field.type is str
    }
    lines = {
        member: OwnLines(**{name: _lines_end_alike(text) for name, text in asdict(terms.lines_of(member)).items()})
        for member in members
    }
    return replace(terms, **texts, lines=lines)


def write_version(
    *, agreement: Agreement, writer: Participant, terms: Terms, seals: Seals, now: datetime
) -> AgreementVersion:
    version = AgreementVersion(agreement=agreement, number=agreement.version, written_by=writer, written_at=now)
    seals.seal(row=version, text=terms.to_json())
    version.save(force_insert=True)
    return version


def refuse_stale(agreement: Agreement, expected_version: int) -> None:
    if agreement.version != expected_version:
        raise Stale(
            "The terms were changed after you opened them. Read the newest version first.",
            current={"version": agreement.version, "state": agreement.state},
        )


def _kind_and_part(*, kind: str, part: str) -> tuple[Kind, Part]:
    if kind not in Kind.values:
        raise _invalid("kind", "Choose a kind of supervision.")
    if part not in Part.values or not policy.is_part_in(part=Part(part), kind=Kind(kind)):
        raise _invalid("part", "Choose your part in it.")
    return Kind(kind), Part(part)


def _members(*, actor: Actor, membership_ids: Sequence[int], kind: Kind) -> dict[int, Membership]:
    """The proposer first."""
    found = colleagues_by_id(actor=actor, membership_ids=membership_ids)
    if not membership_ids or len(found) != len(membership_ids):
        raise _invalid("membership_ids", "Choose people from your partnership, each of them once.")
    members = {actor.membership_id: own_membership(actor=actor), **found}
    if not policy.is_size_of(kind=kind, people=len(members)):
        sizes = f"A group has {GROUP_SIZES[0]} to {GROUP_SIZES[-1]} people, with you; every other kind is between two."
        raise _invalid("membership_ids", sizes)
    if not policy.is_kind_between(kind=kind, organisations=[one.organisation_id for one in members.values()]):
        raise _invalid("kind", "Supervision across two organisations is joint; inside one organisation it is not.")
    return members


def _parts(*, proposer: int, members: Collection[int], part: Part, facilitator_id: int | None) -> dict[int, Part]:
    if part in policy.PART_OF_THE_OTHER:
        return {one: part if one == proposer else policy.PART_OF_THE_OTHER[part] for one in members}
    facilitator = proposer if part is Part.FACILITATOR else facilitator_id
    if facilitator not in members or (part is Part.MEMBER and facilitator == proposer):
        raise _invalid("facilitator_id", "Choose who facilitates the group.")
    return {one: Part.FACILITATOR if one == facilitator else Part.MEMBER for one in members}


def _refuse_without_role(actor: Actor, members: dict[int, Membership], parts: dict[int, Part]) -> None:
    leader = next((one for one, part in parts.items() if part in (Part.SUPERVISOR, Part.FACILITATOR)), None)
    if leader == actor.membership_id and not actor.holds(Role.SUPERVISOR):
        raise _invalid("part", NO_ROLE)
    if leader is not None and not members[leader].has_role(Role.SUPERVISOR):
        raise _invalid("membership_ids", NO_ROLE)


def _lines_end_alike(text: str) -> str:
    return text.replace("\r\n", "\n")


def _refuse_incomplete(agreement: Agreement, version: AgreementVersion) -> None:
    people = taking_part(agreement_id=agreement.pk)
    homes = {one.membership_id: one.membership.organisation_id for one in people}
    seals = Seals.of(agreement_id=agreement.pk)
    terms = queries.terms_of(agreement=agreement, version=version, members=homes, seals=seals)
    if missing := policy.missing_before_signing(homes=homes, terms=terms):
        need = "Say who carries the normative function in this home organisation."
        raise Invalid(
            "Before it is signed across organisations, it says who carries the normative function in each home "
            "organisation.",
            fields={name: [need] for name in missing},
        )


def _invalid(field: str, message: str) -> Invalid:
    return Invalid(message, fields={field: [message]})
