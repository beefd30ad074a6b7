"""What a reader keeps for themselves: every query here is about the one who asks, and nobody else."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, FilteredRelation, OuterRef, Q, QuerySet

from backend.kernel.actor import Actor
from backend.kernel.prepared import Prepared
from practice_wisdom.manual import policy
from practice_wisdom.manual.enums import Topic
from practice_wisdom.manual.models import Bookmark, FollowedPage, FollowedTopic, Page, ReadingMark
from practice_wisdom.manual.queries.pages import PageLine, live_pages
from practice_wisdom.manual.queries.requirements import Asked, acknowledged_number, asked_of

RECENT, ON_HOME = 10, 5
# What has changed stays said for one reading: also on the way back from the differences.
ONE_READING = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Mark:
    number: int
    read_at: datetime
    number_before: int | None
    read_before_at: datetime | None


@dataclass(frozen=True, slots=True)
class Changed:
    """`number`: the revision this reader knows."""

    number: int
    read_at: datetime


@dataclass(frozen=True, slots=True)
class OwnOfPage:
    mark: Mark | None
    changed: Changed | None
    kept: bool
    followed: bool
    asked: Asked | None

    @property
    def to_read(self) -> Asked | None:
        return self.asked if self.asked and not self.asked.done else None


@dataclass(frozen=True, slots=True)
class ShelfLine:
    """`read_at`: None for a page that was never read."""

    page: PageLine
    read_at: datetime | None = None
    changed: Changed | None = None
    live_number: int | None = None


@dataclass(frozen=True, slots=True)
class ToRead:
    page: PageLine
    by: date
    overdue: bool


@dataclass(frozen=True, slots=True)
class Shelf:
    to_read: list[ToRead]
    bookmarks: list[ShelfLine]
    followed_pages: list[PageLine]
    followed_topics: list[Topic]
    recent: list[ShelfLine]


@dataclass(frozen=True, slots=True)
class HomeShelf:
    to_read: list[ToRead]
    lines: list[PageLine]


def _own_of(person_id: Any, membership_id: Any, page_id: Any) -> QuerySet[Page, Any]:
    return (
        Page.objects.filter(id=page_id)
        .annotate(
            mark=FilteredRelation("reading_marks", condition=Q(reading_marks__person_id=person_id)),
            asked=FilteredRelation("requirements", condition=Q(requirements__ended_at=None)),
            kept=Exists(Bookmark.objects.filter(page_id=OuterRef("id"), person_id=person_id)),
            followed=Exists(FollowedPage.objects.filter(page_id=OuterRef("id"), membership_id=membership_id)),
            acknowledged=acknowledged_number(page=OuterRef("id"), person_id=person_id),
        )
        .values_list(
            "mark__number", "mark__read_at", "mark__number_before", "mark__read_before_at", "kept", "followed",
            "asked__number", "asked__by", "asked__organisation_kinds", "asked__roles", "acknowledged",
        )
    )  # fmt: skip


# With every page that is read, and on the page everybody begins at.
_own = Prepared(_own_of)
_bookmarks = Prepared(
    lambda person_id, partnership_id: (
        Bookmark.objects.filter(person_id=person_id, page__partnership_id=partnership_id)
        .order_by("-kept_at", "-id")
        .values_list("page_id")
    )
)
_marks = Prepared(
    lambda person_id, partnership_id: (
        ReadingMark.objects.filter(person_id=person_id, page__partnership_id=partnership_id)
        .order_by("-read_at", "-id")
        .values_list("page_id", "number", "read_at", "page__live_revision__number")
    )
)


def own_of_page(*, actor: Actor, page_id: int, number: int, now: datetime) -> OwnOfPage:
    """What this reader has to do with a page whose live revision has this number. One query."""
    row = _own.first(person_id=actor.person_id, membership_id=actor.membership_id, page_id=page_id)
    # Never None: the page has just been read.
    mark_number, read_at, number_before, read_before_at, kept, followed, *asked = row or (None,) * 11
    mark = Mark(mark_number, read_at, number_before, read_before_at) if mark_number and read_at else None
    return OwnOfPage(
        mark=mark,
        changed=_changed(mark, live=number, now=now) if mark else None,
        kept=bool(kept),
        followed=bool(followed),
        asked=_asked_here(actor, *asked),
    )


def shelf(*, actor: Actor, today: date) -> Shelf:
    """The whole of it. The number of queries is the same however much there is."""
    live = {page.id: page for page in live_pages(actor=actor, today=today)}
    recent = [_line(live[page], *mark) for page, *mark in _marks(**_here(actor)) if page in live]
    known = {line.page.id: line for line in recent}
    followed, topics = _followed_pages(actor), followed_topics(actor=actor)
    return Shelf(
        to_read=_to_read(actor, live, today),
        bookmarks=[known.get(page) or ShelfLine(live[page]) for (page,) in _bookmarks(**_here(actor)) if page in live],
        followed_pages=[page for page in live.values() if page.id in followed],
        followed_topics=[topic for topic in Topic if topic in topics],
        recent=recent[:RECENT],
    )


def home_shelf(*, actor: Actor, pages: Iterable[PageLine], today: date) -> HomeShelf:
    """`pages`: the live ones, which the home page has already. Three queries."""
    live = {page.id: page for page in pages}
    kept = [page for (page,) in _bookmarks(**_here(actor))]
    read = [page for page, *_ in _marks(**_here(actor))]
    lines = [live[page] for page in dict.fromkeys(kept + read) if page in live]
    return HomeShelf(to_read=_to_read(actor, live, today), lines=lines[:ON_HOME])


def followed_topics(*, actor: Actor) -> set[str]:
    """Codes."""
    found = FollowedTopic.objects.filter(membership_id=actor.membership_id, partnership_id=actor.partnership_id)
    return set(found.values_list("topic", flat=True))


def _followed_pages(actor: Actor) -> set[int]:
    found = FollowedPage.objects.filter(membership_id=actor.membership_id, page__partnership_id=actor.partnership_id)
    return set(found.values_list("page_id", flat=True))


def _here(actor: Actor) -> dict[str, int]:
    return {"person_id": actor.person_id, "partnership_id": actor.partnership_id}


def _changed(mark: Mark, *, live: int, now: datetime) -> Changed | None:
    if mark.number != live:
        return Changed(mark.number, mark.read_at)
    if mark.number_before and mark.read_before_at and now - mark.read_at < ONE_READING:
        return Changed(mark.number_before, mark.read_before_at)
    return None


def _asked_here(
    actor: Actor, number: int | None, by: Any, kinds: Any, roles: Any, acknowledged: int | None
) -> Asked | None:
    if number is None:
        return None
    if not policy.is_asked(kind=actor.organisation_kind, held=actor.roles, kinds=kinds, roles=roles):
        return None
    return Asked(by=by, done=(acknowledged or 0) >= number)


def _line(page: PageLine, number: int, read_at: datetime, live_number: int) -> ShelfLine:
    changed = Changed(number, read_at) if number != live_number else None
    return ShelfLine(page, read_at, changed, live_number)


def _to_read(actor: Actor, live: dict[int, PageLine], today: date) -> list[ToRead]:
    return [ToRead(live[page], by, overdue=by < today) for page, by in asked_of(actor=actor) if page in live]
