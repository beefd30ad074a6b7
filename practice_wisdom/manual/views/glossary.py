from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from backend.identity import access
from backend.identity.http import Request
from backend.pwa.drawn import draw
from practice_wisdom.manual.queries import glossary as queries


@access.member
@require_safe
def glossary(request: Request) -> HttpResponse:
    return draw(request, "manual/glossary.html", terms=queries.term_lines(actor=request.actor))


@access.member
@require_safe
def term(request: Request, slug: str) -> HttpResponse:
    return render(request, "manual/term.html", {"term": queries.term(actor=request.actor, slug=slug)})
