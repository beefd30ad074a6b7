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
from practice_wisdom.manual.forms import VersionForm
from practice_wisdom.manual.forms.voices import DeclineForm, ExperienceForm, PracticeNoteForm, QuestionForm, ReplyForm
from practice_wisdom.manual.operations import practice_notes as operations
from practice_wisdom.manual.queries import practice_notes as queries
from practice_wisdom.manual.queries.reading import page_spoken_of
from practice_wisdom.manual.views.suggestions import taken_by


@access.acting
@require_http_methods(["GET", "POST"])
@idempotent_form
def offer_note(request: Request, slug: str) -> HttpResponse:
    found = page_spoken_of(actor=request.actor, slug=slug, today=timezone.localdate())
    form = PracticeNoteForm(request.POST or None)

    def offer() -> None:
        operations.offer_note(actor=request.actor, slug=slug, now=timezone.now(), **form.cleaned_data)

    if taken_by(form, offer):
        messages.success(request, "Thank you. It is with the curators, and you are told what becomes of it.")
        return redirect("own_voices")
    return render(
        request, "manual/offer_note.html", {"page": found, "form": form}, status=422 if form.is_bound else 200
    )


@access.member
@require_safe
def practice_note(request: Request, note_id: int) -> HttpResponse:
    return _note_page(request, note_id)


@access.acting
@require_POST
@idempotent_form
def accept_note(request: Request, note_id: int) -> HttpResponse:
    return _press(request, note_id, VersionForm(request.POST), operations.accept_note, "It is on the page now.", "desk")


@access.acting
@require_POST
@idempotent_form
def ask_about_note(request: Request, note_id: int) -> HttpResponse:
    done = "Asked. You see the reply on the desk."
    return _press(request, note_id, QuestionForm(request.POST), operations.ask_about_note, done, "desk")


@access.acting
@require_POST
@idempotent_form
def decline_note(request: Request, note_id: int) -> HttpResponse:
    done = "Declined. Its author is told and reads your reason."
    return _press(request, note_id, DeclineForm(request.POST), operations.decline_note, done, "desk")


@access.acting
@require_POST
@idempotent_form
def reply_about_note(request: Request, note_id: int) -> HttpResponse:
    done = "Sent. It is with the curators again."
    return _press(request, note_id, ReplyForm(request.POST), operations.reply_about_note, done, "own_voices")


@access.acting
@require_POST
@idempotent_form
def end_note(request: Request, note_id: int) -> HttpResponse:
    done = "The note is gone, with what colleagues said about it."
    return _press(request, note_id, VersionForm(request.POST), operations.end_note, done, "own_voices")


@access.acting
@require_POST
@idempotent_form
def tell_experience(request: Request, note_id: int) -> HttpResponse:
    form = ExperienceForm(request.POST)
    if not form.is_valid():
        raise NotFound("Open the page again and press one of the two buttons there.")
    told = operations.tell_experience(actor=request.actor, note_id=note_id, now=timezone.now(), **form.cleaned_data)
    # Back to where the thumb was.
    return redirect(f"{resolve_url('page', told.note.page.slug)}#note-{note_id}")


def _press(
    request: Request, note_id: int, form: Any, operation: Callable[..., Any], done: str, onward: str
) -> HttpResponse:
    def act() -> None:
        operation(actor=request.actor, note_id=note_id, now=timezone.now(), **form.cleaned_data)

    if not taken_by(form, act):
        return _note_page(request, note_id, refused=form)
    messages.success(request, done)
    return redirect(onward)


def _note_page(request: Request, note_id: int, *, refused: Any = None) -> HttpResponse:
    view = queries.note_to_read(actor=request.actor, note_id=note_id)
    version = {"version": view.note.version}
    context = {
        "view": view,
        "form": refused,
        "question_form": refused if isinstance(refused, QuestionForm) else QuestionForm(initial=version),
        "decline_form": refused if isinstance(refused, DeclineForm) else DeclineForm(initial=version),
        "reply_form": refused
        if isinstance(refused, ReplyForm)
        else ReplyForm(initial=version | {"words": view.note.words}),
    }
    return render(request, "manual/practice_note.html", context, status=422 if refused else 200)
