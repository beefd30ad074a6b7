from datetime import datetime
from uuid import UUID

from backend.kernel.schemas import In, Out
from supervision.schemas.action import ActionOut
from supervision.schemas.agreement import AgreementRow
from supervision.schemas.common import CircleOut, WhoOut
from supervision.schemas.planning import AheadOut, ProposalOut
from supervision.schemas.session import SessionRow


class RecordIn(In):
    """`statement` answers: is this about an incident in which you are or may be a witness, and have you made your
    statement? NOT_A_WITNESS, MADE or NOT_YET. It is not kept; with NOT_YET no record is started."""

    form_key: str
    minutes: int
    statement: str


class WellbeingIn(In):
    """OFFERED, TAKEN_UP, NOT_TODAY, or "" to take the line out."""

    wellbeing: str


class ClosingMarkIn(In):
    answer: bool


class AttendanceIn(In):
    people: int


class SectionTextIn(In):
    text: str


class SectionVisibilityIn(In):
    visibility: str


class SignatureIn(In):
    """`note` is your note of difference; leave it empty when you agree with the record."""

    note: str = ""


class AmendmentIn(In):
    text: str


class SectionChanged(Out):
    """`record_version` has grown when everybody who takes part can see what you changed."""

    stage: str
    version: int
    visibility: str
    record_version: int
    record_state: str


class PromptOut(Out):
    text: str
    from_minutes: int


class StageOut(Out):
    key: str
    name: str
    minutes: dict[int, int]
    prompts: list[PromptOut]
    most_characters: int | None


class FormRow(Out):
    key: str
    name: str
    origin: str
    best_for: str
    caution: str
    usual_minutes: list[int]


class FormOut(FormRow):
    """Of an `attendance_only` form nothing is written down but how many people took part."""

    stages: list[StageOut]
    wellbeing: str
    closing_marks: bool
    attendance_only: bool


class SectionOut(Out):
    author: WhoOut
    text: str
    visibility: str
    version: int
    saved_at: datetime
    expires_at: datetime | None


class StageOfRecordOut(Out):
    """`mine` is null before you first wrote here: then save with If-Match "0". `others` is what is shared."""

    key: str
    name: str
    minutes: int
    prompts: list[str]
    most_characters: int | None
    mine: SectionOut | None
    others: list[SectionOut]


class RecordSignedOut(Out):
    who: WhoOut
    signed_at: datetime
    note: str


class AmendmentOut(Out):
    id: UUID
    number: int
    author: WhoOut
    text: str
    proposed_at: datetime
    signed_by: list[WhoOut]
    stands: bool
    can_sign: bool


class MarkOut(Out):
    code: str
    question: str
    answer: bool | None


class TappedChanged(Out):
    """`version` is the If-Match of the next tap on this record."""

    id: UUID
    version: int
    record_version: int
    record_state: str


class WritingOut(Out):
    stage: str
    name: str


class DoubtOut(Out):
    """Words that may point at a person, in what is or would be signed. A hint: nothing is blocked or logged."""

    stage: str
    author: str
    is_mine: bool
    words: str
    reason: str


class PageNameIn(In):
    """Words of its title."""

    name: str


class PageKeyIn(In):
    """As `find` gives it: "manual.page:7"."""

    page_key: str


class PageFoundOut(Out):
    page_key: str
    title: str
    url: str


class AttachedPageOut(Out):
    """`page_key`, `title` and `url` are empty when you may not read the page. A withdrawn one has its last title."""

    id: UUID
    page_key: str
    title: str
    url: str
    is_withdrawn: bool
    can_read: bool
    attached_by: WhoOut
    attached_at: datetime


class RecordOut(Out):
    id: UUID
    session_id: UUID
    agreement_id: UUID
    title: str
    planned_for: datetime
    form: FormRow
    minutes: int
    state: str
    version: int
    circle: CircleOut
    stages: list[StageOfRecordOut]
    signatures: list[RecordSignedOut]
    my_earlier_note: str
    actions: list[ActionOut]
    pages: list[AttachedPageOut]
    amendments: list[AmendmentOut]
    started_at: datetime
    shared_at: datetime | None
    locked_at: datetime | None
    wellbeing: str
    closing_marks: list[MarkOut]
    attendance: int | None
    facts_version: int
    can_write: bool
    can_share: bool
    can_sign: bool
    can_amend: bool
    can_end: bool
    can_take_up: bool
    can_set_wellbeing: bool
    can_mark: bool
    can_note_attendance: bool


class ReadingOut(Out):
    """`of_actions`: what was agreed to be done, in a list or on an agenda, and nothing else of the record.
    `is_print`: the record as a file."""

    at: datetime
    name: str
    job_title: str
    organisation: str
    is_me: bool
    of_actions: bool
    is_print: bool


class ReadingsOut(Out):
    readings: list[ReadingOut]
    page: int
    has_earlier: bool


class RecordRow(Out):
    """`waits_for` is SIGN or AMENDMENT when it needs you, else empty."""

    id: UUID
    session: SessionRow
    state: str
    waits_for: str


class OverviewOut(Out):
    agreements: list[AgreementRow]
    ahead: list[AheadOut]
    proposals: list[ProposalOut]
    next_sessions: list[SessionRow]
    to_rebook: list[SessionRow]
    unfinished_records: list[RecordRow]
    waiting_for_me: list[RecordRow]
    locked_records: list[RecordRow]
    ended_records: list[RecordRow]
