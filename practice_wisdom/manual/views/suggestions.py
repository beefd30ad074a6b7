from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.identity import access
from backend.identity.http import Request
from backend.kernel.errors import Invalid, NotFound
from backend.pwa.drawn import draw
from backend.receipts.http import idempotent_form
from backend.refusals import add_to_form
from practice_wisdom.manual.forms import VersionForm
from practice_wisdom.manual.forms.voices import DeclineForm, SuggestionForm
from practice_wisdom.manual.operations import suggestions as operations
from practice_wisdom.manual.queries import practice_notes
from practice_wisdom.manual.queries import suggestions as queries
from practice_wisdom.manual.queries.reading import ReadingPage, page_spoken_of


@access.acting
@require_http_methods(["GET", "POST"])
@idempotent_form
def suggest_change(request: Request, slug: str) -> HttpResponse:
    """The form; with press=begin, the form with what was selected on the page: too long for an address."""
    found = page_spoken_of(actor=request.actor, slug=slug, today=timezone.localdate())
    sections = [(part.anchor, part.heading) for part in found.revision.parts if part.anchor]
    if request.method != "POST" or request.POST.get("press") == "begin":
        form = SuggestionForm(sections=sections, initial=_selected(request))
        return _suggest_page(request, found, form)
    form = SuggestionForm(request.POST, sections=sections)
    if form.is_valid():
        try:
            operations.suggest_change(actor=request.actor, slug=slug, now=timezone.now(), **form.cleaned_data)
        except Invalid as refusal:
            add_to_form(form, refusal)
        else:
            messages.success(request, "Thank you. It is with the curators, and you are told what becomes of it.")
            return redirect("own_voices")
    return _suggest_page(request, found, form)


@access.member
@require_safe
def own_voices(request: Request) -> HttpResponse:
    """Your suggestions and practice notes, with what became of them."""
    context = {
        "suggestions": queries.own_suggestions(actor=request.actor),
        "notes": practice_notes.own_notes(actor=request.actor),
    }
    return render(request, "manual/own_voices.html", context)


@access.member
@require_safe
def you_said_we_did(request: Request) -> HttpResponse:
    return draw(request, "manual/you_said_we_did.html", lines=tuple(queries.done(actor=request.actor)))


@access.member
@require_safe
def suggestion(request: Request, suggestion_id: int) -> HttpResponse:
    return _suggestion_page(request, suggestion_id)


@access.acting
@require_POST
@idempotent_form
def accept_suggestion(request: Request, suggestion_id: int) -> HttpResponse:
    form = VersionForm(request.POST)
    if not form.is_valid():
        raise NotFound("Open the suggestion again and press the button there.")
    done = operations.accept_suggestion(
        actor=request.actor, suggestion_id=suggestion_id, now=timezone.now(), **form.cleaned_data
    )
    messages.success(request, "Accepted. Write it into this draft; its author is told, and again when it is live.")
    return redirect("edit_revision", done.outcome_revision_id)


@access.acting
@require_POST
@idempotent_form
def decline_suggestion(request: Request, suggestion_id: int) -> HttpResponse:
    form = DeclineForm(request.POST)

    def decline() -> None:
        operations.decline_suggestion(
            actor=request.actor, suggestion_id=suggestion_id, now=timezone.now(), **form.cleaned_data
        )

    if taken_by(form, decline):
        messages.success(request, "Declined. Its author is told and reads your reason.")
        return redirect("desk")
    return _suggestion_page(request, suggestion_id, refused=form)


def taken_by(form: Any, act: Callable[[], Any]) -> bool:
    """Whether it was done; if not, what is wrong stands beside the fields of the form."""
    if not form.is_valid():
        return False
    try:
        act()
    except Invalid as refusal:
        add_to_form(form, refusal)
        return False
    return True


def _selected(request: Request) -> dict[str, str]:
    passage = request.POST.get("passage", "")
    return {"passage": passage, "proposed": passage}


def _suggest_page(request: Request, found: ReadingPage, form: SuggestionForm) -> HttpResponse:
    context = {"page": found, "form": form, "show_page": "passage" in form.errors}
    return render(request, "manual/suggest.html", context, status=422 if form.is_bound else 200)


def _suggestion_page(request: Request, suggestion_id: int, *, refused: DeclineForm | None = None) -> HttpResponse:
    view = queries.suggestion_to_read(actor=request.actor, suggestion_id=suggestion_id)
    form = refused or DeclineForm(initial={"version": view.suggestion.version})
    return render(
        request, "manual/suggestion.html", {"view": view, "decline_form": form}, status=422 if refused else 200
    )
