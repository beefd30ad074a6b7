from supervision.enums import AgreementState
from supervision.models import Agreement, Participant


def can_capture(agreement: Agreement, me: Participant) -> bool:
    """For a session to come, which only a signed agreement has."""
    return agreement.state == AgreementState.SIGNED and me.joined_at is not None
