"""Writing, approving and publishing, one press at a time."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.identity import access
from backend.identity.http import Request
from backend.kernel.errors import Invalid, NotPermitted, Refusal, Stale
from backend.receipts.http import idempotent_form
from backend.refusals import STATUS, add_to_form
from practice_wisdom.manual import policy
from practice_wisdom.manual.enums import WORDS_MAY_CHANGE
from practice_wisdom.manual.forms import (
    ApproveForm,
    ImageForm,
    NewPageForm,
    ReturnForm,
    VersionForm,
    WordsForm,
    initial_of,
    initial_of_new_page,
)
from practice_wisdom.manual.forms.workflow import (
    PublishForm,
)
from practice_wisdom.manual.models import Revision
from practice_wisdom.manual.operations import approvals, kept_texts, revisions, schedules
from practice_wisdom.manual.queries.approval_links import links_sent
from practice_wisdom.manual.queries.images import set_out_with_images
from practice_wisdom.manual.queries.kept_texts import kept_since
from practice_wisdom.manual.queries.revisions import draft_to_edit, revision_to_read
from practice_wisdom.manual.queries.suggestions import taken_in
from practice_wisdom.manual.skeleton import PARTS

PLANNED = "Planned. If anything about the revision changes before, it does not happen, and you are told."


@access.acting
@require_http_methods(["GET", "POST"])
@idempotent_form
def new_page(request: Request) -> HttpResponse:
    if not policy.can_write(request.actor):
        raise NotPermitted("Only curators start pages.")
    form = NewPageForm(request.POST or None, initial=initial_of_new_page(today=timezone.localdate()))

    def save(_: str) -> HttpResponse:
        slug, joint = form.cleaned_data["slug"], form.cleaned_data["joint"]
        started = revisions.start_page(
            actor=request.actor, slug=slug, joint=joint, words=form.words(), now=timezone.now()
        )
        return redirect("revision", started.id)

    return _write(request, form, save, {"revision": None})


@access.acting
@require_http_methods(["GET", "POST"])
@idempotent_form
def edit_revision(request: Request, revision_id: int) -> HttpResponse:
    """The form; on Preview the same form with the page above it, on Save or Submit the revision.

    Words that come too late are kept, and shown beside the ones that are saved: nothing is overwritten unseen.
    """
    revision = draft_to_edit(actor=request.actor, revision_id=revision_id)
    if request.method != "POST" and revision.state not in WORDS_MAY_CHANGE:
        return redirect("revision", revision_id)
    form = WordsForm(request.POST or None, initial=initial_of(revision))

    def save(press: str) -> HttpResponse:
        keep = revisions.save_and_submit if press == "submit" else revisions.save_draft
        wanted: dict[str, Any] = {
            "actor": request.actor,
            "revision_id": revision_id,
            "words": form.words(),
            "now": timezone.now(),
        }
        try:
            keep(version=form.cleaned_data["version"] or 0, **wanted)
        except Stale:
            if kept_texts.keep_text(**wanted):
                return redirect("merge_texts", revision_id)
        return redirect("revision", revision_id)

    kept_at = kept_since(actor=request.actor, revision_id=revision_id)
    return _write(
        request, form, save, {"revision": revision, "kept_at": kept_at, "taken_in": taken_in(revision=revision)}
    )


@access.acting
@require_POST
@idempotent_form
def start_draft(request: Request, slug: str) -> HttpResponse:
    draft = revisions.start_draft(actor=request.actor, slug=slug, now=timezone.now())
    return redirect("edit_revision", draft.id)


@access.member
@require_safe
def revision(request: Request, revision_id: int) -> HttpResponse:
    return _revision_page(request, revision_id)


@access.acting
@require_POST
@idempotent_form
def submit_revision(request: Request, revision_id: int) -> HttpResponse:
    return _press(request, revision_id, VersionForm(request.POST), revisions.submit_revision, "Submitted for approval.")


@access.acting
@require_POST
@idempotent_form
def approve_revision(request: Request, revision_id: int) -> HttpResponse:
    done = "Your organisation's approval is recorded."
    return _press(request, revision_id, ApproveForm(request.POST), approvals.approve_revision, done)


@access.acting
@require_POST
@idempotent_form
def return_revision(request: Request, revision_id: int) -> HttpResponse:
    done = "Sent back. Whoever wrote it sees what should change."
    return _press(request, revision_id, ReturnForm(request.POST), approvals.return_revision, done)


@access.acting
@require_POST
@idempotent_form
def publish_revision(request: Request, revision_id: int) -> HttpResponse:
    """Now or, with the other button, at the moment that was typed."""
    form = PublishForm(request.POST)
    later = request.POST.get("press") == "later"
    if form.is_valid() and later and form.moment is None:
        form.add_error("at", "Choose a day and a time.")
    if not form.is_valid():
        return _revision_page(request, revision_id, refused=form)
    facts = {name: form.cleaned_data[name] for name in ("version", "significance")}
    try:
        if later:
            schedules.schedule_publishing(
                actor=request.actor,
                revision_id=revision_id,
                at=cast(datetime, form.moment),
                now=timezone.now(),
                **facts,
            )
        else:
            revisions.publish_revision(actor=request.actor, revision_id=revision_id, now=timezone.now(), **facts)
    except Invalid as refusal:
        add_to_form(form, refusal)
        return _revision_page(request, revision_id, refused=form)
    messages.success(request, PLANNED if later else "Published. This is now the live page.")
    return redirect("revision", revision_id)


def _write(
    request: Request, form: WordsForm, save: Callable[[str], HttpResponse], context: dict[str, Any]
) -> HttpResponse:
    press, status = request.POST.get("press", "save"), 200
    if form.is_valid():
        try:
            if press != "preview":
                return save(press)
            context["preview"] = set_out_with_images(form.words(), partnership_id=request.actor.partnership_id)
        except Refusal as refusal:
            add_to_form(form, refusal)
            status = STATUS[type(refusal)]
    elif form.is_bound:
        status = 422
    shown = {"form": form, "parts": PARTS, "image_form": ImageForm(), **context}
    return render(request, "manual/edit.html", shown, status=status)


def _press(
    request: Request, revision_id: int, form: Any, operation: Callable[..., Revision], done: str
) -> HttpResponse:
    if not form.is_valid():
        return _revision_page(request, revision_id, refused=form)
    try:
        operation(actor=request.actor, revision_id=revision_id, now=timezone.now(), **form.cleaned_data)
    except Refusal as refusal:
        if not refusal.fields:
            raise
        add_to_form(form, refusal)
        return _revision_page(request, revision_id, refused=form)
    messages.success(request, done)
    return redirect("revision", revision_id)


def _revision_page(request: Request, revision_id: int, *, refused: Any = None) -> HttpResponse:
    view = revision_to_read(actor=request.actor, revision_id=revision_id)
    version = {"version": view.revision.version}
    context = {
        "view": view,
        "taken_in": taken_in(revision=view.revision),
        "form": refused,
        "approve_form": refused if isinstance(refused, ApproveForm) else ApproveForm(initial=version),
        "return_form": refused if isinstance(refused, ReturnForm) else ReturnForm(initial=version),
        "publish_form": refused if isinstance(refused, PublishForm) else PublishForm(initial=version),
        "links": links_sent(actor=request.actor, revision=view.revision, now=timezone.now()),
    }
    return render(request, "manual/revision.html", context, status=422 if refused else 200)
