"""One page as it stands on paper: everything a reader sees on screen, as values for the typesetter."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, cast

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format

from backend.identity.enums import OrganisationKind
from backend.kernel.glyphs import STAND_IN, breakable, heading, on_paper
from backend.kernel.markdown import Part
from practice_wisdom.manual.blocks import Inline, Reading, plain_text
from practice_wisdom.manual.enums import DO_NOW, Audience, Evidence, Freshness
from practice_wisdom.manual.freshness import Fresh, freshness
from practice_wisdom.manual.models import Revision
from practice_wisdom.manual.queries.credits import Credit, credits_of, writers_of
from practice_wisdom.manual.words import ADDRESSES, Source

# A print on a wall is not read again when the page changes: three months, or the review date when that is sooner.
PRINT_LASTS = timedelta(days=90)
Leaf = dict[str, Any]


@dataclass(slots=True)
class Links:
    """`here`: the pages of the same print. A note for each other address, once on a page of the manual."""

    slug: str
    here: Collection[str]
    notes: dict[str, str] = field(default_factory=dict)

    def __call__(self, href: str, words: list[Inline], where: str) -> list[Inline]:
        if href.startswith(("tel:", "mailto:")):
            return [self._said_beside(href, words)]
        if href.startswith("#") or not href:
            return words
        slug = href.removeprefix(ADDRESSES["page"]).partition("#")[0]
        if href.startswith(ADDRESSES["page"]) and slug in self.here:
            return [{"t": "see", "slug": slug, "c": words}]
        address = f"{settings.BASE_URL}{href}" if href.startswith("/") else href
        if where == "head":
            return [_link(address, words, after=_printed(address))]
        same = plain_text(words).strip() == address
        return [_link(address, words, note=None if same else self._note(address))]

    def _said_beside(self, href: str, words: list[Inline]) -> Inline:
        """A number is dialled from paper by hand: it stands in the line, unless the words are the number."""
        value = href.partition(":")[2]
        said = "".join(plain_text(words).split())
        return _link(href, words, after="" if value in said else _printed(value))

    def _note(self, address: str) -> dict[str, Any]:
        first = address not in self.notes
        id = self.notes.setdefault(address, f"{self.slug}-{len(self.notes) + 1}")
        return {"id": id, "first": first, "words": _printed(address)}


def leaf(revision: Revision, *, here: Collection[str], level: int, today: date) -> Leaf:
    """`revision` is live, with its page and credits fetched. `here`: slugs of the pages in the same print.

    `level`: of the headings of its parts.
    """
    page, facts = revision.page, revision.facts
    fresh = freshness(checked_on=cast(date, page.checked_on), review_by=cast(date, page.review_by), today=today)
    reading = Reading(linked=Links(page.slug, here), level=level)
    parts = [_part(part, reading) for part in revision.parts]
    made = {
        "slug": page.slug,
        "title": heading(revision.title),
        "summary": _printed(revision.summary),
        "fresh": {"word": str(fresh.state.label), "line": _fresh_line(fresh)},
        "overdue": fresh.state == Freshness.OVERDUE,
        "now": next((part for part in parts if part["heading"] == DO_NOW), None),
        "parts": [part for part in parts if part["heading"] != DO_NOW],
        "about": _about(revision, facts),
        "approvals": [_approval(approval) for approval in credits_of(revision.approvals.all())],
        "sources": [_source(Source(**source)) for source in facts["sources"]],
        "foot": _foot(revision, fresh, today),
    }
    # Whoever draws boxes to tick has lost nothing.
    drawn = STAND_IN in f"{revision.title}{revision.summary}{revision.body}"
    return made | {"lost": STAND_IN in str(made) and not drawn}


def good_until(fresh: Fresh, *, today: date) -> date | None:
    """None when it is overdue for checking on the day it is printed."""
    return None if fresh.state == Freshness.OVERDUE else min(fresh.review_by, today + PRINT_LASTS)


def day(when: date | datetime | None) -> str:
    """22 November 2026, never broken over a line."""
    local = timezone.localtime(when) if isinstance(when, datetime) else when
    return date_format(local, "j F Y").replace(" ", "\u00a0") if local else ""


def dates(*, today: date, until: date | None) -> str:
    good = f"Good until {day(until)}." if until else "Overdue for checking: ask before you rely on it."
    return f"Printed on {day(today)}. {good}"


def _part(part: Part, reading: Reading) -> dict[str, Any]:
    return {"heading": part.heading and heading(part.heading), "blocks": reading.blocks(part.html)}


def _about(revision: Revision, facts: dict[str, Any]) -> list[str]:
    """Organisations and dates, no names of people: paper leaves the building, and whoever finds it need not know."""
    starter = "Starter content of Alongside (CC BY 4.0), brought in by" if revision.from_starter else "Written by"
    writers = ", ".join(dict.fromkeys(writer.organisation for writer in writers_of(revision)))
    rests = ", ".join(str(Evidence(code).label) for code in facts["evidence"])
    agencies = ", ".join(str(OrganisationKind(code).label) for code in facts["agencies"])
    audience = Audience(facts["audience"]).label
    return [
        _printed(f"{starter} {writers}. Revision {revision.number}, published {day(revision.published_at)}."),
        _printed(f"Rests on: {rests}. About: {agencies}. For: {audience}."),
    ]


def _approval(approval: Credit) -> str:
    note = f" “{approval.note}”" if approval.note else ""
    return _printed(f"Approved by {approval.organisation}, {day(approval.at)}.{note}")


def _source(source: Source) -> str:
    year = "" if str(source.year) in source.title else f", {source.year}"
    section = f", {source.section}" if source.section else ""
    return _printed(f"{source.title}{year}{section}")


def _fresh_line(fresh: Fresh) -> str:
    due = "review was due by" if fresh.state == Freshness.OVERDUE else "review due by"
    return f"Checked on {day(fresh.checked_on)}, {due} {day(fresh.review_by)}."


def _foot(revision: Revision, fresh: Fresh, today: date) -> str:
    return f"Revision {revision.number}. {dates(today=today, until=good_until(fresh, today=today))}"


def _link(href: str, words: list[Inline], *, after: str = "", note: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"t": "a", "href": href, "c": words, "after": after, "note": note}


def _printed(text: str) -> str:
    return breakable(on_paper(text))
