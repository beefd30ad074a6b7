from collections.abc import Iterable
from typing import NamedTuple

from backend.kernel.actor import Actor
from backend.kernel.errors import NotFound
from backend.kernel.keys import Key
from backend.kernel.prepared import Prepared
from backend.kernel.targets import Card
from practice_wisdom.manual.models import Term

TERM_KIND = "manual.term"


class TermLine(NamedTuple):
    """A term in a list."""

    slug: str
    name: str
    expansion: str
    meaning: str


_lines = Prepared(
    lambda partnership_id: Term.objects.filter(partnership_id=partnership_id).values_list(*TermLine._fields)
)


def term_lines(*, actor: Actor) -> tuple[TermLine, ...]:
    """Every term of the partnership, by name whatever the case. One query."""
    found = (TermLine(*row) for row in _lines(partnership_id=actor.partnership_id))
    return tuple(sorted(found, key=lambda line: line.name.casefold()))


def terms(*, actor: Actor) -> list[Term]:
    """Every term of the partnership with its meanings, by name whatever the case."""
    found = Term.objects.filter(partnership_id=actor.partnership_id).prefetch_related("meanings")
    return sorted(found, key=lambda term: term.name.casefold())


def term(*, actor: Actor, slug: str) -> Term:
    found = Term.objects.filter(partnership_id=actor.partnership_id, slug=slug).prefetch_related("meanings").first()
    if found is None:
        raise NotFound
    return found


def term_slugs_that_exist(*, partnership_id: int, slugs: Iterable[str]) -> set[str]:
    return set(Term.objects.filter(partnership_id=partnership_id, slug__in=slugs).values_list("slug", flat=True))


def cards(actor: Actor, ids: list[str]) -> dict[str, Card]:
    rows = Term.objects.filter(partnership_id=actor.partnership_id, id__in=[id for id in ids if id.isdecimal()])
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
