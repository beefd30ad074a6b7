from datetime import datetime

from supervision.enums import AgreementState, ProposalState
from supervision.models import TimeProposal


def can_answer(proposal: TimeProposal, joined_at: datetime | None) -> bool:
    """Accept a time of it, propose others, or withdraw it: whoever has joined by signing."""
    is_open = proposal.state == ProposalState.OPEN and proposal.agreement.state == AgreementState.SIGNED
    return is_open and joined_at is not None
