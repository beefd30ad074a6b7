from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from backend.kernel.schemas import In, Out
from supervision.enums import Frequency
from supervision.models import OwnLines, Terms
from supervision.schemas.common import CircleOut, WhoOut


class OwnLinesIn(In):
    """`accountability`: who carries standards, workload and decisions for this person, in their organisation."""

    accountability: str = ""
    wants: str = ""
    brings: str = ""


class TermsIn(In):
    """A whole version of the terms. `lines` are by the membership_id of those who take part."""

    purpose: str = ""
    goals: str = ""
    not_this: str = ""
    governing_policy: str = ""
    may_direct_work: bool = False
    line_managers_told: str = ""
    frequency: str = Frequency.MONTHLY.value
    length_minutes: int = 60
    place: str = ""
    absence_cover: str = ""
    power_and_difference: str = ""
    disagreement: str = ""
    record_rules: str = ""
    on_a_move: str = ""
    further_limits: str = ""
    lines: dict[int, OwnLinesIn] = Field(default_factory=dict)

    def terms(self) -> Terms:
        lines = {membership_id: OwnLines(**own.dict()) for membership_id, own in self.lines.items()}
        return Terms(**self.dict(exclude={"lines"}), lines=lines)


class OwnLinesOut(Out):
    accountability: str
    wants: str
    brings: str


class TermsOut(Out):
    purpose: str
    goals: str
    not_this: str
    governing_policy: str
    may_direct_work: bool
    line_managers_told: str
    frequency: str
    length_minutes: int
    place: str
    absence_cover: str
    power_and_difference: str
    disagreement: str
    record_rules: str
    on_a_move: str
    further_limits: str
    lines: dict[int, OwnLinesOut]


class AgreementIn(In):
    """`membership_ids` are the others: one, or 2 to 9 for kind GROUP. `part` is your own: SUPERVISOR or SUPERVISEE;
    PEER in peer supervision; FACILITATOR or MEMBER in a group, where a member says who facilitates."""

    membership_ids: list[int]
    kind: str
    part: str
    facilitator_id: int | None = None
    terms: TermsIn


class AgreementRow(Out):
    id: UUID
    title: str
    circle: CircleOut
    kind: str
    state: str
    version: int
    waits_for_me: bool
    review_due_on: date | None
    is_review_open: bool
    review_waits_for_me: bool


class SignedOut(Out):
    who: WhoOut
    signed_at: datetime


class VersionOut(Out):
    number: int
    written_by: WhoOut
    written_at: datetime
    signatures: list[SignedOut]


class ReviewedOut(Out):
    who: WhoOut
    due_on: date
    number: int
    reviewed_at: datetime


class HandoverOut(Out):
    """The facilitator's seat of a group: who is proposed by whom, and whom you may propose."""

    proposed: WhoOut | None
    proposed_by: WhoOut | None
    proposed_at: datetime | None
    facilitator_is_gone: bool
    may_be_proposed: list[WhoOut]
    can_accept: bool
    can_close: bool


class AgreementOut(Out):
    """`number` is the version of `terms` in this answer, `version` the newest, `in_force` the one that holds; `missing`
    must be filled to sign."""

    id: UUID
    title: str
    kind: str
    state: str
    version: int
    number: int
    in_force: int | None
    terms: TermsOut
    circle: CircleOut
    proposed_at: datetime
    signed_at: datetime | None
    ended_at: datetime | None
    review_due_on: date | None
    is_review_open: bool
    reviews: list[ReviewedOut]
    versions: list[VersionOut]
    signatures: list[SignedOut]
    not_signed: list[WhoOut]
    missing: list[str]
    limits: list[str]
    can_change: bool
    can_sign: bool
    can_end: bool
    can_plan_session: bool
    can_review: bool
    can_bring_in: bool
    can_leave: bool
    may_be_taken_off: list[WhoOut]
    handover: HandoverOut


class ColleagueOut(Out):
    membership_id: int
    name: str
    job_title: str
    organisation: str
    same_organisation: bool
    may_supervise: bool


class FacilitatorIn(In):
    participant_id: UUID


class MemberIn(In):
    membership_id: int


class SpanOut(Out):
    """`kind` is "same", "gone" or "new"."""

    kind: str
    text: str


class ChangeOut(Out):
    spans: list[SpanOut]


class ChangedFieldOut(Out):
    name: str
    changes: list[ChangeOut]


class VersionComparisonOut(Out):
    older: int
    newer: int
    changed: list[ChangedFieldOut]
