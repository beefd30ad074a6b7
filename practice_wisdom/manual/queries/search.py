"""What a search finds in the manual, as the screen and the API show it: with topic, freshness and what to narrow by."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices

from backend.identity.enums import OrganisationKind
from backend.identity.queries.areas import Place
from backend.kernel.actor import Actor
from backend.kernel.keys import Key
from backend.search.queries import SearchResult, SearchResults, search_for
from practice_wisdom.manual.enums import Audience, Topic
from practice_wisdom.manual.freshness import Fresh, freshness
from practice_wisdom.manual.queries.local_notes import places_with_notes
from practice_wisdom.manual.queries.pages import PAGE_KIND

_FACETS: dict[str, tuple[str, type[TextChoices]]] = {
    "topic": ("Topic", Topic),
    "agency": ("Agency", OrganisationKind),
    "audience": ("Written for", Audience),
}
AREA = "area"
FACETS = (*_FACETS, AREA)
_LONGEST_NUMBER = 19
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


def find(*, actor: Actor, text: str, chosen: Chosen, limit: int, today: date, with_facets: bool = True) -> FoundPages:
    """Without facets, as one types, there is nothing to narrow by; what is chosen narrows all the same."""
    places = places_with_notes(actor=actor) if with_facets or chosen.get(AREA) else {}

    def areas(keys: Collection[Key]) -> dict[Key, dict[str, tuple[str, ...]]]:
        found = {key: _areas_of(key, places) for key in keys if key.kind == PAGE_KIND}
        return {key: {AREA: values} for key, values in found.items() if values}

    more = areas if places else None
    results = search_for(actor=actor, text=text, limit=limit, chosen=chosen, more_facets=more, counted=with_facets)
    return FoundPages(
        query=results.query,
        total=results.total,
        did_you_mean=results.did_you_mean,
        explained=results.explained,
        lines=tuple(_line(result, today) for result in results.results),
        facets=(*_facets(results, chosen), *_area_facet(results, chosen, places)) if with_facets else (),
    )


def known(chosen: Chosen) -> dict[str, list[str]]:
    """Without what no page could have: an address may say anything."""
    kept = {name: [v for v in choices.values if v in chosen.get(name, ())] for name, (_, choices) in _FACETS.items()}
    # Of an area that is not the reader's no result is; that there is such an area is not said.
    numbers = [v for v in chosen.get(AREA, ()) if v.isascii() and v.isdecimal() and len(v) < _LONGEST_NUMBER]
    return {**kept, AREA: list(dict.fromkeys(numbers))}


def _line(result: SearchResult, today: date) -> FoundLine:
    topics = tuple(str(Topic(code).label) for code in result.facets.get("topic", ()))
    fresh = None
    if result.checked_on and result.review_by:
        fresh = freshness(checked_on=result.checked_on, review_by=result.review_by, today=today)
    return FoundLine(result, topics, fresh)


def _facets(results: SearchResults, chosen: Chosen) -> Iterator[Facet]:
    """A facet that leaves no choice is left out, unless it was chosen."""
    for name, (label, choices) in _FACETS.items():
        counts = results.facets.get(name, {})
        values = tuple(
            FacetValue(value, str(text), counts.get(value, 0), value in chosen.get(name, ()))
            for value, text in choices.choices
            if counts.get(value) or value in chosen.get(name, ())
        )
        if len(values) > 1 or chosen.get(name):
            yield Facet(name, label, values)


def _areas_of(key: Key, places: Mapping[Place, frozenset[int]]) -> tuple[str, ...]:
    return tuple(str(place.id) for place, pages in places.items() if int(key.id) in pages)


def _area_facet(results: SearchResults, chosen: Chosen, places: Mapping[Place, frozenset[int]]) -> Iterator[Facet]:
    """Also when there is one area only: it parts what says something for it from what does not."""
    counts, picked = results.facets.get(AREA, {}), chosen.get(AREA, ())
    values = tuple(
        FacetValue(str(place.id), place.name, counts.get(str(place.id), 0), str(place.id) in picked)
        for place in places
        if counts.get(str(place.id)) or str(place.id) in picked
    )
    if values:
        yield Facet(AREA, "With a local note for", values)
