"""What a search finds in the manual, as the screen and the API show it: with topic, freshness and what to narrow by."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices

from backend.identity.enums import OrganisationKind
from backend.kernel.actor import Actor
from backend.search.queries import SearchResult, SearchResults, search_for
from practice_wisdom.manual.enums import Audience, Topic
from practice_wisdom.manual.freshness import Fresh, freshness

FACETS: dict[str, tuple[str, type[TextChoices]]] = {
    "topic": ("Topic", Topic),
    "agency": ("Agency", OrganisationKind),
    "audience": ("Written for", Audience),
}
Chosen = Mapping[str, Collection[str]]


@dataclass(frozen=True, slots=True)
class FoundLine:
    result: SearchResult
    topics: tuple[str, ...]
    fresh: Fresh | None


@dataclass(frozen=True, slots=True)
class FacetValue:
    value: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    name: str
    label: str
    values: tuple[FacetValue, ...]


@dataclass(frozen=True, slots=True)
class FoundPages:
    query: str
    total: int
    did_you_mean: str | None
    explained: SearchResult | None
    lines: tuple[FoundLine, ...]
    facets: tuple[Facet, ...]


def find(*, actor: Actor, text: str, chosen: Chosen, limit: int, today: date) -> FoundPages:
    results = search_for(actor=actor, text=text, limit=limit, chosen=chosen)
    return FoundPages(
        query=results.query,
        total=results.total,
        did_you_mean=results.did_you_mean,
        explained=results.explained,
        lines=tuple(_line(result, today) for result in results.results),
        facets=tuple(_facets(results, chosen)),
    )


def known(chosen: Chosen) -> dict[str, list[str]]:
    """Without what no page could have: an address may say anything."""
    return {name: [v for v in choices.values if v in chosen.get(name, ())] for name, (_, choices) in FACETS.items()}


def _line(result: SearchResult, today: date) -> FoundLine:
    topics = tuple(str(Topic(code).label) for code in result.facets.get("topic", ()))
    fresh = None
    if result.checked_on and result.review_by:
        fresh = freshness(checked_on=result.checked_on, review_by=result.review_by, today=today)
    return FoundLine(result, topics, fresh)


def _facets(results: SearchResults, chosen: Chosen) -> Iterator[Facet]:
    """A facet that leaves no choice is left out, unless it was chosen."""
    for name, (label, choices) in FACETS.items():
        counts = results.facets.get(name, {})
        values = tuple(
            FacetValue(value, str(text), counts.get(value, 0), value in chosen.get(name, ()))
            for value, text in choices.choices
            if counts.get(value) or value in chosen.get(name, ())
        )
        if len(values) > 1 or chosen.get(name):
            yield Facet(name, label, values)
