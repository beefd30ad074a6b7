"""Whether the starter files keep the rules of a page: what is wrong, with file and line."""

import re
from collections.abc import Iterator
from pathlib import Path

from backend.identity.enums import OrganisationKind
from backend.kernel.errors import Invalid
from backend.kernel.markdown import Rendered
from practice_wisdom.manual.enums import DO_NOW, Topic
from practice_wisdom.manual.page_files import Unreadable
from practice_wisdom.manual.words import refuse_incomplete, refuse_slug, set_out
from practice_wisdom.starter_content.files import (
    FOLDER,
    StarterPage,
    page_files,
    read_page,
    starter_synonyms,
    starter_terms,
)

# A page for a hurry is read standing up; one about the craft may take longer.
MAX_WORDS, MAX_WORDS_OF_CRAFT = 700, 1_200
MAX_STEPS, MAX_WORDS_TO_DO = 7, 150


def problems(*, folder: Path = FOLDER) -> list[str]:
    """Each as "file:line: what is wrong"; empty when all is well."""
    found: list[str] = []
    pages: list[StarterPage] = []
    for path in page_files(folder=folder):
        try:
            pages.append(read_page(path=path))
        except Unreadable as wrong:
            found.append(str(wrong))
    wrong_terms = list(_glossary_problems(folder))
    slugs = {page.slug for page in pages}
    terms = set() if wrong_terms else {term.slug for term in starter_terms(folder=folder)}
    found += wrong_terms
    for page in pages:
        found += [f"{page.path.name}:{line}: {what}" for line, what in _page_problems(page, slugs, terms)]
    return found


def _page_problems(page: StarterPage, slugs: set[str], terms: set[str]) -> Iterator[tuple[int, str]]:
    if page.slug != page.path.stem:
        yield 1, f"the slug is “{page.slug}”, not the name of the file"
    try:
        refuse_slug(page.slug)
        rendered = set_out(page.words)
        refuse_incomplete(page.words, headings=[part.heading for part in rendered.parts])
    except Invalid as refusal:
        for name, texts in refusal.fields.items():
            yield (page.body_line if name == "body" else 1), f"{name}: {' '.join(texts)}"
        return
    for scheme, known in (("page", slugs), ("term", terms)):
        for slug in sorted(rendered.links[scheme] - known):
            yield _line_of(page, f"({scheme}:{slug}"), f"the link {scheme}:{slug} leads nowhere"
    yield from _length_problems(page, rendered)


def _length_problems(page: StarterPage, rendered: Rendered) -> Iterator[tuple[int, str]]:
    limit = MAX_WORDS_OF_CRAFT if Topic.CRAFT in page.words.topics else MAX_WORDS
    count = sum(len(f"{part.heading} {part.text}".split()) for part in rendered.parts)
    if count > limit:
        yield page.body_line, f"{count} words; {limit} is the most for this page"
    do_now = next(part for part in rendered.parts if part.heading == DO_NOW)
    steps, words = do_now.html.count("<li>"), len(do_now.text.split())
    if steps > MAX_STEPS or words > MAX_WORDS_TO_DO:
        yield _line_of(page, f"## {DO_NOW}"), f"{steps} steps and {words} words do not fit one screen of a phone"


def _glossary_problems(folder: Path) -> Iterator[str]:
    try:
        terms = starter_terms(folder=folder)
        starter_synonyms(folder=folder)
    except (KeyError, TypeError) as wrong:
        yield f"glossary.yaml:1: a term or synonym lacks or misuses a field: {wrong}"
        return
    seen: set[str] = set()
    for term in terms:
        if term.slug in seen:
            yield f"glossary.yaml:1: there are two terms with the slug {term.slug}"
        seen.add(term.slug)
        for strange in sorted(set(term.meanings) - set(OrganisationKind.values)):
            yield f"glossary.yaml:1: {term.name} has a meaning for {strange}, which is no kind of organisation"
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", term.slug) or len(term.name) > 80 or len(term.expansion) > 200:
            yield f"glossary.yaml:1: {term.name} has a slug, name or expansion that does not fit"


def _line_of(page: StarterPage, words: str) -> int:
    before, found, _ = page.words.body.partition(words)
    return page.body_line + before.count("\n") if found else page.body_line
