from dataclasses import asdict
from datetime import datetime
from typing import Self
from uuid import UUID

from backend.kernel.schemas import In, Out
from supervision.enums import Frequency
from supervision.models import Terms
from supervision.schemas.common import WhoOut


class TermsIn(In):
    """A whole version of the terms. `proposer_…` and `other_…` are the lines of the two participants."""

    purpose: str = ""
    goals: str = ""
    not_this: str = ""
    proposer_accountability: str = ""
    other_accountability: str = ""
    governing_policy: str = ""
    may_direct_work: bool = False
    line_managers_told: str = ""
    frequency: str = Frequency.MONTHLY.value
    length_minutes: int = 60
    place: str = ""
    proposer_wants: str = ""
    proposer_brings: str = ""
    other_wants: str = ""
    other_brings: str = ""
    record_rules: str = ""
    further_limits: str = ""

    def terms(self) -> Terms:
        return Terms(**self.dict())


class TermsOut(Out):
    purpose: str
    goals: str
    not_this: str
    proposer_accountability: str
    other_accountability: str
    governing_policy: str
    may_direct_work: bool
    line_managers_told: str
    frequency: str
    length_minutes: int
    place: str
    proposer_wants: str
    proposer_brings: str
    other_wants: str
    other_brings: str
    record_rules: str
    further_limits: str

    @classmethod
    def of(cls, terms: Terms) -> Self:
        return cls(**asdict(terms))


class AgreementIn(In):
    """`part` is your own: SUPERVISOR or SUPERVISEE, or PEER in peer supervision."""

    other_membership_id: int
    kind: str
    part: str
    terms: TermsIn


class AgreementRow(Out):
    id: UUID
    title: str
    other: WhoOut
    kind: str
    state: str
    version: int
    waits_for_me: bool


class SignedOut(Out):
    who: WhoOut
    signed_at: datetime


class VersionOut(Out):
    number: int
    written_by: WhoOut
    written_at: datetime
    signatures: list[SignedOut]


class AgreementOut(Out):
    """`number` is the version of `terms` in this answer, `version` the newest; `missing` must be filled to sign."""

    id: UUID
    title: str
    kind: str
    state: str
    version: int
    number: int
    terms: TermsOut
    me: WhoOut
    other: WhoOut
    proposed_at: datetime
    signed_at: datetime | None
    ended_at: datetime | None
    versions: list[VersionOut]
    signatures: list[SignedOut]
    missing: list[str]
    limits: list[str]
    can_change: bool
    can_sign: bool
    can_end: bool
    can_plan_session: bool


class ColleagueOut(Out):
    membership_id: int
    name: str
    job_title: str
    organisation: str
    same_organisation: bool
    may_supervise: bool
