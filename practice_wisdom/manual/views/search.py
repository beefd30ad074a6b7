from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from backend.identity import access
from backend.identity.http import Request
from backend.search.queries import search_for

SHOWN = 20
# More than anybody types; the rest would only cost time.
LONGEST_QUESTION = 200


@access.member
@require_safe
def search(request: Request) -> HttpResponse:
    """The page, or with `part=1` only the results, for a page that fills them in while one types."""
    question = " ".join(request.GET.get("q", "").split())[:LONGEST_QUESTION]
    found = search_for(actor=request.actor, text=question, limit=SHOWN) if question else None
    template = "manual/parts/search_results.html" if request.GET.get("part") == "1" else "manual/search.html"
    return render(request, template, {"question": question, "found": found})
