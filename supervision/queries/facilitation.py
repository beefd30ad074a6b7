from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from supervision.enums import Kind, Part
from supervision.models import Agreement, Facilitation, Participant, Record
from supervision.policy import facilitation as policy
from supervision.queries.participant import Circle, Who, seated


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """The facilitator's seat of a group: who is proposed, and what this reader may do about it."""

    proposed: Who | None
    proposed_by: Who | None
    proposed_at: datetime | None
    facilitator_is_gone: bool
    may_be_proposed: list[Who]
    can_accept: bool
    can_close: bool


def proposed_of(*, agreement: Agreement) -> Facilitation | None:
    found = Facilitation.objects.filter(agreement=agreement, began_at=None, ended_at=None)
    return found.select_related("participant__membership__person", "proposed_by__membership__person").first()


def facilitator_among(people: list[Participant]) -> Participant | None:
    return next((one for one in people if one.part == Part.FACILITATOR), None)


def facilitator_of(*, record: Record) -> UUID | None:
    """The participant who facilitated when the record was begun, and still sits at the session; None between two."""
    if record.session.agreement.kind != Kind.GROUP:
        return None
    found = Facilitation.objects.filter(agreement_id=record.session.agreement_id).at(record.started_at)
    here = seated(session=record.session)
    return next((one for one in found.values_list("participant_id", flat=True) if one in here), None)


def handover(*, agreement: Agreement, me: Participant, people: list[Participant], circle: Circle) -> Handover:
    open_one = proposed_of(agreement=agreement) if agreement.kind == Kind.GROUP else None
    facilitator = facilitator_among(people)
    may_propose = open_one is None and policy.can_propose(agreement, me, facilitator)
    return Handover(
        proposed=circle.who(open_one.participant_id) if open_one else None,
        proposed_by=circle.who(open_one.proposed_by_id) if open_one else None,
        proposed_at=open_one.proposed_at if open_one else None,
        facilitator_is_gone=facilitator is not None and policy.is_gone(facilitator),
        may_be_proposed=[circle.who(one.pk) for one in people if may_propose and policy.can_be_proposed(one, me)],
        can_accept=open_one is not None and policy.can_accept(agreement, me, open_one),
        can_close=open_one is not None and policy.can_close(agreement, me, open_one),
    )
