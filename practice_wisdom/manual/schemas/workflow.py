"""Publishing, withdrawing, asking by link, handing over."""

from datetime import datetime

from pydantic import AwareDatetime, Field, StrictInt

from backend.kernel.schemas import In, Out
from practice_wisdom.manual.enums import Significance


class OpenRevisionOut(Out):
    """`waits_for` in words; `mine_to_approve`: your yes is one of them."""

    id: int
    slug: str
    joint: bool
    number: int
    state: str
    version: int
    title: str
    saved_at: datetime
    waits_for: str
    mine_to_approve: bool
    url: str


class OpenRevisionsOut(Out):
    revisions: list[OpenRevisionOut]


class PublishIn(In):
    significance: Significance = Significance.MINOR


class SchedulePublishingIn(PublishIn):
    at: AwareDatetime


class WithdrawIn(In):
    """`instead`: the address of the page to read in its place."""

    reason: str
    instead: str = ""


class ScheduleWithdrawalIn(WithdrawIn):
    at: AwareDatetime


class OwnerIn(In):
    """`instead_of`: the `owner_id` that the page had when you read it."""

    email: str
    instead_of: int = Field(strict=True, ge=1, le=2**31)


class ApprovalLinkIn(In):
    email: str = Field(max_length=254)
    organisation_id: int = Field(strict=True, ge=1, le=2**31)


class SettingsIn(In):
    withdraw_overdue_after_days: StrictInt | None = None


class WithdrawnOut(Out):
    """Why nothing is live at this address. `instead`: the address of the page to read in its place, if any."""

    detail: str
    slug: str
    title: str
    withdrawn_at: datetime
    reason: str
    instead: str


class ScheduleOut(Out):
    id: int
    slug: str
    revision_id: int
    what: str
    at: datetime
    significance: str
    planned_by: str


class SchedulesOut(Out):
    schedules: list[ScheduleOut]


class ScheduleChanged(Out):
    id: int
    slug: str
    what: str
    state: str


class ApprovalLinkOut(Out):
    """Never the link itself: it is sent to the address and kept nowhere. `mail_failed_at`: nobody has it yet."""

    id: int
    organisation: str
    email: str
    invited_at: datetime
    expires_at: datetime
    mail_failed_at: datetime | None


class ApprovalLinksOut(Out):
    links: list[ApprovalLinkOut]


class ApprovalLinkChanged(Out):
    id: int
    revision_id: int


class OwnerChanged(Out):
    slug: str
    owner_id: int


class SettingsOut(Out):
    withdraw_overdue_after_days: int | None
    version: int


class PrintOrderOut(Out):
    """`ahead`: how many other prints are made first."""

    state: str
    ahead: int
