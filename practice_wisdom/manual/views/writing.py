"""What the editor asks for while somebody types."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from backend.identity import access
from backend.identity.http import Request
from backend.kernel.errors import Invalid
from practice_wisdom.manual.forms import PreviewForm
from practice_wisdom.manual.queries import writing as queries


@access.acting
@require_POST
def preview(request: Request) -> HttpResponse:
    """A fragment: the words as readers would see them, or what is wrong with them (422). Nothing is stored."""
    form = PreviewForm(request.POST)
    form.is_valid()
    revision_id = form.cleaned_data.get("revision")
    try:
        found = queries.preview(actor=request.actor, body=form.cleaned_data.get("body", ""), revision_id=revision_id)
    except Invalid as refusal:
        return render(request, "manual/parts/preview_problem.html", {"problem": refusal.message}, status=422)
    return render(request, "manual/parts/words.html", {"do_now": found.do_now, "parts": found.parts})


@access.member
@require_safe
def names(request: Request) -> HttpResponse:
    """Pages and terms by name, with the Markdown that links to them. `part=1`: the choices only."""
    question = request.GET.get("q", "")[:100]
    found = queries.names(actor=request.actor, question=question)
    template = "manual/parts/name_choices.html" if request.GET.get("part") else "manual/names.html"
    return render(request, template, {"question": question, "names": found})
