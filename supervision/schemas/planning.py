from datetime import date, datetime
from uuid import UUID

from pydantic import AwareDatetime

from backend.kernel.schemas import In, Out
from supervision.schemas.common import Changed, WhoOut
from supervision.schemas.session import SessionRow


class SeriesIn(In):
    """All of them are planned, or none."""

    starts: list[AwareDatetime]
    minutes: int
    mode: str


class SeriesChanged(Out):
    sessions: list[Changed]


class SlotOut(Out):
    starts_at: datetime
    is_moved: bool
    is_free: bool


class SeriesOut(Out):
    every: str
    minutes: int
    slots: list[SlotOut]


class AheadOut(Out):
    agreement_id: UUID
    until: datetime | None
    promised: date
    is_kept: bool


class TimesIn(In):
    """`rebooks_id`: the cancelled session of this agreement that the new one stands in for."""

    times: list[AwareDatetime]
    minutes: int
    mode: str
    rebooks_id: UUID | None = None


class OtherTimesIn(In):
    times: list[AwareDatetime]
    minutes: int
    mode: str


class TimeOut(Out):
    id: UUID
    starts_at: datetime
    fits: list[WhoOut]
    can_accept: bool
    bank_holiday: str


class ProposalOut(Out):
    id: UUID
    agreement_id: UUID
    title: str
    minutes: int
    mode: str
    state: str
    proposed_by: WhoOut
    proposed_at: datetime
    times: list[TimeOut]
    session_id: UUID | None
    rebooks_id: UUID | None
    waits_for_me: bool
    can_answer: bool


class AcceptIn(In):
    time_id: UUID


class RebookIn(In):
    planned_for: AwareDatetime
    minutes: int
    mode: str


class CalendarFileOut(Out):
    """The session as a calendar takes it (RFC 5545)."""

    file: str


class FeedOut(Out):
    """Whether there is an address, never which."""

    made_at: datetime | None


class NewFeedOut(Out):
    """The address, this once: it is not kept."""

    address: str


class FeedEnded(Out):
    state: str


class CaptureIn(In):
    text: str


class PutIn(In):
    session_id: UUID


class CaptureOut(Out):
    id: UUID
    agreement_id: UUID
    title: str
    text: str
    version: int
    captured_at: datetime
    expires_at: datetime
    next_session: SessionRow | None


class PlaceIn(In):
    place: int


class CarryIn(In):
    item_id: UUID


class Moved(Changed):
    """`place` counts from 1."""

    place: int
    of: int
