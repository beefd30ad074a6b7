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

SHOWN = 20
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
    found = _found(request, question, chosen) if question else None
    is_part = request.GET.get("part") == "1"
    if found and not is_part and not any(chosen.values()):
        _count(request, question, found.total)
    shown = {
        "question": question,
        "found": found,
        "chosen": [(name, value) for name, values in chosen.items() for value in values],
        "narrow": list(_links(question, chosen, found.facets)) if found else [],
    }
    return render(request, "manual/parts/search_results.html" if is_part else "manual/search.html", shown)


def _found(request: Request, question: str, chosen: Chosen) -> FoundPages:
    return find(actor=request.actor, text=question, chosen=chosen, limit=SHOWN, today=timezone.localdate())


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
