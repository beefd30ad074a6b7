"""What readers read: always the live revision, always of their own partnership."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from django.db.models import Q

from backend.kernel.actor import Actor
from backend.kernel.differences import Change, differences
from backend.kernel.errors import NotFound
from backend.kernel.keys import Key
from backend.kernel.prepared import Prepared
from backend.kernel.targets import Card
from practice_wisdom.manual import policy
from practice_wisdom.manual.changed_parts import ChangedPart, parts_that_differ
from practice_wisdom.manual.enums import OPEN_STATES, State, Topic
from practice_wisdom.manual.freshness import Fresh, freshness
from practice_wisdom.manual.lines import lines_of
from practice_wisdom.manual.models import FormerAddress, Page, Revision, Withdrawal
from practice_wisdom.manual.queries.addresses import Former, former_addresses, page_here_or_moved
from practice_wisdom.manual.queries.credits import (
    Credit,
    confirmations_of,
    credits_of,
    with_confirmations,
    with_credits,
    writers_of,
)
from practice_wisdom.manual.queries.editions import kept, kept_cards
from practice_wisdom.manual.queries.revisions import visible_revisions
from practice_wisdom.manual.queries.standing import owner_of

PAGE_KIND = "manual.page"
_live_lines = Prepared(
    lambda partnership_id: (
        Page.objects.filter(partnership_id=partnership_id, live_revision__isnull=False)
        .order_by("live_revision__title", "id")
        .values_list(
            "id", "slug", "live_revision__title", "live_revision__summary", "live_revision__facts__topics", "joint",
            "checked_on", "review_by",
        )
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PageLine:
    """A page in a list."""

    id: int
    slug: str
    title: str
    summary: str
    topics: tuple[str, ...]
    joint: bool
    fresh: Fresh


@dataclass(frozen=True, slots=True)
class TopicGroup:
    topic: Topic
    pages: tuple[PageLine, ...]


@dataclass(frozen=True, slots=True)
class HistoryLine:
    id: int
    number: int
    state: str
    state_label: str
    title: str
    writers: list[Credit]
    approvals: list[Credit]
    confirmations: list[Credit]
    significance: str
    withdrawal: Withdrawal | None
    started_at: datetime
    published_at: datetime | None
    # The one published before it, to compare with.
    before: int | None


@dataclass(frozen=True, slots=True)
class History:
    """`former`: the addresses that lead to this one, for those who may change it."""

    slug: str
    title: str
    lines: list[HistoryLine]
    owner: str
    owner_id: int
    former: list[Former]
    may_write: bool

    @property
    def is_live(self) -> bool:
        return any(line.state == State.LIVE for line in self.lines)

    @property
    def is_withdrawn(self) -> bool:
        """Its address says why."""
        return not self.is_live and any(line.state == State.WITHDRAWN for line in self.lines)


@dataclass(frozen=True, slots=True)
class Comparison:
    slug: str
    title: str
    older: int
    newer: int
    numbers: list[int]
    changes: list[Change]

    @property
    def parts(self) -> list[ChangedPart]:
        return parts_that_differ(self.changes)


def live_pages(*, actor: Actor, today: date) -> list[PageLine]:
    """Every page a reader of this partnership can open, by title. One query."""
    return list(_live_pages(partnership_id=actor.partnership_id, today=today))


@kept(most=50)
def _live_pages(*, partnership_id: int, today: date) -> tuple[PageLine, ...]:
    return tuple(
        PageLine(
            id=id,
            slug=slug,
            title=title,
            summary=summary,
            topics=tuple(topics),
            joint=joint,
            fresh=freshness(checked_on=cast(date, checked_on), review_by=cast(date, review_by), today=today),
        )
        for id, slug, title, summary, topics, joint, checked_on, review_by in _live_lines(partnership_id=partnership_id)
    )


def topic_counts(*, actor: Actor, today: date) -> tuple[tuple[Topic, int], ...]:
    """The topics that have pages, and how many: few words about many pages. One query."""
    return _topic_counts(partnership_id=actor.partnership_id, today=today)


@kept(most=50)
def _topic_counts(*, partnership_id: int, today: date) -> tuple[tuple[Topic, int], ...]:
    groups = by_topic(_live_pages(partnership_id=partnership_id, today=today))
    return tuple((group.topic, len(group.pages)) for group in groups)


def by_topic(pages: Iterable[PageLine]) -> tuple[TopicGroup, ...]:
    """Topics that have pages, in the manual's order; a page of two topics stands under both."""
    pages = list(pages)
    groups = [TopicGroup(topic, tuple(page for page in pages if topic in page.topics)) for topic in Topic]
    return tuple(group for group in groups if group.pages)


def history(*, actor: Actor, slug: str) -> History:
    """Newest first: what was ever live and, for those who prepare pages, what is being prepared."""
    revisions = list(
        visible_revisions(actor)
        .filter(page__slug=slug)
        .defer("body", "rendered")
        .select_related("page__owner__person", "page__owner__organisation")
        .select_related("withdrawal__withdrawn_by__person")
        .prefetch_related(*with_credits(), with_confirmations())
        .order_by("-number")
    )
    if not revisions:
        raise NotFound
    before = dict(zip((r.number for r in revisions), [r.number for r in revisions][1:], strict=False))
    lines = [_history_line(revision, before.get(revision.number)) for revision in revisions]
    may_write = policy.can_write(actor)
    former = former_addresses(page_id=revisions[0].page_id) if may_write else []
    return History(
        slug=slug,
        title=revisions[0].title,
        lines=lines,
        owner=str(owner_of(revisions[0].page)),
        owner_id=revisions[0].page.owner_id,
        former=former,
        may_write=may_write,
    )


def comparison(*, actor: Actor, slug: str, older: int, newer: int) -> Comparison:
    """The word differences between two revisions by number. NotFound unless this actor may read both."""
    revisions = {r.number: r for r in visible_revisions(actor).filter(page__slug=slug, number__in=[older, newer])}
    if {older, newer} - set(revisions):
        raise NotFound
    numbers = visible_revisions(actor).filter(page__slug=slug).order_by("number").values_list("number", flat=True)
    return Comparison(
        slug=slug,
        title=revisions[newer].title,
        older=older,
        newer=newer,
        numbers=list(numbers),
        changes=changes_between(revisions[older], revisions[newer]),
    )


def changes_between(older: Revision, newer: Revision) -> list[Change]:
    return differences(older=lines_of(older.words), newer=lines_of(newer.words))


def page_to_change(*, actor: Actor, slug: str) -> Page:
    """By a former address too: what was typed on a page that has moved meanwhile is for that page."""
    here = Page.objects.filter(partnership_id=actor.partnership_id)
    page = page_here_or_moved(here.select_for_update(of=("self",)), slug=slug)
    # A page that was never published exists only for those who prepare pages.
    if page is None or (page.live_revision_id is None and not policy.can_use_desk(actor)):
        raise NotFound
    return page


def page_states(
    *, partnership_id: int, slugs: Collection[str] | None = None
) -> dict[str, tuple[Page, Revision | None]]:
    """By the address a page has or once had: it with its live revision, and the one being prepared.

    Four queries, for whoever compares many pages at once. `slugs`: these and no others.
    """
    here = Page.objects.filter(partnership_id=partnership_id)
    left = FormerAddress.objects.filter(partnership_id=partnership_id)
    if slugs is not None:
        left = left.filter(slug__in=slugs)
        here = here.filter(Q(slug__in=slugs) | Q(id__in=left.values("page_id")))
    pages = {page.id: page for page in here.select_related("live_revision")}
    opened = Revision.objects.filter(page__in=pages, state__in=OPEN_STATES)
    opened = opened.select_related("page", "author__person").prefetch_related("writers")
    prepared = {revision.page_id: revision for revision in opened}
    former = {address.slug: address.page_id for address in left}
    now_here = {page.slug: page.id for page in pages.values()}
    return {slug: (pages[id], prepared.get(id)) for slug, id in (former | now_here).items()}


@kept_cards
def cards(partnership_id: int, ids: list[str]) -> dict[str, Card]:
    live = Page.objects.filter(partnership_id=partnership_id, live_revision__isnull=False)
    rows = (
        live.filter(id__in=[id for id in ids if id.isdecimal()])
        .values_list(
            "id", "slug", "live_revision__title", "live_revision__summary", "live_revision__facts__topics",
            "live_revision__facts__agencies", "live_revision__facts__audience", "checked_on", "review_by",
        )
    )  # fmt: skip
    return {
        str(id): Card(
            key=Key.of(PAGE_KIND, id),
            title=title,
            url=f"/manual/{slug}",
            kind_label="Manual",
            summary=summary,
            slug=slug,
            facets={"topic": tuple(topics), "agency": tuple(agencies), "audience": (audience,)},
            checked_on=checked_on,
            review_by=review_by,
        )
        for id, slug, title, summary, topics, agencies, audience, checked_on, review_by in rows
    }


def _history_line(revision: Revision, before: int | None) -> HistoryLine:
    return HistoryLine(
        id=revision.id,
        number=revision.number,
        state=revision.state,
        state_label=revision.get_state_display(),
        title=revision.title,
        writers=writers_of(revision),
        approvals=credits_of(revision.approvals.all()),
        confirmations=confirmations_of(revision),
        significance=str(revision.get_significance_display()) if revision.significance else "",
        withdrawal=getattr(revision, "withdrawal", None),
        started_at=revision.started_at,
        published_at=revision.published_at,
        before=before,
    )
