"""What a device keeps of the manual, item by item: pages, terms, other words, images, and the notes of one area.

Made for a partnership, or for one area of it, and never for a person: whoever may read one item may read all of it.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import F
from django.db.models.functions import Length

from backend.identity.enums import OrganisationKind
from backend.kernel.keys import Key
from backend.search.scopes import of_partnership
from practice_wisdom.manual.enums import DO_NOW, Audience, Topic
from practice_wisdom.manual.models import Image, Page, Revision, Term, Wording
from practice_wisdom.manual.queries.findable import TERM_BOOST, synonyms_of
from practice_wisdom.manual.queries.glossary import TERM_KIND, standing_terms
from practice_wisdom.manual.queries.pages import PAGE_KIND
from practice_wisdom.manual.words import IMAGES, image_address, image_digests

NOTES_KIND, SYNONYMS_KIND, IMAGE_KIND = "manual.local_notes", "manual.synonyms", "manual.image"
_DIGITS = 16

Item = dict[str, Any]


def written(item: Item) -> str:
    """The same words are the same letters, whoever writes them down."""
    return json.dumps(item, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def hash_of(text: str) -> str:
    """As hard to guess as the words are."""
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]


def items_of_partnership(*, partnership_id: int) -> Iterator[tuple[str, Item]]:
    """Pages first. Five queries, however many there are."""
    pages = Page.objects.filter(partnership_id=partnership_id, live_revision__isnull=False)
    shown: set[str] = set()
    approved = "live_revision__approvals__organisation"
    for page in pages.order_by("id").select_related("live_revision").prefetch_related(approved):
        revision = page.live_revision
        if revision is not None:  # the filter says so
            yield str(Key.of(PAGE_KIND, page.id)), _page(page, revision)
            shown.update(
                digest for part in revision.parts if IMAGES in part.html for digest in image_digests(part.html)
            )
    for term in standing_terms(partnership_id=partnership_id).prefetch_related("meanings").order_by("id"):
        yield str(Key.of(TERM_KIND, term.id)), _term(term)
    yield str(Key.of(SYNONYMS_KIND, partnership_id)), _synonyms(partnership_id)
    yield from _images(partnership_id, shown)


def notes_of_area(*, partnership_id: int, area_id: int) -> Iterator[tuple[str, Item]]:
    """By page, the notes that hold in one area. One query."""
    current = Wording.objects.filter(
        note__page__partnership_id=partnership_id,
        note__page__live_revision__isnull=False,
        note__area_id=area_id,
        note__ended_at=None,
        number=F("note__version"),
    ).order_by("note__page_id", "note_id")
    rows = current.values_list(
        "note__page_id", "note__area__name", "note_id", "after", "html", "checked_on", "review_by"
    )
    items: dict[str, Item] = {}
    for page_id, area, note_id, after, html, checked_on, review_by in rows:
        item = items.setdefault(
            f"{NOTES_KIND}:{page_id}-{area_id}",
            {"kind": "note", "page": str(Key.of(PAGE_KIND, page_id)), "area": area, "parts": []},
        )
        dates = {"checked_on": checked_on.isoformat(), "review_by": review_by.isoformat()}
        part = {"anchor": f"note-{note_id}", "heading": "", "after": after, "html": html, "weight": 1, "area": area}
        item["parts"].append(part | dates)
    yield from items.items()


def _page(page: Page, revision: Revision) -> Item:
    facts = revision.facts
    return {
        "kind": "page",
        "slug": page.slug,
        "title": revision.title,
        "summary": revision.summary,
        "keywords": list(facts["keywords"]),
        "topics": _labels(Topic, facts["topics"]),
        "agencies": _labels(OrganisationKind, facts["agencies"]),
        "audiences": _labels(Audience, [facts["audience"]]),
        "joint": page.joint,
        "checked_on": page.checked_on.isoformat() if page.checked_on else "",
        "review_by": page.review_by.isoformat() if page.review_by else "",
        "version": revision.number,
        "approved_by": sorted({approval.organisation.name for approval in revision.approvals.all()}),
        "boost": 1.0,
        "parts": [
            # As search is handed it: a result leads to the top, where "Do this now" stands.
            {"anchor": "" if part.heading == DO_NOW else part.anchor, "heading": part.heading, "html": part.html}
            | {"weight": 2 if part.heading == DO_NOW else 1}
            for part in revision.parts
        ],
    }


def _term(term: Term) -> Item:
    meanings = [[str(meaning.get_agency_display()), meaning.text] for meaning in term.meanings.all()]
    parts = [("", term.meaning), *meanings]
    return {
        "kind": "term",
        "slug": term.slug,
        "title": f"{term.name}: {term.expansion}" if term.expansion else term.name,
        "name": term.name,
        "expansion": term.expansion,
        "meaning": term.meaning,
        "meanings": meanings,
        "keywords": list(term.synonyms),
        "summary": term.expansion or term.meaning,
        "boost": TERM_BOOST,
        "parts": [{"anchor": "", "heading": heading, "text": text, "weight": 1} for heading, text in parts],
    }


def _synonyms(partnership_id: int) -> Item:
    found = synonyms_of(of_partnership(partnership_id))
    return {"kind": "synonyms", "synonyms": [[list(one.say), list(one.means)] for one in found]}


def _images(partnership_id: int, digests: set[str]) -> Iterator[tuple[str, Item]]:
    rows = Image.objects.filter(partnership_id=partnership_id, digest__in=digests).order_by("digest")
    for digest, size in rows.annotate(size=Length("content")).values_list("digest", "size"):
        yield f"{IMAGE_KIND}:{digest}", {"kind": "image", "url": image_address(digest), "bytes": size}


def _labels(choices: Any, values: Iterable[str]) -> list[str]:
    return [str(choices(value).label) for value in values]
