"""Who may do what to an agreement. Everybody asked about here is already known to take part in it."""

from backend.identity.models import Membership
from supervision.enums import AgreementState, Kind, Part
from supervision.models import Agreement, Terms

PART_OF_THE_OTHER = {Part.SUPERVISOR: Part.SUPERVISEE, Part.SUPERVISEE: Part.SUPERVISOR, Part.PEER: Part.PEER}


def can_change_terms(agreement: Agreement) -> bool:
    return agreement.state == AgreementState.PROPOSED


def can_end(agreement: Agreement) -> bool:
    return agreement.state != AgreementState.ENDED


def can_plan_session(agreement: Agreement) -> bool:
    return agreement.state == AgreementState.SIGNED


def is_kind_between(*, kind: Kind, mine: Membership, other: Membership) -> bool:
    """Across two organisations it is joint, which asks who carries the normative function in each of them."""
    return (kind is Kind.JOINT) == (mine.organisation_id != other.organisation_id)


def is_part_in(*, part: Part, kind: Kind) -> bool:
    return (part is Part.PEER) == (kind is Kind.PEER)


def missing_before_signing(*, agreement: Agreement, terms: Terms) -> list[str]:
    """Fields of the terms that must say something first."""
    if agreement.kind != Kind.JOINT:
        return []
    needed = ("proposer_accountability", "other_accountability")
    return [name for name in needed if not getattr(terms, name).strip()]
