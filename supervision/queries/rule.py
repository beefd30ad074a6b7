from dataclasses import dataclass
from datetime import datetime

from backend.kernel.actor import Actor
from supervision.enums import KeptKind
from supervision.models import RetentionRule
from supervision.policy import rights as policy
from supervision.queries.hold import refuse_unless_officer
from supervision.queries.retention import LONGEST, STARTING, Period


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleCard:
    """What holds now and what follows. `version` is the number of the newest decision, 0 for none yet."""

    kind: str
    kind_label: str
    length: int
    length_label: str
    longest: int
    next_length_label: str
    next_from: datetime | None
    version: int
    can_approve: bool


def rules(*, actor: Actor, now: datetime) -> list[RuleCard]:
    """The organisation's own, one for each kind. Two officers look at them, one decides."""
    refuse_unless_officer(actor)
    decided = list(RetentionRule.objects.filter(organisation_id=actor.organisation_id).order_by("number"))
    return [_card(kind, [rule for rule in decided if rule.kind == kind], actor, now) for kind in KeptKind]


def _card(kind: KeptKind, decided: list[RetentionRule], actor: Actor, now: datetime) -> RuleCard:
    holding = [rule.length for rule in decided if rule.holds_from <= now]
    length = holding[-1] if holding else STARTING[kind]
    coming = decided[-1] if decided and decided[-1].holds_from > now else None
    return RuleCard(
        kind=kind.value,
        kind_label=kind.label,
        length=length,
        length_label=Period(kind, length).label,
        longest=LONGEST[kind],
        next_length_label=Period(kind, coming.length).label if coming else "",
        next_from=coming.holds_from if coming else None,
        version=len(decided),
        can_approve=policy.can_approve_rules(actor),
    )
