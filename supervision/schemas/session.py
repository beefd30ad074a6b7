from datetime import datetime
from uuid import UUID

from pydantic import AwareDatetime

from backend.kernel.schemas import In, Out
from supervision.schemas.action import ActionOut
from supervision.schemas.common import CircleOut, WhoOut


class SessionIn(In):
    """`avoid_clashes` refuses a time at which one of you has another session."""

    planned_for: AwareDatetime
    minutes: int
    mode: str
    avoid_clashes: bool = False


class CancelIn(In):
    reason: str


class AgendaTextIn(In):
    text: str


class AgendaDoneIn(In):
    done: bool


class SessionRow(Out):
    """`bank_holiday` is its name when that day is one in England and Wales."""

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
    rebooks_id: UUID | None
    bank_holiday: str


class AgendaLineOut(Out):
    id: UUID
    text: str
    added_by: WhoOut
    position: int
    version: int
    is_done: bool
    is_carried: bool
    can_word: bool


class LeftLineOut(Out):
    """Not done at an earlier session, and not carried over yet."""

    id: UUID
    text: str
    added_by: WhoOut
    planned_for: datetime
    version: int


class SessionOut(Out):
    """`actions` is what was agreed before under the same agreement and is still to be done."""

    session: SessionRow
    agenda: list[AgendaLineOut]
    left: list[LeftLineOut]
    actions: list[ActionOut]
    also_planned: list[SessionRow]
    rebooks: SessionRow | None
    rebooked_as: SessionRow | None
    cancel_reason: str
    can_cancel: bool
    can_rebook: bool
    can_change_agenda: bool
    can_start_record: bool
    is_early: bool
