"""What people agree to do: in a record, on an agenda, and in one's own list."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from backend.identity import access
from backend.identity.http import Request
from backend.kernel.errors import Refusal
from supervision.edge import trailed
from supervision.enums import ActionState
from supervision.forms import VersionForm
from supervision.forms.action import ActionForm, MarkActionForm
from supervision.models import ActionChange
from supervision.operations import action as operations
from supervision.queries.action import action_to_read
from supervision.views.action_forms import actions_on_screen, offered
from supervision.views.press import posted, press
from supervision.views.record import Refused, record_page
from supervision.views.session import session_page

SAID = {
    ActionState.OPEN.value: "Put back: it is still to do.",
    ActionState.DONE.value: "Done.",
    ActionState.CHANGED.value: "Changed. What was agreed before stands above it.",
    ActionState.DROPPED.value: "Dropped.",
}


@access.acting
@trailed
@require_safe
def actions(request: Request) -> HttpResponse:
    return _actions_page(request)


@access.acting
@trailed
@require_POST
def add_action(request: Request, record_id: UUID) -> HttpResponse:
    form = ActionForm(posted(request), auto_id="action_%s")

    def write() -> None:
        operations.add_action(actor=request.actor, record_id=record_id, **_sent(form), now=timezone.now())

    return _in_record(request, record_id, form, write)


@access.acting
@trailed
@require_POST
def word_action(request: Request, record_id: UUID, action_id: UUID) -> HttpResponse:
    form = ActionForm(posted(request), auto_id=f"{action_id}_%s")

    def write() -> None:
        operations.word_action(
            actor=request.actor,
            action_id=action_id,
            expected_version=form.cleaned_data["version"],
            **_sent(form),
            now=timezone.now(),
        )

    return _in_record(request, record_id, form, write, action_id)


@access.acting
@trailed
@require_POST
def take_out_action(request: Request, record_id: UUID, action_id: UUID) -> HttpResponse:
    form = VersionForm(posted(request), auto_id=False)

    def write() -> None:
        operations.take_out_action(
            actor=request.actor,
            action_id=action_id,
            expected_version=form.cleaned_data["version"],
            now=timezone.now(),
        )

    return _in_record(request, record_id, form, write, action_id)


@access.acting
@trailed
@require_POST
def mark_action(request: Request, action_id: UUID) -> HttpResponse:
    form = offered(MarkActionForm(posted(request), auto_id=f"{action_id}_%s"))

    def act() -> HttpResponse:
        change = operations.mark_action(
            actor=request.actor,
            action_id=action_id,
            state=form.cleaned_data["state"],
            reason=form.cleaned_data["reason"],
            due_on=form.cleaned_data["due_on"],
            expected_version=form.cleaned_data["version"],
            now=timezone.now(),
        )
        messages.success(request, SAID[change.state])
        return redirect(_back(form, change))

    def page(status: int, refusal: Refusal | None) -> HttpResponse:
        sent = form.cleaned_data
        action = action_to_read(actor=request.actor, action_id=action_id)
        if sent.get("back") == "record":
            refused = Refused(form, refusal=refusal, action_id=action_id)
            return record_page(request, action.record_id, status=status, refused=refused)
        if sent.get("back") == "session" and sent.get("session_id"):
            return session_page(request, sent["session_id"], form, status, action_id=action_id)
        return _actions_page(request, form, status, action_id)

    return press(request, form, act=act, page=page)


def _back(form: MarkActionForm, change: ActionChange) -> str:
    sent, here = form.cleaned_data, f"#action-{change.action_id}"
    if sent["back"] == "record":
        return reverse("supervision_record", args=[change.action.record_id]) + here
    if sent["back"] == "session" and sent["session_id"]:
        return reverse("supervision_session", args=[sent["session_id"]])
    return reverse("supervision_actions")


def _sent(form: ActionForm) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in ("text", "owner_id", "due_on")}


def _in_record(
    request: Request, record_id: UUID, form: Form, write: Callable[[], None], action_id: UUID | None = None
) -> HttpResponse:
    def act() -> HttpResponse:
        write()
        return redirect(f"{reverse('supervision_record', args=[record_id])}#actions")

    def page(status: int, refusal: Refusal | None) -> HttpResponse:
        refused = Refused(form, refusal=refusal, action_id=action_id)
        return record_page(request, record_id, status=status, refused=refused)

    return press(request, form, act=act, page=page)


def _actions_page(
    request: Request, form: Form | None = None, status: int = 200, action_id: UUID | None = None
) -> HttpResponse:
    found = operations.open_my_actions(actor=request.actor, now=timezone.now())
    context = {
        "to_do": actions_on_screen(found.to_do, None, form, action_id),
        "over": actions_on_screen(found.over, None, form, action_id),
        "form": form,
    }
    return render(request, "supervision/actions.html", context, status=status)
