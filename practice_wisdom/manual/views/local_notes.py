from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.identity import access
from backend.identity.http import Request
from backend.kernel.errors import NotFound
from backend.receipts.http import idempotent_form
from practice_wisdom.manual.forms import NoteForm, VersionForm, initial_of_new_note, initial_of_note
from practice_wisdom.manual.models import LocalNote
from practice_wisdom.manual.moved import leads_on
from practice_wisdom.manual.operations import local_notes as operations
from practice_wisdom.manual.queries import local_notes as queries
from practice_wisdom.manual.views.saving import save_or_show


@access.acting
@require_http_methods(["GET", "POST"])
@idempotent_form
@leads_on(live=True)
def new_note(request: Request, slug: str) -> HttpResponse:
    places = queries.places_for_notes(actor=request.actor, slug=slug)
    initial = initial_of_new_note(places, today=timezone.localdate())
    form = NoteForm(request.POST or None, places=places, new=True, initial=initial)

    def save() -> LocalNote:
        area_id = form.cleaned_data["area"]
        return operations.write_note(
            actor=request.actor, slug=slug, area_id=area_id, words=form.words(), now=timezone.now()
        )

    return _write(request, form, save, {"places": places})


@access.acting
@require_http_methods(["GET", "POST"])
@idempotent_form
def edit_note(request: Request, note_id: int) -> HttpResponse:
    wording = queries.wording_to_edit(actor=request.actor, note_id=note_id)
    places = queries.places_for_notes(actor=request.actor, slug=wording.note.page.slug)
    form = NoteForm(request.POST or None, places=places, new=False, initial=initial_of_note(wording))

    def save() -> LocalNote:
        version = form.cleaned_data["version"] or 0
        return operations.change_note(
            actor=request.actor, note_id=note_id, version=version, words=form.words(), now=timezone.now()
        )

    return _write(request, form, save, {"places": places, "wording": wording})


@access.acting
@require_POST
@idempotent_form
def end_note(request: Request, note_id: int) -> HttpResponse:
    form = VersionForm(request.POST)
    if not form.is_valid():
        raise NotFound("Open the note again and press the button there.")
    version = form.cleaned_data["version"]
    done = operations.end_note(actor=request.actor, note_id=note_id, version=version, now=timezone.now())
    messages.success(request, "The note is no longer on the page. What it said stays in its history.")
    return redirect("page", done.page.slug)


@access.member
@require_safe
def note(request: Request, note_id: int) -> HttpResponse:
    found = queries.note_history(actor=request.actor, note_id=note_id, today=timezone.localdate())
    return render(request, "manual/local_note.html", {"note": found})


def _write(request: Request, form: NoteForm, save: Callable[[], LocalNote], context: dict[str, Any]) -> HttpResponse:
    return save_or_show(
        request,
        form,
        lambda: _place_of(save()),
        done="Saved. Readers of the area see it on the page.",
        template="manual/edit_note.html",
        context=context,
    )


def _place_of(note: LocalNote) -> str:
    return f"{resolve_url('page', note.page.slug)}#note-{note.pk}"
