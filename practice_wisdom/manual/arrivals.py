"""What somebody brings, file by file: a page that could be a draft, or why it is none."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from time import monotonic

from backend.kernel.errors import Invalid
from backend.kernel.images import Reencoded, reencode
from backend.kernel.markdown import render
from backend.kernel.slugs import slug_of
from practice_wisdom.manual.glossary_files import FileEntry, read_entries
from practice_wisdom.manual.markdown_of import markdown_of
from practice_wisdom.manual.page_files import PageFile, Unreadable, read_page
from practice_wisdom.manual.unpacking import Item, refused, unpack
from practice_wisdom.manual.word_documents import read_document
from practice_wisdom.manual.words import (
    ADDRESSES,
    MAX_TITLE,
    ImageSize,
    Words,
    image_address,
    image_digests,
    refuse_incomplete,
    refuse_slug,
    set_out,
)

# Whoever waits for a page to come back does not wait longer.
MAX_SECONDS = 15
REVIEW_IN_SIX_MONTHS = "It is due for checking in six months. Choose another day if the law moves faster."


@dataclass(frozen=True, slots=True)
class Arrival:
    """`words` is None where the file cannot be a page: `refusal` says why. `joint` is None where it does not say.

    `state` is what it was where it was taken out, if it was not live. A file of words has `entries` and no words, an
    image, made anew, has the `digest` that pages show it by.
    """

    file: str
    slug: str = ""
    joint: bool | None = None
    words: Words | None = None
    refusal: str = ""
    notes: tuple[str, ...] = ()
    to_fill: tuple[str, ...] = ()
    # ("page", slug) and ("term", slug) that it links to.
    links: frozenset[tuple[str, str]] = frozenset()
    state: str = ""
    entries: tuple[FileEntry, ...] | None = None
    digest: str = ""
    image: Reencoded | None = None

    @property
    def is_page(self) -> bool:
        """Or might have been one."""
        return self.entries is None and self.image is None


def read_arrivals(*, files: Iterable[tuple[str, bytes]], today: date) -> list[Arrival]:
    """One for every file, in the order of their names. Raises Invalid for what cannot be opened at all."""
    began, arrivals = monotonic(), list[Arrival]()
    first: dict[tuple[str, bool], str] = {}
    for item in sorted(unpack(files), key=lambda item: item.name):
        if monotonic() - began > MAX_SECONDS:
            raise refused("These files take too long to read. Bring fewer at a time.")
        arrival = _arrival(item, today=today)
        if arrival.words and (other := first.setdefault((arrival.slug, bool(arrival.state)), item.name)) != item.name:
            arrival = Arrival(item.name, refusal=f"It has the same address as {other}. Change one of them.")
        arrivals.append(arrival)
    # What was live before the draft that was to follow it.
    return sorted(arrivals, key=lambda arrival: bool(arrival.state))


def _arrival(item: Item, *, today: date) -> Arrival:
    if item.left_out:
        return Arrival(item.name, refusal=item.left_out)
    if item.holds_words:
        return _words_of(item)
    if item.image_digest:
        return _image_of(item)
    try:
        page, notes = _page_of(item, today=today)
    except (Unreadable, Invalid) as wrong:
        return Arrival(item.name, refusal=_kept(_sentence(wrong)))
    try:
        refuse_slug(page.slug)
        rendered = set_out(page.words, images=_images_of(page.words))
    except Invalid as refusal:
        return Arrival(item.name, refusal=_kept(_refused_words(item, page, refusal)))
    return Arrival(
        file=item.name,
        slug=page.slug,
        joint=page.joint,
        words=page.words,
        notes=tuple(map(_kept, notes)),
        to_fill=_to_fill(page, [part.heading for part in rendered.parts]),
        state=page.state,
        links=frozenset((scheme, slug) for scheme, slugs in rendered.links.items() for slug in slugs),
    )


def _images_of(words: Words) -> tuple[ImageSize, ...]:
    """All that it names: whether they are here, a look into the database says later."""
    return tuple(ImageSize(image_address(digest), 1, 1) for digest in sorted(image_digests(words.body)))


def _image_of(item: Item) -> Arrival:
    """Whatever it was where it comes from, it is made anew here as every image is."""
    try:
        return Arrival(item.name, digest=item.image_digest, image=reencode(item.data, name=item.name))
    except Invalid as refusal:
        return Arrival(item.name, refusal=_kept(refusal.message))


def _words_of(item: Item) -> Arrival:
    try:
        return Arrival(item.name, entries=tuple(read_entries(file=item.name, text=_decoded(item))))
    except Unreadable as wrong:
        return Arrival(item.name, refusal=_kept(_sentence(wrong)))


def _page_of(item: Item, *, today: date) -> tuple[PageFile, tuple[str, ...]]:
    if item.ending == ".docx":
        return _page_of_document(item, today=today)
    return read_page(file=item.name, text=_decoded(item), today=today), ()


def _decoded(item: Item) -> str:
    try:
        return item.data.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = item.data[: wrong.start].count(b"\n") + 1
        raise Unreadable(item.name, line, "the file is not saved as UTF-8. Save it again with that encoding") from wrong


def _page_of_document(item: Item, *, today: date) -> tuple[PageFile, tuple[str, ...]]:
    document = read_document(name=item.name, data=item.data)
    written = markdown_of(document.html)
    if unusable := render(written.body, addresses=ADDRESSES).refused_links:
        written = markdown_of(document.html, refused_links=unusable)
    stem = item.name.rsplit("/", 1)[-1].rpartition(".")[0]
    title = (written.title or document.title or stem)[:MAX_TITLE].strip()
    page = read_page(file=item.name, text=written.body, today=today)
    # Its title is not in the text any more; a heading that is left there is a part of the page.
    words = replace(page.words, title=title, body=written.body)
    return replace(page, words=words, slug=slug_of(stem) or slug_of(title)), written.notes


def _to_fill(page: PageFile, headings: list[str]) -> tuple[str, ...]:
    texts: list[str] = []
    try:
        refuse_incomplete(page.words, headings=headings)
    except Invalid as refusal:
        texts = [text for messages in refusal.fields.values() for text in messages]
    return (*texts, REVIEW_IN_SIX_MONTHS) if "review_by" in page.missing else tuple(texts)


def _refused_words(item: Item, page: PageFile, refusal: Invalid) -> str:
    if item.ending == ".docx":
        # The lines are of the Markdown that was made of it: nobody has seen them.
        return " ".join(text for texts in refusal.fields.values() for text in texts)
    return " ".join(f"Line {page.line_of(name)}: {' '.join(texts)}" for name, texts in refusal.fields.items())


def _sentence(wrong: Unreadable | Invalid) -> str:
    return wrong.message if isinstance(wrong, Invalid) else f"Line {wrong.line}: {wrong.what}."


def _kept(text: str) -> str:
    """As a database can keep it."""
    return text.replace("\0", "�")[:1_000]
