"""Who may come, go, or be taken off. Everybody asked about here takes part in the agreement, or is yet to join."""

from collections.abc import Collection

from supervision.enums import GROUP_SIZES, AgreementState, Kind, Part
from supervision.models import Agreement, Participant
from supervision.policy.facilitation import is_gone


def is_open_group(agreement: Agreement) -> bool:
    return agreement.kind == Kind.GROUP and agreement.state != AgreementState.ENDED


def has_joined(agreement: Agreement, one: Participant) -> bool:
    """Those who begin are all there before anything is signed."""
    return one.joined_at is not None or (agreement.in_force is None and one.first_version == 1)


def can_bring_in(agreement: Agreement, me: Participant, *, people: int) -> bool:
    return is_open_group(agreement) and has_joined(agreement, me) and people < GROUP_SIZES[-1]


def can_leave(agreement: Agreement) -> bool:
    """Two who part end their agreement."""
    return is_open_group(agreement)


def can_take_off(agreement: Agreement, me: Participant, other: Participant) -> bool:
    """Nobody takes another's seat: only that of somebody who can no longer sign in, or has not joined yet. Of a
    running group whoever facilitates is taken off once somebody else does."""
    if not is_open_group(agreement) or not has_joined(agreement, me) or me.pk == other.pk:
        return False
    if other.part == Part.FACILITATOR and agreement.state == AgreementState.SIGNED:
        return False
    return is_gone(other) or not has_joined(agreement, other)


def can_go_on(agreement: Agreement, people: Collection[Participant]) -> bool:
    """A group of these people, after somebody has gone."""
    there = [one for one in people if has_joined(agreement, one)]
    return len(there) >= GROUP_SIZES[0] and any(one.part == Part.FACILITATOR for one in there)
