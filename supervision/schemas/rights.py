from datetime import date, datetime
from uuid import UUID

from backend.kernel.schemas import In, Out


class ReportOut(Out):
    key: str
    name: str
    shows: str
    never: str
    who: str


class PairedPersonOut(Out):
    name: str
    organisation: str


class PairedOut(Out):
    people: list[PairedPersonOut]
    sessions_held: int


class PairsOut(Out):
    pairs: list[PairedOut]
    page: int
    has_more: bool


class DataLineOut(Out):
    """`text` is your own; `withheld` is the code that stands where another one's words would."""

    key: str
    version: int
    what: str
    at: datetime | None
    facts: dict[str, str]
    by: str
    text: str
    withheld: str


class ChapterOut(Out):
    title: str
    lines: list[DataLineOut]


class GivenLineOut(Out):
    key: str
    what: str
    at: datetime | None
    facts: dict[str, str]
    by: str
    text: str
    withheld: str
    withheld_because: str


class GivenChapterOut(Out):
    title: str
    lines: list[GivenLineOut]


class HandedOverOut(Out):
    title: str
    name: str
    organisation: str
    made_at: datetime
    chapters: list[GivenChapterOut]


class FormerMemberIn(In):
    membership_id: int


class DataRequestRow(Out):
    id: UUID
    who: str
    state: str
    asked_at: datetime
    due_at: datetime
    released_at: datetime | None
    expires_at: datetime | None
    can_take: bool
    version: int


class RedactionOut(Out):
    id: UUID
    because: str
    begins: int
    ends: int
    is_stale: bool


class ReadLineOut(Out):
    line: DataLineOut
    redactions: list[RedactionOut]
    as_given: str


class ReadChapterOut(Out):
    title: str
    lines: list[ReadLineOut]


class SecondReadingOut(Out):
    card: DataRequestRow
    chapters: list[ReadChapterOut]
    is_stale: bool


class RedactionIn(In):
    """`item` is the key of a line; `passage` is taken out wherever it stands in it, and is not kept."""

    item: str
    passage: str
    because: str


class DisclosureIn(In):
    """`tell_on` only where the law forbids telling those who took part before that day."""

    membership_id: int
    first_day: date
    last_day: date
    reason: str
    reference: str
    tell_on: date | None = None


class ContentIn(In):
    session_ids: list[UUID]


class DisclosureRow(Out):
    id: UUID
    about: str
    first_day: date
    last_day: date
    reason: str
    reference: str
    tell_on: date | None
    told_at: datetime | None
    state: str
    asked_by: str
    asked_at: datetime
    agreed_by: str
    agreed_at: datetime | None
    existence_until: datetime | None
    content_until: datetime | None
    version: int
    can_agree: bool
    can_ask_for_content: bool
    can_revoke: bool


class SessionThatExistsOut(Out):
    id: UUID
    planned_for: datetime
    state_label: str
    has_record: bool
    content_is_open: bool


class DisclosureOut(Out):
    """`sessions` is null while nothing is open to you."""

    card: DisclosureRow
    sessions: list[SessionThatExistsOut] | None


class DisclosedTextOut(Out):
    where: str
    by: str
    text: str


class DisclosedSessionOut(Out):
    planned_for: datetime
    texts: list[DisclosedTextOut]


class ToldSessionOut(Out):
    planned_for: datetime
    content: bool


class ToldOut(Out):
    organisation: str
    reason_label: str
    agreed_at: datetime
    content_agreed_at: datetime | None
    sessions: list[ToldSessionOut]


class HoldIn(In):
    membership_id: int
    reason: str
    reference: str
    review_on: date


class ReviewIn(In):
    review_on: date


class HoldRow(Out):
    id: UUID
    about: str
    reason: str
    reference: str
    placed_at: datetime
    review_on: date
    review_is_due: bool
    released_at: datetime | None
    version: int


class HoldNoticeOut(Out):
    organisation: str
    reason_label: str
    placed_at: datetime
    review_on: date
    released_at: datetime | None


class RuleIn(In):
    """In days for private notes, in months for everything else."""

    length: int


class RuleRow(Out):
    """`version` is the If-Match of the next decision, "0" while the starting time holds."""

    kind: str
    length: int
    length_label: str
    longest: int
    next_length_label: str
    next_from: datetime | None
    version: int
    can_approve: bool


class MemberChoiceOut(Out):
    membership_id: int
    name: str
    job_title: str
