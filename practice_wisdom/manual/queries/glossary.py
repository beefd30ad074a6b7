from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from string import ascii_uppercase
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import F, Q, QuerySet

from backend.identity.enums import OrganisationKind
from backend.kernel.actor import Actor
from backend.kernel.errors import NotFound, NotPermitted
from backend.kernel.keys import Key
from backend.kernel.prepared import Prepared
from backend.kernel.targets import Card
from backend.search.language import fold
from practice_wisdom.manual import policy
from practice_wisdom.manual.enums import OPEN_STATES, State
from practice_wisdom.manual.marking import Phrases, phrases_of
from practice_wisdom.manual.models import Glossary, Revision, Term, Wording
from practice_wisdom.manual.queries.editions import kept_cards

TERM_KIND = "manual.term"


class TermLine(NamedTuple):
    """A term in a list."""

    slug: str
    name: str
    expansion: str
    meaning: str

    @property
    def initial(self) -> str:
        """What it is filed under: a capital letter, or "#" for all that begin otherwise."""
        first = fold(self.name)[:1].upper()
        return first if first in ascii_uppercase else "#"

    @property
    def gist(self) -> str:
        """Enough to choose it from a list: what the letters stand for, or the first sentence of its meaning."""
        if self.expansion:
            return self.expansion
        end = self.meaning.find(". ")
        return self.meaning if end < 0 else self.meaning[: end + 1]


@dataclass(frozen=True, slots=True)
class AgencyMeaning:
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Explained:
    """A term for a reader: what it means in their own kind of agency (None: nothing of its own), then in the others."""

    slug: str
    name: str
    expansion: str
    meaning: str
    own: AgencyMeaning | None
    others: tuple[AgencyMeaning, ...]
    synonyms: tuple[str, ...]
    may_write: bool


_lines = Prepared(
    lambda partnership_id: Term.objects.filter(partnership_id=partnership_id, removed_at=None).values_list(
        *TermLine._fields
    )
)
# On every manual page that is read.
_edition = Prepared(
    lambda partnership_id: Glossary.objects.filter(partnership_id=partnership_id).values_list("edition")
)


def standing_terms(**facts: Any) -> QuerySet[Term]:
    """Every term that nobody took out."""
    return Term.objects.filter(removed_at=None, **facts)


def term_lines(*, actor: Actor) -> tuple[TermLine, ...]:
    """Every term of the partnership, by what it is filed under and then by name, whatever the case. One query."""
    found = (TermLine(*row) for row in _lines(partnership_id=actor.partnership_id))
    return tuple(sorted(found, key=lambda line: (line.initial, line.name.casefold())))


def terms(*, actor: Actor) -> list[Term]:
    """Every term of the partnership with its meanings, by name whatever the case."""
    found = standing_terms(partnership_id=actor.partnership_id).prefetch_related("meanings")
    return sorted(found, key=lambda term: term.name.casefold())


def term(*, actor: Actor, slug: str) -> Term:
    found = standing_terms(partnership_id=actor.partnership_id, slug=slug).prefetch_related("meanings").first()
    if found is None:
        raise NotFound
    return found


def explained(*, actor: Actor, slug: str) -> Explained:
    found = term(actor=actor, slug=slug)
    said = {meaning.agency: AgencyMeaning(_label(meaning.agency), meaning.text) for meaning in found.meanings.all()}
    return Explained(
        slug=found.slug,
        name=found.name,
        expansion=found.expansion,
        meaning=found.meaning,
        own=said.pop(actor.organisation_kind, None),
        others=tuple(said.values()),
        synonyms=tuple(found.synonyms),
        may_write=policy.can_write(actor),
    )


def term_to_edit(*, actor: Actor, slug: str) -> Term:
    """For the form."""
    found = term(actor=actor, slug=slug)
    if not policy.can_write(actor):
        raise NotPermitted("Only curators change the glossary.")
    return found


def term_to_change(*, actor: Actor, slug: str) -> Term:
    """Locked until the end of the transaction."""
    found = standing_terms(partnership_id=actor.partnership_id, slug=slug).select_for_update().first()
    if found is None:
        raise NotFound
    return found


def edition_of_glossary(*, partnership_id: int) -> UUID | None:
    row = _edition.first(partnership_id=partnership_id)
    return row[0] if row else None


@lru_cache(maxsize=50)
def phrases_of_edition(*, partnership_id: int, edition: UUID | None) -> Phrases:
    """What to mark in the pages of a partnership. Read once an edition."""
    if edition is None:
        return {}
    rows = standing_terms(partnership_id=partnership_id).order_by("id")
    return phrases_of(rows.values_list("slug", "name", "expansion", "synonyms"))


def term_slugs_that_exist(*, partnership_id: int, slugs: Iterable[str]) -> set[str]:
    return set(standing_terms(partnership_id=partnership_id, slug__in=slugs).values_list("slug", flat=True))


def titles_that_link_to(*, partnership_id: int, slug: str) -> list[str]:
    """The pages whose live or prepared words, or local notes, send the reader to this term, by title."""
    links = Q(body__contains=f"(term:{slug})") | Q(body__contains=f"(term:{slug}#")
    pages = Revision.objects.filter(page__partnership_id=partnership_id, state__in=(State.LIVE, *OPEN_STATES))
    notes = Wording.objects.filter(note__page__partnership_id=partnership_id, note__ended_at=None)
    in_pages = pages.filter(links).values_list("title", flat=True)
    in_notes = notes.filter(links, number=F("note__version")).values_list("note__page__live_revision__title", flat=True)
    return sorted({*in_pages, *in_notes})


def copy_of_term(term: Term) -> dict[str, Any]:
    """The server's copy, for whoever sent words based on an older one."""
    return {
        "slug": term.slug,
        "version": term.version,
        "term": term.name,
        "expansion": term.expansion,
        "meaning": term.meaning,
        "meanings": [{"agency": meaning.agency, "meaning": meaning.text} for meaning in term.meanings.all()],
        "synonyms": term.synonyms,
    }


@kept_cards
def cards(partnership_id: int, ids: list[str]) -> dict[str, Card]:
    rows = standing_terms(partnership_id=partnership_id, id__in=[id for id in ids if id.isdecimal()])
    return {
        str(found.id): Card(
            key=Key.of(TERM_KIND, found.id),
            title=found.name,
            url=f"/glossary/{found.slug}",
            kind_label="Glossary",
            summary=found.expansion or found.meaning,
            slug=found.slug,
        )
        for found in rows
    }


def _label(agency: str) -> str:
    return str(OrganisationKind(agency).label)
