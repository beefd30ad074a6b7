from datetime import datetime
from uuid import UUID

from pydantic import AwareDatetime

from backend.kernel.schemas import In, Out
from supervision.schemas.common import CircleOut, WhoOut


class SessionIn(In):
    planned_for: AwareDatetime
    minutes: int
    mode: str


class CancelIn(In):
    reason: str


class AgendaTextIn(In):
    text: str


class AgendaDoneIn(In):
    done: bool


class SessionRow(Out):
    id: UUID
    agreement_id: UUID
    title: str
    circle: CircleOut
    planned_for: datetime
    minutes: int
    mode: str
    state: str
    version: int
    record_id: UUID | None
    record_state: str


class AgendaLineOut(Out):
    id: UUID
    text: str
    added_by: WhoOut
    position: int
    version: int
    is_done: bool
    can_word: bool


class SessionOut(Out):
    session: SessionRow
    agenda: list[AgendaLineOut]
    cancel_reason: str
    can_cancel: bool
    can_change_agenda: bool
    can_start_record: bool
