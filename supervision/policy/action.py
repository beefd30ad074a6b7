"""Who may do what to an action. Everybody asked about here sits in the session in which it was agreed."""

from supervision.enums import OPEN_ACTION, ActionState
from supervision.forms_library import ReflectiveForm
from supervision.models import Action, Record
from supervision.policy import record as records


def can_agree(record: Record, form: ReflectiveForm) -> bool:
    return records.can_write(record, form)


def can_word(record: Record) -> bool:
    """As the rest of a record: until it is locked or ended. What was agreed is everybody's, so anybody may word it."""
    return records.is_open(record)


def can_decide(action: Action, *, membership_id: int) -> bool:
    """What somebody will do is theirs to change or to drop; once they have gone, anybody's."""
    owner = action.owner
    is_gone = owner.left_at or owner.membership.disabled_at or not owner.membership.person.is_active
    return owner.membership_id == membership_id or bool(is_gone)


def is_next(*, state: str, then: str) -> bool:
    """From what is still to be done to how it went; from what is over only back."""
    if state in OPEN_ACTION:
        return then != ActionState.OPEN
    return then == ActionState.OPEN
