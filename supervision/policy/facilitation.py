"""Who may hand over the facilitator's seat of a group, and to whom. Everybody asked about takes part in it."""

from backend.identity.enums import Role
from supervision.enums import AgreementState, Kind, Part
from supervision.models import Agreement, Facilitation, Participant


def is_gone(one: Participant) -> bool:
    return one.membership.disabled_at is not None or not one.membership.person.is_active


def can_propose(agreement: Agreement, me: Participant, facilitator: Participant | None) -> bool:
    """Whoever facilitates proposes somebody; once they can no longer sign in, any of the others does."""
    is_running = agreement.kind == Kind.GROUP and agreement.state == AgreementState.SIGNED
    if not is_running or me.joined_at is None or facilitator is None:
        return False
    return me.pk == facilitator.pk or is_gone(facilitator)


def can_be_proposed(one: Participant, me: Participant) -> bool:
    """Two people are in it, always: nobody proposes and accepts alone."""
    is_there = one.joined_at is not None and not is_gone(one) and one.part == Part.MEMBER
    return is_there and one.pk != me.pk and one.membership.has_role(Role.SUPERVISOR)


def can_accept(agreement: Agreement, me: Participant, proposed: Facilitation) -> bool:
    is_mine = proposed.participant_id == me.pk
    return is_mine and agreement.state == AgreementState.SIGNED and me.membership.has_role(Role.SUPERVISOR)


def can_close(agreement: Agreement, me: Participant, proposed: Facilitation) -> bool:
    """Decline, or withdraw; anybody when whoever proposed it is no longer there to do so."""
    if agreement.state != AgreementState.SIGNED or me.joined_at is None:
        return False
    return me.pk in {proposed.participant_id, proposed.proposed_by_id} or is_gone(proposed.proposed_by)
