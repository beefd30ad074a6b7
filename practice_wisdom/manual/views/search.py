from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpResponse, QueryDict
from django.shortcuts import render, resolve_url
from django.utils import timezone
from django.views.decorators.http import require_safe

from backend.analytics.tally import tally
from backend.identity import access
from backend.identity.http import Request
from practice_wisdom.manual.queries.search import FACETS, Chosen, Facet, FoundPages, find, known
from practice_wisdom.manual.queries.searches import NOTHING_FOUND, SEARCHED, key_of

# A screen or two of a phone; the rest is one tap away.
SHOWN, MOST_SHOWN = 10, 50
# While one types, what a phone shows above its keyboard and a little more.
SHOWN_MEANWHILE = 6
# More than anybody types; the rest would only cost time.
LONGEST_QUESTION = 200


@dataclass(frozen=True, slots=True)
class FacetLink:
    label: str
    count: int
    is_chosen: bool
    url: str


@access.member
@require_safe
def search(request: Request) -> HttpResponse:
    """The page, or with `part=1` only the results, for a page that fills them in while one types."""
    question = " ".join(request.GET.get("q", "").split())[:LONGEST_QUESTION]
    chosen = known({name: request.GET.getlist(name) for name in FACETS})
    is_part, everything = request.GET.get("part") == "1", request.GET.get("all") == "1"
    limit = MOST_SHOWN if everything else SHOWN_MEANWHILE if is_part else SHOWN
    narrowed = any(chosen.values())
    # Not while somebody types: it would be another at each letter.
    with_facets = narrowed or not is_part
    found = _found(request, question, chosen, limit=limit, with_facets=with_facets) if question else None
    if found and not (is_part or everything or narrowed):
        _count(request, question, found.total)
    shown = {
        "question": question,
        "found": found,
        "chosen": [(name, value) for name, values in chosen.items() for value in values],
        "narrow": list(_links(question, chosen, found.facets)) if found else [],
        "more": _address(question, {**chosen, "all": ["1"]}) if found and _has_more(found) else "",
        "most_shown": MOST_SHOWN,
    }
    return render(request, "manual/parts/search_results.html" if is_part else "manual/search.html", shown)


def _found(request: Request, question: str, chosen: Chosen, *, limit: int, with_facets: bool) -> FoundPages:
    today = timezone.localdate()
    return find(actor=request.actor, text=question, chosen=chosen, limit=limit, today=today, with_facets=with_facets)


def _has_more(found: FoundPages) -> bool:
    return len(found.lines) < min(found.total, MOST_SHOWN)


def _count(request: Request, question: str, total: int) -> None:
    """Of searches that were submitted: what is only being typed is nobody's business."""
    for kind in (SEARCHED,) if total else (SEARCHED, NOTHING_FOUND):
        if key := key_of(question, kind=kind):
            tally.count(partnership_id=request.actor.partnership_id, kind=kind, key=key, now=timezone.now())


def _links(question: str, chosen: Chosen, facets: tuple[Facet, ...]) -> Iterator[tuple[str, list[FacetLink]]]:
    """Each value with the address of the same search with it, or without it when it is chosen."""
    for facet in facets:
        links = []
        for value in facet.values:
            others = [one for one in chosen[facet.name] if one != value.value]
            address = _address(question, {**chosen, facet.name: others + [value.value] * (not value.is_chosen)})
            links.append(FacetLink(value.label, value.count, value.is_chosen, address))
        yield facet.label, links


def _address(question: str, chosen: Chosen) -> str:
    query = QueryDict(mutable=True)
    query["q"] = question
    for name, values in chosen.items():
        query.setlist(name, list(values))
    return f"{resolve_url('search')}?{query.urlencode()}"
