from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.identity import access
from backend.identity.http import Request
from backend.kernel.errors import Invalid, Stale
from backend.receipts.http import idempotent_form
from backend.refusals import add_to_form
from practice_wisdom.manual.forms.search import SynonymForm
from practice_wisdom.manual.operations import synonyms as operations
from practice_wisdom.manual.queries import synonyms as queries
from practice_wisdom.manual.queries.questions import open_questions


@access.member
@require_safe
def synonyms(request: Request) -> HttpResponse:
    sought = request.GET.get("q", "")[:100]
    lines = queries.synonym_lines(actor=request.actor, containing=sought)
    return render(request, "manual/synonyms.html", {"lines": lines, "sought": sought})


@access.acting
@require_http_methods(["GET", "POST"])
@idempotent_form
def new_synonym(request: Request) -> HttpResponse:
    return _edited(request, None)


@access.acting
@require_http_methods(["GET", "POST"])
@idempotent_form
def synonym(request: Request, synonym_id: int) -> HttpResponse:
    return _edited(request, queries.synonym_to_read(actor=request.actor, synonym_id=synonym_id))


@access.acting
@require_POST
@idempotent_form
def remove_synonym(request: Request, synonym_id: int) -> HttpResponse:
    version = request.POST.get("version", "")
    given = int(version) if version.isdecimal() and len(version) < 9 else 0
    operations.remove_synonym(actor=request.actor, synonym_id=synonym_id, version=given, now=timezone.now())
    messages.success(request, "Removed. Search follows in a moment.")
    return redirect("synonyms")


def _edited(request: Request, line: queries.SynonymLine | None) -> HttpResponse:
    """Two buttons: one shows the effect and saves nothing, the other saves."""
    questions = open_questions(actor=request.actor)
    initial = {"say": "\n".join(line.say), "means": "\n".join(line.means), "version": line.version} if line else None
    form = SynonymForm(request.POST or None, initial=initial)
    shown: dict[str, Any] = {"form": form, "line": line, "questions": questions}
    if form.is_valid():
        try:
            if "try" not in request.POST:
                return _saved(request, line, form.cleaned_data)
            shown["effect"] = _effect(request, line, form.cleaned_data)
        except Invalid as refusal:
            add_to_form(form, refusal)
        except Stale as refusal:
            # With what was typed: it would be lost on a page of its own.
            form.add_error(None, refusal.message)
    return render(request, "manual/synonym.html", shown, status=422 if form.errors else 200)


def _effect(request: Request, line: queries.SynonymLine | None, given: dict[str, Any]) -> queries.Effect:
    if not given["question"]:
        text = "Write a question to try it with."
        raise Invalid(text, fields={"question": [text]})
    say = operations.phrases(given["say"], field="say")
    means = operations.phrases(given["means"], field="means")
    return queries.effect_of(actor=request.actor, question=given["question"], old=line, say=say, means=means)


def _saved(request: Request, line: queries.SynonymLine | None, given: dict[str, Any]) -> HttpResponse:
    words = {"say": given["say"], "means": given["means"], "now": timezone.now()}
    if line is None:
        operations.add_synonym(actor=request.actor, **words)
    else:
        version = given["version"] or 0
        operations.change_synonym(actor=request.actor, synonym_id=line.id, version=version, **words)
    messages.success(request, "Saved. Search follows in a moment.")
    return redirect("synonyms")
