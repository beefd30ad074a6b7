from dataclasses import fields, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from backend.identity.enums import Role
from backend.identity.models import Membership
from backend.kernel.actor import Actor
from backend.kernel.errors import Invalid, Stale, WrongMoment
from supervision.enums import OFFERED_KINDS, AgreementState, Kind, Part
from supervision.models import Agreement, AgreementSignature, AgreementVersion, Participant, Terms
from supervision.operations import trail
from supervision.policy import agreement as policy
from supervision.queries import agreement as queries
from supervision.queries.agreement import AgreementPage
from supervision.queries.participant import colleague, own_membership, participant_of
from supervision.refusals import StaleText
from supervision.sealed import Seals

SETTLED = "These terms can no longer be changed. To settle something else, end this agreement and propose a new one."


@transaction.atomic
def propose_agreement(
    *, actor: Actor, other_membership_id: int, kind: str, part: str, terms: Terms, now: datetime
) -> Agreement:
    """`part` is the proposer's own; the other one gets its counterpart."""
    other = colleague(actor=actor, membership_id=other_membership_id)
    if other is None:
        raise _invalid("other_membership_id", "Choose somebody from your partnership.")
    kind, part = _kind_and_part(kind=kind, part=part)
    _refuse_unfit(actor=actor, other=other, kind=kind, part=part)
    terms = _taken(terms)

    agreement = Agreement.objects.create(
        partnership_id=actor.partnership_id, kind=kind, proposed_at=now, proposed_by_id=actor.membership_id
    )
    proposer = Participant.objects.create(agreement=agreement, membership_id=actor.membership_id, part=part)
    Participant.objects.create(agreement=agreement, membership=other, part=policy.PART_OF_THE_OTHER[part])
    seals = Seals.new(agreement_id=agreement.pk)
    version = _write_version(agreement=agreement, writer=proposer, terms=terms, seals=seals, now=now)
    trail.saved(actor=actor, row=version, verb="COLLECT", reason="proposed", now=now)
    return agreement


@transaction.atomic
def change_terms(
    *, actor: Actor, agreement_id: UUID, terms: Terms, expected_version: int, now: datetime
) -> AgreementVersion:
    """A new version by either of the two; signatures stay with the version they were given to."""
    agreement = queries.agreement_to_change(actor=actor, agreement_id=agreement_id)
    if not policy.can_change_terms(agreement):
        raise WrongMoment(SETTLED)
    if agreement.version != expected_version:
        raise StaleText(key=queries.key(agreement.pk))
    terms = _taken(terms)

    agreement.version += 1
    agreement.save(update_fields=["version"])
    writer = participant_of(actor=actor, agreement_id=agreement.pk)
    seals = Seals.of(agreement_id=agreement.pk)
    version = _write_version(agreement=agreement, writer=writer, terms=terms, seals=seals, now=now)
    trail.saved(actor=actor, row=version, now=now)
    return version


@transaction.atomic
def sign_agreement(*, actor: Actor, agreement_id: UUID, expected_version: int, now: datetime) -> Agreement:
    """Signs the version named. When both have signed the same one, the agreement is signed."""
    agreement = queries.agreement_to_change(actor=actor, agreement_id=agreement_id)
    if not policy.can_change_terms(agreement):
        raise WrongMoment("This agreement can no longer be signed.")
    _refuse_stale(agreement, expected_version)
    signed_by = queries.signers(agreement=agreement)
    me = participant_of(actor=actor, agreement_id=agreement.pk)
    if me.pk in signed_by:
        raise WrongMoment("You have already signed this version.")
    version = queries.version_of_terms(agreement=agreement, number=agreement.version)
    _refuse_incomplete(agreement, version)

    AgreementSignature.objects.create(version=version, participant=me, signed_at=now)
    if len(signed_by) == 1:
        agreement.state, agreement.signed_at = AgreementState.SIGNED, now
        agreement.save(update_fields=["state", "signed_at"])
    trail.changed(actor=actor, key=queries.key(agreement.pk), version=version.number, reason="signed", now=now)
    return agreement


@transaction.atomic
def end_agreement(*, actor: Actor, agreement_id: UUID, expected_version: int, now: datetime) -> Agreement:
    """By either of the two, signed or not. Everything written under it stays readable by both."""
    agreement = queries.agreement_to_change(actor=actor, agreement_id=agreement_id)
    if not policy.can_end(agreement):
        raise WrongMoment("This agreement has already ended.")
    _refuse_stale(agreement, expected_version)

    agreement.state = AgreementState.ENDED
    agreement.ended_at, agreement.ended_by_id = now, actor.membership_id
    agreement.save(update_fields=["state", "ended_at", "ended_by"])
    trail.changed(actor=actor, key=queries.key(agreement.pk), version=agreement.version, reason="ended", now=now)
    return agreement


@transaction.atomic
def open_agreement(*, actor: Actor, agreement_id: UUID, now: datetime, number: int | None = None) -> AgreementPage:
    """A reading, noted before the text is opened. `number` opens an earlier version; none means the newest."""
    agreement = queries.agreement_to_read(actor=actor, agreement_id=agreement_id)
    shown = queries.version_of_terms(agreement=agreement, number=number or agreement.version)
    trail.consulted(actor=actor, key=queries.key(agreement.pk), version=shown.number, now=now)
    return queries.page(actor=actor, agreement=agreement, shown=shown, seals=Seals.of(agreement_id=agreement.pk))


def _kind_and_part(*, kind: str, part: str) -> tuple[Kind, Part]:
    if kind not in OFFERED_KINDS:
        raise _invalid("kind", "Choose a kind of supervision.")
    if part not in Part.values or not policy.is_part_in(part=Part(part), kind=Kind(kind)):
        raise _invalid("part", "Choose your part: supervisor or supervisee, or peer in peer supervision.")
    return Kind(kind), Part(part)


def _refuse_unfit(*, actor: Actor, other: Membership, kind: Kind, part: Part) -> None:
    if not policy.is_kind_between(kind=kind, mine=own_membership(actor=actor), other=other):
        raise _invalid("kind", "Supervision across two organisations is joint; inside one organisation it is not.")
    if part is Part.SUPERVISOR and not actor.holds(Role.SUPERVISOR):
        raise _invalid("part", "You do not have the supervisor role. Your organisation's administrator can give it.")
    if part is Part.SUPERVISEE and not other.has_role(Role.SUPERVISOR):
        raise _invalid("other_membership_id", "This person does not have the supervisor role. Choose another one.")


def _taken(terms: Terms) -> Terms:
    if problems := terms.problems():
        raise Invalid("Some of the terms need changing.", fields=problems)
    texts = {field.name: getattr(terms, field.name) for field in fields(terms) if field.type is str}
    return replace(terms, **{name: text.replace("\r\n", "\n") for name, text in texts.items()})


def _write_version(
    *, agreement: Agreement, writer: Participant, terms: Terms, seals: Seals, now: datetime
) -> AgreementVersion:
    version = AgreementVersion(agreement=agreement, number=agreement.version, written_by=writer, written_at=now)
    seals.seal(row=version, text=terms.to_json())
    version.save(force_insert=True)
    return version


def _refuse_stale(agreement: Agreement, expected_version: int) -> None:
    if agreement.version != expected_version:
        raise Stale(
            "The terms were changed after you opened them. Read the newest version first.",
            current={"version": agreement.version, "state": agreement.state},
        )


def _refuse_incomplete(agreement: Agreement, version: AgreementVersion) -> None:
    terms = queries.terms_of(version=version, seals=Seals.of(agreement_id=agreement.pk))
    missing = policy.missing_before_signing(agreement=agreement, terms=terms)
    if missing:
        need = "Say who carries the normative function in this home organisation."
        raise Invalid(
            "Before a joint agreement is signed, it says who carries the normative function in each home organisation.",
            fields={name: [need] for name in missing},
        )


def _invalid(field: str, message: str) -> Invalid:
    return Invalid(message, fields={field: [message]})
