"""Bringing something to supervision: one field, one button; and what was noted so far, for its author alone."""

from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.identity import access
from backend.identity.http import Request
from backend.kernel.errors import Refusal
from supervision.edge import trailed
from supervision.forms import VersionForm
from supervision.forms.agenda import CaptureForm, PutForm
from supervision.operations import capture as operations
from supervision.queries.capture import key, places
from supervision.refusals import Hidden
from supervision.views.press import posted, press


@access.acting
@trailed
@require_http_methods(["GET", "POST"])
def bring(request: Request) -> HttpResponse:
    form = CaptureForm(posted(request), places=places(actor=request.actor))

    def act() -> HttpResponse:
        operations.capture(
            actor=request.actor,
            agreement_id=form.cleaned_data["agreement_id"],
            text=form.cleaned_data["text"],
            now=timezone.now(),
        )
        messages.success(request, "Noted, for you alone.")
        return redirect("supervision")

    def page(status: int, refusal: Refusal | None) -> HttpResponse:
        return render(request, "supervision/bring.html", {"form": form}, status=status)

    return press(request, form, act=act, page=page)


# An app that shares has no token of ours to send with it; nothing is written here.
@csrf_exempt
@access.acting
@trailed
@require_POST
def shared(request: Request) -> HttpResponse:
    """What another app handed over, put into the form: it is noted when its author presses the button there."""
    words = (request.POST.get(name, "").strip() for name in ("title", "text", "url"))
    form = CaptureForm(places=places(actor=request.actor), initial={"text": "\n".join(filter(None, words))})
    return render(request, "supervision/bring.html", {"form": form})


@access.acting
@trailed
@require_safe
def captures(request: Request) -> HttpResponse:
    return _captures_page(request)


@access.acting
@trailed
@require_POST
def put_on_agenda(request: Request, capture_id: UUID) -> HttpResponse:
    form = PutForm(posted(request), auto_id=False)

    def act() -> HttpResponse:
        item = operations.put_on_agenda(
            actor=request.actor,
            capture_id=capture_id,
            session_id=form.cleaned_data["session_id"],
            expected_version=form.cleaned_data["version"],
            now=timezone.now(),
        )
        messages.success(request, "It is on the agenda. Everybody in the session can read it now.")
        return redirect("supervision_session", item.session_id)

    return press(request, form, act=act, page=lambda status, _: _captures_page(request, capture_id, status, form))


@access.acting
@trailed
@require_POST
def throw_away(request: Request, capture_id: UUID) -> HttpResponse:
    form = VersionForm(posted(request), auto_id=False)

    def act() -> HttpResponse:
        operations.throw_away(
            actor=request.actor,
            capture_id=capture_id,
            expected_version=form.cleaned_data["version"],
            now=timezone.now(),
        )
        messages.success(request, "Thrown away.")
        return redirect("supervision_captures")

    return press(request, form, act=act, page=lambda status, _: _captures_page(request, capture_id, status, form))


def _captures_page(
    request: Request, capture_id: UUID | None = None, status: int = 200, form: Form | None = None
) -> HttpResponse:
    """With `capture_id` it is the answer about one of them, which only its author gets."""
    lines = operations.open_captures(actor=request.actor, now=timezone.now())
    if capture_id and capture_id not in {line.id for line in lines}:
        raise Hidden(key=key(capture_id))
    return render(request, "supervision/captures.html", {"lines": lines, "form": form}, status=status)
