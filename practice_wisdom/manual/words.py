"""What an author writes: the words of one revision, checked before they reach the database."""

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from backend.identity.enums import OrganisationKind
from backend.kernel.errors import Invalid
from backend.kernel.markdown import Rendered, render
from practice_wisdom.manual.enums import DO_NOW, LAW, PART_ORDER, RESERVED_SLUGS, Audience, Evidence, Lens, Level, Topic

ADDRESSES = {"page": "/manual/", "term": "/glossary/"}
IMAGES = "/manual/images/"
MAX_TITLE, MAX_SUMMARY, MAX_SLUG = 120, 140, 80
MAX_KEYWORDS, MAX_SOURCES = 100, 30
# A draft may lack them.
NEEDED_FOR_APPROVAL = {
    "summary": "Say in one sentence what this page helps with.",
    "topics": "Choose at least one topic.",
    "agencies": "Choose the agencies this page is about.",
    "evidence": "Say what this page rests on.",
    "sources": "Name at least one source.",
}
FIRST_YEAR, LONGEST_UNCHECKED = 2000, timedelta(days=3 * 366)
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_BRACKETS = re.compile(r"[\\\[\]]")
_ESCAPED_BRACKETS = re.compile(r"\\([\\\[\]])")
_IMAGE = re.compile(rf"{IMAGES}([0-9a-f]{{32}})\.webp")
_IMAGE_FILE = re.compile(r"(?:^|/)images/([0-9a-f]{32})\.webp\Z")
# No bracket in between but an escaped one: else a text of nothing but beginnings takes minutes.
_IMAGE_WORDS = re.compile(rf"!\[((?:\\.|[^\[\]\\\n])+)\]\({IMAGES}([0-9a-f]{{32}})\.webp")


@dataclass(frozen=True, slots=True)
class Source:
    title: str
    year: int
    section: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    title: str
    summary: str
    body: str
    checked_on: date
    review_by: date
    topics: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    audience: str = Audience.BOTH
    level: str = Level.PEOPLE
    lens: str = Lens.STRUCTURAL
    evidence: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    sources: tuple[Source, ...] = field(default=())

    def facts(self) -> dict[str, Any]:
        """What is neither prose nor a date, as it is stored."""
        return {
            "topics": list(self.topics),
            "agencies": list(self.agencies),
            "audience": str(self.audience),
            "level": str(self.level),
            "lens": str(self.lens),
            "evidence": list(self.evidence),
            "keywords": list(self.keywords),
            "sources": [asdict(source) for source in self.sources],
        }

    @classmethod
    def of(
        cls, *, title: str, summary: str, body: str, checked_on: date, review_by: date, facts: dict[str, Any]
    ) -> "Words":
        facts = {name: tuple(value) if isinstance(value, list) else value for name, value in facts.items()}
        facts["sources"] = tuple(Source(**source) for source in facts["sources"])
        return cls(title=title, summary=summary, body=body, checked_on=checked_on, review_by=review_by, **facts)


class ImageSize(NamedTuple):
    address: str
    width: int
    height: int


def image_address(digest: str) -> str:
    return f"{IMAGES}{digest}.webp"


def image_file(digest: str) -> str:
    """What it is called where a manual is taken out."""
    return f"images/{digest}.webp"


def digest_of_image_file(name: str) -> str:
    """Empty where a file is not called so."""
    found = _IMAGE_FILE.search(name)
    return found[1] if found else ""


def link_text(words: str) -> str:
    """As it can stand between square brackets."""
    return _BRACKETS.sub(r"\\\g<0>", " ".join(words.split()))


def image_digests(body: str) -> set[str]:
    """Of every image that a text names, whether or not there is one."""
    return set(_IMAGE.findall(body))


def alternative_texts(body: str) -> dict[str, str]:
    """What a text says that its images show, by digest; without those of which it does not say it in one piece."""
    said = {digest: _ESCAPED_BRACKETS.sub(r"\1", words) for words, digest in _IMAGE_WORDS.findall(body)}
    return {digest: words for digest, words in said.items() if words.strip()}


def set_out(words: Words, *, images: tuple[ImageSize, ...] = ()) -> Rendered:
    """The body as HTML. Raises Invalid, field by field, for what no draft may hold.

    `images` are those that may stand in it: see `queries.images.set_out_with_images`.
    """
    problems = _problems_of_a_draft(words)
    try:
        rendered = _rendered(words.body, images)
    except Invalid as refusal:
        problems.setdefault("body", []).append(refusal.message)
        raise _invalid(problems) from refusal
    for address in rendered.refused_images:
        problems.setdefault("body", []).append(
            f"The image “{address}” cannot be shown. Only images that were added to this manual can."
        )
    for address in rendered.silent_images:
        problems.setdefault("body", []).append(f"Say in words what the image shows: ![what it shows]({address}).")
    for address in rendered.refused_links:
        problems.setdefault("body", []).append(
            f"The link to “{address}” cannot work. Use https:, mailto:, tel: with digits only, page: or term:."
        )
    if problems:
        raise _invalid(problems)
    return rendered


@lru_cache(maxsize=128)
def _rendered(body: str, images: tuple[ImageSize, ...]) -> Rendered:
    """Kept: the same words are set out when they are saved, submitted, and started from."""
    return render(body, addresses=ADDRESSES, images={one.address: (one.width, one.height) for one in images})


def refuse_incomplete(words: Words, *, headings: Iterable[str]) -> None:
    """Raises Invalid for what may stand in a draft but not go to an approver."""
    problems = {name: [text] for name, text in NEEDED_FOR_APPROVAL.items() if not getattr(words, name)}
    if order := _problem_of_order([heading for heading in headings if heading]):
        problems["body"] = [order]
    if problems:
        raise _invalid(problems)


def refuse_slug(slug: str) -> None:
    if not _SLUG.fullmatch(slug) or len(slug) > MAX_SLUG:
        raise _invalid({"slug": [f"Use small letters, digits and single hyphens, at most {MAX_SLUG} characters."]})
    if slug in RESERVED_SLUGS:
        raise _invalid({"slug": [f"“{slug}” is an address of its own. Choose another."]})


def _problem_of_order(headings: list[str]) -> str:
    if not headings or headings[0] != DO_NOW or headings[-1] != LAW:
        return f"The first heading must be “## {DO_NOW}” and the last “## {LAW}”."
    for heading in headings:
        if heading not in PART_ORDER:
            return f"“{heading}” is not one of the parts of a page. They are: {', '.join(PART_ORDER)}."
    places = [PART_ORDER.index(heading) for heading in headings]
    for heading, place, before in zip(headings[1:], places[1:], places, strict=False):
        if place <= before:
            return f"“{heading}” stands in the wrong place or twice. The order is: {', '.join(PART_ORDER)}."
    return ""


def _problems_of_a_draft(words: Words) -> dict[str, list[str]]:
    problems: dict[str, list[str]] = {}

    def refuse(name: str, wrong: bool, text: str) -> None:
        if wrong:
            problems.setdefault(name, []).append(text)

    refuse("title", not words.title.strip(), "Give the page a title.")
    refuse("title", len(words.title) > MAX_TITLE, f"The title has room for {MAX_TITLE} characters.")
    refuse("summary", len(words.summary) > MAX_SUMMARY, f"The summary has room for {MAX_SUMMARY} characters.")
    refuse("title", "\n" in words.title, "The title is one line.")
    refuse("summary", "\n" in words.summary, "The summary is one line.")
    for name, texts in _texts(words).items():
        # No database keeps it, and PostgreSQL says so only when it is too late.
        refuse(name, any("\0" in text for text in texts), "This holds a character that cannot be stored.")
    refuse("checked_on", words.checked_on.year < FIRST_YEAR, "Nobody checked these facts that long ago.")
    refuse("review_by", words.review_by <= words.checked_on, "The review date must be after the day of checking.")
    refuse("review_by", words.review_by - words.checked_on > LONGEST_UNCHECKED, "Check it again within three years.")
    refuse("keywords", len(words.keywords) > MAX_KEYWORDS, f"At most {MAX_KEYWORDS} words people type.")
    refuse("keywords", any(len(word) > 80 for word in words.keywords), "One of these is longer than 80 characters.")
    refuse("sources", len(words.sources) > MAX_SOURCES, f"At most {MAX_SOURCES} sources.")
    refuse("sources", any(not _is_source(source) for source in words.sources), "Each source needs a title and a year.")
    _refuse_unknown(words, refuse)
    return problems


def _texts(words: Words) -> dict[str, list[str]]:
    return {
        "title": [words.title],
        "summary": [words.summary],
        "body": [words.body],
        "keywords": list(words.keywords),
        "sources": [text for source in words.sources for text in (source.title, source.section)],
    }


def _refuse_unknown(words: Words, refuse: Any) -> None:
    for name, given, known in (
        ("topics", words.topics, Topic.values),
        ("agencies", words.agencies, OrganisationKind.values),
        ("evidence", words.evidence, Evidence.values),
        ("audience", [words.audience], Audience.values),
        ("level", [words.level], Level.values),
        ("lens", [words.lens], Lens.values),
    ):
        strange = sorted(set(given) - set(known))
        refuse(name, bool(strange), f"Not known: {', '.join(strange)}. Choose from: {', '.join(known)}.")


def _is_source(source: Source) -> bool:
    return 0 < len(source.title.strip()) <= 200 and 1200 <= source.year <= 2100 and len(source.section) <= 200


def _invalid(problems: dict[str, list[str]]) -> Invalid:
    first = next(iter(problems.values()))[0]
    return Invalid(first, fields=problems)
