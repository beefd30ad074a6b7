"""One's own shelf, and pages that must be read."""

from datetime import date, datetime

from pydantic import Field

from backend.kernel.schemas import In, Out


class KeptIn(In):
    kept: bool = Field(strict=True)


class Kept(Out):
    slug: str
    kept: bool


class FollowedIn(In):
    followed: bool = Field(strict=True)


class Followed(Out):
    slug: str
    followed: bool


class TopicFollowed(Out):
    topic: str
    followed: bool


class ToReadOut(Out):
    slug: str
    title: str
    by: date
    overdue: bool
    url: str


class ShelfLineOut(Out):
    """`changed_since`: the revision you read last, when another is live now."""

    slug: str
    title: str
    url: str
    changed_since: int | None
    read_at: datetime | None


class ShelfOut(Out):
    to_read: list[ToReadOut]
    bookmarks: list[ShelfLineOut]
    followed_pages: list[str]
    followed_topics: list[str]
    recent: list[ShelfLineOut]


class RequirementIn(In):
    """`revision`: the number of the one you have read. No kinds: every organisation; no roles: everyone there."""

    revision: int = Field(strict=True)
    organisation_kinds: list[str] = []
    roles: list[str] = []
    by: date
    asks_again: bool = False


class CountOut(Out):
    """Words, not numbers: a small count is never told. None where too few were asked to tell anything."""

    organisation: str
    read: str | None
    not_yet: str | None


class RequirementOut(Out):
    slug: str
    live_revision: int
    asked: bool
    who: str
    by: date | None
    asks_again: bool | None
    counts: list[CountOut]


class RequirementAsked(Out):
    id: int
    by: date


class RequirementEnded(Out):
    id: int


class AcknowledgementIn(In):
    """`revision`: the number of the one you have read and understood."""

    revision: int = Field(strict=True)


class Acknowledged(Out):
    slug: str
    revision: int
