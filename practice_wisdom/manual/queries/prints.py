"""Whether what is on paper is still what is on screen. Strangers ask too: they learn that, and the dates."""

from dataclasses import dataclass
from datetime import date, datetime

from backend.kernel.actor import Actor
from backend.kernel.errors import NotFound
from practice_wisdom.manual.enums import PUBLISHED_STATES, PrintState, Topic
from practice_wisdom.manual.models import Page, Revision
from practice_wisdom.manual.prints import BookPrint, PagePrint, print_of

UNKNOWN = "This is not a code from one of our prints. Type the address under the code again, or scan it once more."

ADVICE = {
    PrintState.CURRENT: "Its words are those that are live today.",
    PrintState.OVERDUE: "Nothing newer is live, but nobody has checked it in time. Ask before you rely on it.",
    PrintState.NEWER: "A newer revision is live. Do not rely on this print: read or print it again.",
    PrintState.WITHDRAWN: "Do not use this print. Take it down.",
}
IN_BOOKS = {
    PrintState.OVERDUE: "Part of this print is overdue for checking",
    PrintState.NEWER: "Part of this print is out of date",
    PrintState.WITHDRAWN: "What was printed here has been withdrawn",
}


@dataclass(frozen=True, slots=True)
class PrintedPage:
    """A page that was printed, for members of its partnership. `live`: the number of the revision of now, if any."""

    slug: str
    title: str
    number: int | None
    live: int | None

    @property
    def what(self) -> str:
        if self.live is None:
            return f"Revision {self.number} is in the print. It is not there any more: do not use it."
        if self.number is None:
            return "New since the print."
        return f"Revision {self.number} is in the print, revision {self.live} is live."

    @property
    def can_compare(self) -> bool:
        return bool(self.number and self.live and self.number != self.live)


@dataclass(frozen=True, slots=True)
class Standing:
    """`since`: when it stopped being current. `pages`: what changed, or the page; empty for whoever may not read them.

    `whole`: what a print of several pages is called; empty for a single page.
    """

    state: PrintState
    whole: str
    printed_on: date
    number: int | None
    since: datetime | None
    checked_on: date | None
    review_by: date | None
    pages: tuple[PrintedPage, ...]
    inside: bool

    @property
    def is_book(self) -> bool:
        return bool(self.whole)

    @property
    def heading(self) -> str:
        return IN_BOOKS.get(self.state, self.state.label) if self.is_book else str(self.state.label)

    @property
    def advice(self) -> str:
        return ADVICE[self.state]


def standing(*, actor: Actor | None, code: str, today: date) -> Standing:
    """`actor`: None for somebody who is not signed in, or of no partnership. NotFound for a code that is not ours."""
    made = print_of(code)
    if made is None:
        raise NotFound(UNKNOWN)
    if isinstance(made, PagePrint):
        return _standing_of_page(actor, made, today=today)
    return _standing_of_book(actor, made, today=today)


def _standing_of_page(actor: Actor | None, made: PagePrint, *, today: date) -> Standing:
    page = Page.objects.filter(id=made.page_id).select_related("live_revision").first()
    live = page.live_revision if page else None
    inside = bool(page and actor and actor.partnership_id == page.partnership_id)
    if live is None:
        state = PrintState.WITHDRAWN
    elif live.number != made.number:
        state = PrintState.NEWER
    else:
        state = PrintState.OVERDUE if page and _is_overdue(page, today) else PrintState.CURRENT
    shown = PrintedPage(page.slug, live.title, made.number, live.number) if page and live and inside else None
    return Standing(
        state=state,
        whole="",
        printed_on=made.printed_on,
        number=made.number,
        since=live.published_at if live and state == PrintState.NEWER else None,
        checked_on=page.checked_on if page and state in (PrintState.CURRENT, PrintState.OVERDUE) else None,
        review_by=page.review_by if page and state in (PrintState.CURRENT, PrintState.OVERDUE) else None,
        pages=(shown,) if shown else (),
        inside=inside,
    )


def _is_overdue(page: Page, today: date) -> bool:
    return page.review_by is not None and page.review_by < today


def _standing_of_book(actor: Actor | None, made: BookPrint, *, today: date) -> Standing:
    inside = bool(actor and actor.partnership_id == made.partnership_id)
    then, now = _revisions_then_and_now(made)
    changed = [
        PrintedPage(
            slug=(now.get(id) or then[id]).page.slug,
            title=(now.get(id) or then[id]).title,
            number=then[id].number if id in then else None,
            live=now[id].number if id in now else None,
        )
        for id in sorted(then | now, key=lambda id: (now.get(id) or then[id]).title)
        if id not in now or id not in then or now[id].id != then[id].id
    ]
    since = [revision.published_at for id, revision in now.items() if id not in then or revision.id != then[id].id]
    overdue = any(_is_overdue(revision.page, today) for revision in now.values())
    if not now:
        state = PrintState.WITHDRAWN
    elif changed:
        state = PrintState.NEWER
    else:
        state = PrintState.OVERDUE if overdue else PrintState.CURRENT
    return Standing(
        state=state,
        whole=str(made.topic.label) if made.topic else "The whole manual",
        printed_on=made.printed_on,
        number=None,
        since=min((moment for moment in since if moment), default=None),
        checked_on=None,
        review_by=min((one.page.review_by for one in now.values() if one.page.review_by), default=None),
        pages=tuple(changed) if inside else (),
        inside=inside,
    )


def _revisions_then_and_now(made: BookPrint) -> tuple[dict[int, Revision], dict[int, Revision]]:
    """By page: the one that was live when the print was made, and the live one; both only while in its topic."""
    then: dict[int, Revision] = {}
    now: dict[int, Revision] = {}
    published = (
        Revision.objects.filter(page__partnership_id=made.partnership_id, state__in=PUBLISHED_STATES)
        .select_related("page")
        .only("id", "number", "title", "facts", "published_at", "page__slug", "page__live_revision", "page__review_by")
        .order_by("published_at", "id")
    )
    for revision in published:
        if revision.published_at and revision.published_at <= made.as_of:
            then[revision.page_id] = revision
        if revision.page.live_revision_id == revision.id:
            now[revision.page_id] = revision
    return _of_topic(then, made.topic), _of_topic(now, made.topic)


def _of_topic(found: dict[int, Revision], topic: Topic | None) -> dict[int, Revision]:
    return {id: one for id, one in found.items() if topic is None or topic in one.facts["topics"]}
