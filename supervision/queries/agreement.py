from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from backend.kernel.actor import Actor
from backend.kernel.keys import Key
from supervision.enums import LIMITS_OF_CONFIDENCE, AgreementState, Kind
from supervision.models import Agreement, AgreementSignature, AgreementVersion, Terms
from supervision.policy import agreement as policy
from supervision.queries.participant import Pair, Who, pair_of, pairs
from supervision.refusals import Hidden
from supervision.sealed import Seals

KIND = "supervision.agreement"


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementCard:
    id: UUID
    title: str
    other: Who
    kind: str
    kind_label: str
    state: str
    state_label: str
    version: int
    waits_for_me: bool


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
class AgreementPage:
    """`number` is the version of `terms` shown here, `version` the newest one. `missing` are field names of the terms
    without which it cannot be signed. `proposer` and `other_side` are whose lines `proposer_…` and `other_…` are."""

    id: UUID
    title: str
    kind: str
    kind_label: str
    state: str
    state_label: str
    version: int
    number: int
    terms: Terms
    me: Who
    other: Who
    proposer: Who
    other_side: Who
    proposed_at: datetime
    signed_at: datetime | None
    ended_at: datetime | None
    versions: list[VersionRow]
    signatures: list[Signed]
    missing: list[str]
    limits: tuple[str, ...]
    can_change: bool
    can_sign: bool
    can_end: bool
    can_plan_session: bool


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


def version_of_terms(*, agreement: Agreement, number: int) -> AgreementVersion:
    found = AgreementVersion.objects.filter(agreement=agreement, number=number).first()
    if found is None:
        raise Hidden(key=key(agreement.pk))
    return found


def terms_of(*, version: AgreementVersion, seals: Seals) -> Terms:
    return Terms.from_json(seals.open(row=version))


def signers(*, agreement: Agreement) -> set[UUID]:
    """Participants whose signature stands under the newest version."""
    found = AgreementSignature.objects.filter(version__agreement=agreement, version__number=agreement.version)
    return set(found.values_list("participant_id", flat=True))


def cards(*, actor: Actor) -> list[AgreementCard]:
    """The actor's agreements: open ones first, newest first. Three queries, however many there are."""
    rows = list(Agreement.objects.visible_to(actor).order_by("-proposed_at"))
    both = pairs(actor=actor, agreement_ids=[row.pk for row in rows])
    mine = AgreementSignature.objects.filter(
        participant__membership_id=actor.membership_id, version__agreement__in=rows
    ).values_list("version__agreement_id", "version__number")
    signed = set(mine)
    found = [_card(row, both[row.pk], signed=(row.pk, row.version) in signed) for row in rows]
    return sorted(found, key=lambda card: card.state == AgreementState.ENDED)


def page(*, actor: Actor, agreement: Agreement, shown: AgreementVersion, seals: Seals) -> AgreementPage:
    """The agreement with its text opened: for the operation that has noted the reading."""
    pair = pair_of(actor=actor, agreement_id=agreement.pk)
    terms = terms_of(version=shown, seals=seals)
    versions = _versions(agreement, pair)
    mine_is_first = agreement.proposed_by_id == actor.membership_id
    signatures = next(row.signatures for row in versions if row.number == shown.number)
    is_newest = shown.number == agreement.version
    signed_by_me = any(signed.who.is_me for signed in signatures)
    return AgreementPage(
        id=agreement.pk,
        title=pair.title,
        kind=agreement.kind,
        kind_label=Kind(agreement.kind).label,
        state=agreement.state,
        state_label=AgreementState(agreement.state).label,
        version=agreement.version,
        number=shown.number,
        terms=terms,
        me=pair.me,
        other=pair.other,
        proposer=pair.me if mine_is_first else pair.other,
        other_side=pair.other if mine_is_first else pair.me,
        proposed_at=agreement.proposed_at,
        signed_at=agreement.signed_at,
        ended_at=agreement.ended_at,
        versions=versions,
        signatures=signatures,
        missing=policy.missing_before_signing(agreement=agreement, terms=terms) if is_newest else [],
        limits=LIMITS_OF_CONFIDENCE,
        can_change=is_newest and policy.can_change_terms(agreement),
        can_sign=is_newest and policy.can_change_terms(agreement) and not signed_by_me,
        can_end=policy.can_end(agreement),
        can_plan_session=policy.can_plan_session(agreement),
    )


def _card(row: Agreement, pair: Pair, *, signed: bool) -> AgreementCard:
    return AgreementCard(
        id=row.pk,
        title=pair.title,
        other=pair.other,
        kind=row.kind,
        kind_label=Kind(row.kind).label,
        state=row.state,
        state_label=AgreementState(row.state).label,
        version=row.version,
        waits_for_me=row.state == AgreementState.PROPOSED and not signed,
    )


def _versions(agreement: Agreement, pair: Pair) -> list[VersionRow]:
    rows = agreement.versions.defer("sealed_terms").prefetch_related("signatures").order_by("-number")
    return [
        VersionRow(
            number=row.number,
            written_by=pair.who(row.written_by_id),
            written_at=row.written_at,
            signatures=[
                Signed(who=pair.who(signature.participant_id), signed_at=signature.signed_at)
                for signature in sorted(row.signatures.all(), key=lambda signature: signature.signed_at)
            ],
        )
        for row in rows
    ]
