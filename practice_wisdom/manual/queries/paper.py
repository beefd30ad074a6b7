"""What is printed: a page, a topic, the whole manual. Always the live revisions, always of one's own partnership."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django.conf import settings
from django.db.models import F, QuerySet

from backend.identity.models import Organisation, Partnership
from backend.kernel.actor import Actor
from backend.kernel.errors import Invalid, NotFound
from backend.kernel.glyphs import STAND_IN, breakable, heading, on_paper
from practice_wisdom.manual.enums import Topic
from practice_wisdom.manual.freshness import Fresh, freshness
from practice_wisdom.manual.models import Page, Revision
from practice_wisdom.manual.prints import BookPrint, PagePrint, Print, address_of
from practice_wisdom.manual.queries.credits import with_credits
from practice_wisdom.manual.queries.leaves import dates, day, good_until, leaf
from practice_wisdom.manual.typesetting import fingerprint, qr_code

# About 600 sheets. A whole manual beyond that is printed by topic.
MAX_PAGES = 250
WHOLE_MANUAL = "manual"
GUIDANCE = "Local procedure and your own judgement come first. England and Wales, unless the page says otherwise."
LOST = f"{STAND_IN} stands for a sign that cannot be printed here. Read it on screen."


@dataclass(frozen=True, slots=True)
class Paper:
    """`document`: everything the typesetter needs, and nothing else decides how the print looks."""

    name: str
    document: dict[str, Any]


def page_on_paper(*, actor: Actor, slug: str, today: date) -> Paper:
    """NotFound for a page of another partnership and for one that is not live."""
    revision = _live(actor).filter(page__slug=slug).first()
    if revision is None:
        raise NotFound
    until = good_until(_fresh(revision, today), today=today)
    document = _document(
        PagePrint(revision.page_id, revision.number, printed_on=today),
        actor=actor,
        title=revision.title,
        dates=f"Revision {revision.number}. {dates(today=today, until=until)}",
        page=leaf(revision, here=(), level=2, today=today),
    )
    return Paper(f"alongside-{slug}-r{revision.number}.pdf", document)


def book_on_paper(*, actor: Actor, topic: Topic | None, today: date) -> Paper:
    """A topic; with None the whole manual."""
    return (
        topic_on_paper(actor=actor, code=topic.value, today=today)
        if topic
        else manual_on_paper(actor=actor, today=today)
    )


def name_of_book(*, topic: Topic | None, today: date) -> str:
    return f"alongside-{topic.value if topic else 'manual'}-{today.isoformat()}.pdf"


def topic_of(code: str) -> Topic | None:
    """None for the whole manual. NotFound for what is neither."""
    if code == WHOLE_MANUAL:
        return None
    if code not in Topic.values:
        raise NotFound
    return Topic(code)


def stamp_of_book(*, actor: Actor, topic: Topic | None, today: date) -> str:
    """Another one whenever the print would be another one, without gathering all its words.

    Published words never change, so their numbers stand for them; names of organisations and dates of pages may.
    """
    here = Page.objects.filter(partnership_id=actor.partnership_id, live_revision__isnull=False).order_by("id")
    rows = list(here.values_list("id", "slug", "live_revision_id", "checked_on", "review_by", "live_revision__facts"))
    if topic is not None:
        rows = [row for row in rows if topic in row[-1]["topics"]]
    _refuse_count(len(rows))
    names = [*Organisation.objects.order_by("id").values_list("id", "name")]
    partnership = Partnership.objects.values_list("name", flat=True).get(id=actor.partnership_id)
    found = [actor.partnership_id, partnership, topic, today, settings.BASE_URL, names, [row[:-1] for row in rows]]
    return fingerprint({"book": json.loads(json.dumps(found, default=str))})


def topic_on_paper(*, actor: Actor, code: str, today: date) -> Paper:
    """NotFound for what is no topic, and for one without a page."""
    topic = Topic(code) if code in Topic.values else None
    if topic is None:
        raise NotFound
    revisions = [revision for revision in _all_live(actor) if topic in revision.facts["topics"]]
    document = _book(actor, revisions, topic=topic, title=str(topic.label), groups=[(topic, revisions)], today=today)
    return Paper(name_of_book(topic=topic, today=today), document)


def manual_on_paper(*, actor: Actor, today: date) -> Paper:
    """Each page once, under the first of its topics; under the others a line says where it stands."""
    revisions = _all_live(actor)
    groups = [(topic, [one for one in revisions if _first_topic(one) == topic]) for topic in Topic]
    groups = [(topic, found) for topic, found in groups if found]
    document = _book(actor, revisions, topic=None, title="The whole manual", groups=groups, today=today)
    return Paper(name_of_book(topic=None, today=today), document)


def _refuse_count(pages: int) -> None:
    if not pages:
        raise NotFound("Nothing has been published here yet, so there is nothing to print.")
    if pages > MAX_PAGES:
        raise Invalid(f"This is more than {MAX_PAGES} pages in one print. Print it topic by topic.")


def _live(actor: Actor) -> QuerySet[Revision]:
    return (
        Revision.objects.filter(page__partnership_id=actor.partnership_id, page__live_revision_id=F("id"))
        .select_related("page")
        .prefetch_related(*with_credits())
    )


def _all_live(actor: Actor) -> list[Revision]:
    return list(_live(actor).order_by("title", "id")[: MAX_PAGES + 1])


def _first_topic(revision: Revision) -> Topic | None:
    return next((topic for topic in Topic if topic in revision.facts["topics"]), None)


def _fresh(revision: Revision, today: date) -> Fresh:
    page = revision.page
    return freshness(checked_on=cast(date, page.checked_on), review_by=cast(date, page.review_by), today=today)


def _book(
    actor: Actor,
    revisions: list[Revision],
    *,
    topic: Topic | None,
    title: str,
    groups: list[tuple[Topic, list[Revision]]],
    today: date,
) -> dict[str, Any]:
    _refuse_count(len(revisions))
    here = {revision.page.slug for revision in revisions}
    level = 3 if len(groups) > 1 else 2
    as_of = max(revision.published_at for revision in revisions if revision.published_at)
    until = [end for one in revisions if (end := good_until(_fresh(one, today), today=today))]
    printed = dates(today=today, until=min(until, default=None))
    lines = [f"{_pages(len(revisions))}. {printed}", *_overdue(len(revisions) - len(until))]
    return _document(
        BookPrint(actor.partnership_id, topic, as_of, printed_on=today),
        actor=actor,
        title=title,
        dates=printed,
        book={
            "kicker": "Joint-working manual",
            "lines": [*lines, f"The revisions that were live on {day(as_of)}, when one last changed."],
            "groups": [
                {
                    "title": str(group.label),
                    "pages": [leaf(one, here=here, level=level, today=today) for one in found],
                    "listed": _see(found),
                    "also": _see(one for one in revisions if group in one.facts["topics"] and one not in found),
                }
                for group, found in groups
            ],
        },
    )


def _document(
    made: Print,
    *,
    actor: Actor,
    title: str,
    dates: str,
    page: dict[str, Any] | None = None,
    book: dict[str, Any] | None = None,
) -> dict[str, Any]:
    address = address_of(made)
    partnership = on_paper(Partnership.objects.values_list("name", flat=True).get(id=actor.partnership_id))
    printed_on = made.printed_on
    return {
        "title": on_paper(title).strip() or STAND_IN,
        "author": partnership,
        "running": f"Alongside, {partnership}",
        "date": [printed_on.year, printed_on.month, printed_on.day],
        "dates": dates,
        "guidance": GUIDANCE,
        "lost": LOST,
        "qr": {
            "svg": qr_code(address),
            "address": address,
            "words": breakable(address.partition("://")[2], longest=20),
            "alt": "QR code with the address that says whether this print is still current",
        },
        "page": page,
        "book": book and book | {"title": on_paper(title).strip() or STAND_IN, "partnership": partnership},
    }


def _see(revisions: Iterable[Revision]) -> list[list[dict[str, Any]]]:
    return [[{"t": "see", "slug": one.page.slug, "c": [heading(one.title)]}] for one in revisions]


def _pages(count: int) -> str:
    return "One page of the manual" if count == 1 else f"{count} pages of the manual"


def _overdue(count: int) -> list[str]:
    if not count:
        return []
    return [f"Overdue for checking: {_pages(count)}. {'It says' if count == 1 else 'They say'} so under the title."]
