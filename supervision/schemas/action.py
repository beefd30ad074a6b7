from datetime import date, datetime
from uuid import UUID

from backend.kernel.schemas import In, Out
from supervision.schemas.common import WhoOut


class ActionIn(In):
    """`owner_id` is the `participant_id` of somebody in the session; without `due_on` it has no date."""

    text: str
    owner_id: UUID
    due_on: date | None = None


class ActionStateIn(In):
    """DONE, CHANGED, DROPPED, or OPEN to put it back. CHANGED and DROPPED need a reason; a changed action is due on
    `due_on` from then on, or without a date."""

    state: str
    reason: str = ""
    due_on: date | None = None


class ActionChangeOut(Out):
    state: str
    due_on: date | None
    reason: str
    by: WhoOut
    at: datetime


class ActionOut(Out):
    """`text` and `agreed_due_on` are as agreed; `state`, `due_on` and `changes` say what became of it since. `version`
    is the If-Match of whatever is done to it next."""

    id: UUID
    record_id: UUID
    session_id: UUID
    agreement_id: UUID
    title: str
    planned_for: datetime
    text: str
    written_by: WhoOut
    owner: WhoOut
    is_mine: bool
    agreed_due_on: date | None
    due_on: date | None
    is_overdue: bool
    state: str
    is_open: bool
    changes: list[ActionChangeOut]
    version: int
    can_word: bool
    can_decide: bool


class MyActionsOut(Out):
    """`to_do`: overdue first, then by date. `over`: what ended in the last 30 days."""

    to_do: list[ActionOut]
    over: list[ActionOut]


class ActionChanged(Out):
    """`record_version` has grown when the action itself was written: what became of it leaves the record alone."""

    id: UUID
    version: int
    state: str
    record_id: UUID
    record_version: int
    record_state: str
    url: str
