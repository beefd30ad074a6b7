"""What somebody needs while writing: how the words read, and the names of what can be linked to."""

import re
from dataclasses import dataclass, replace
from datetime import date

from backend.kernel.actor import Actor
from backend.kernel.errors import NotPermitted
from backend.kernel.markdown import Part
from practice_wisdom.manual import policy
from practice_wisdom.manual.enums import DO_NOW, State
from practice_wisdom.manual.queries.glossary import term_lines
from practice_wisdom.manual.queries.images import set_out_with_images
from practice_wisdom.manual.queries.revisions import draft_to_edit, visible_revisions
from practice_wisdom.manual.words import Words, link_text

MOST_NAMES = 12
_WORD = re.compile(r"\w+")
# The renderer takes everything that is written; a preview is of the body alone.
_REST = Words(title="Preview", summary="", body="", checked_on=date(2026, 1, 1), review_by=date(2026, 1, 2))


@dataclass(frozen=True, slots=True)
class Preview:
    do_now: Part | None
    parts: list[Part]


@dataclass(frozen=True, slots=True)
class Name:
    """Something that can be linked to. `address` is what Markdown says: page:its-slug."""

    kind: str
    name: str
    address: str

    @property
    def markdown(self) -> str:
        return f"[{link_text(self.name)}]({self.address})"


def preview(*, actor: Actor, body: str, revision_id: int | None = None) -> Preview:
    """As readers would see it. Raises Invalid as saving would. For curators, and authors of that revision."""
    if revision_id is not None:
        draft_to_edit(actor=actor, revision_id=revision_id)
    elif not policy.can_write(actor):
        raise NotPermitted("Only curators start pages.")
    parts = set_out_with_images(replace(_REST, body=body), partnership_id=actor.partnership_id).parts
    return Preview(
        do_now=next((part for part in parts if part.heading == DO_NOW), None),
        parts=[part for part in parts if part.heading != DO_NOW],
    )


def names(*, actor: Actor, question: str) -> list[Name]:
    """Pages and terms this actor may see, in whose name every word of the question begins a word. Two queries."""
    wanted = _words(question)
    if not wanted:
        return []
    found = [name for name in [*_pages(actor), *_terms(actor)] if _fits(name, wanted)]
    # What begins as the question does comes first, then the shorter name.
    begins = question.strip().casefold()
    found.sort(key=lambda name: (not name.name.casefold().startswith(begins), len(name.name), name.name))
    return found[:MOST_NAMES]


def _pages(actor: Actor) -> list[Name]:
    """By the title of the live revision, else of the one being prepared."""
    rows = visible_revisions(actor).exclude(state=State.SUPERSEDED).values_list("page__slug", "title", "state")
    titles: dict[str, str] = {}
    for slug, title, state in rows:
        if state == State.LIVE or slug not in titles:
            titles[slug] = title
    return [Name("Page", title, f"page:{slug}") for slug, title in titles.items()]


def _terms(actor: Actor) -> list[Name]:
    lines = term_lines(actor=actor)
    return [Name("Glossary", line.name, f"term:{line.slug}") for line in lines]


def _fits(name: Name, wanted: list[str]) -> bool:
    have = _words(f"{name.name} {name.address.partition(':')[2]}")
    return all(any(word.startswith(start) for word in have) for start in wanted)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())
