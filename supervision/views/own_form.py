"""Forms a session can follow: those of the organisation, and the screens on which they are made."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.identity import access
from backend.identity.http import Request
from supervision.edge import trailed
from supervision.forms import VersionForm
from supervision.forms.own_form import OwnFormForm
from supervision.forms_library import TIMES, forms
from supervision.operations import own_form as operations
from supervision.policy.own_form import can_write_forms
from supervision.queries import own_form as queries
from supervision.queries.doubt import doubts
from supervision.views.press import posted, press


@access.acting
@trailed
@require_safe
def own_forms(request: Request) -> HttpResponse:
    context = {
        "own": queries.own_forms(actor=request.actor),
        "shipped": forms().values(),
        "can_write": can_write_forms(request.actor),
    }
    return render(request, "supervision/own_forms.html", context)


@access.acting
@trailed
@require_http_methods(["GET", "POST"])
def make(request: Request) -> HttpResponse:
    queries.refuse_unless_writer(request.actor)
    form = OwnFormForm(request.POST) if request.method == "POST" else OwnFormForm.to_write()

    def act() -> HttpResponse:
        made = operations.make_form(actor=request.actor, words=form.words(), now=timezone.now())
        messages.success(request, "Saved as a draft. Look at it, then publish it.")
        return redirect("supervision_own_form", made.pk)

    return _written(request, form, act, {})


@access.acting
@trailed
@require_safe
def own_form(request: Request, form_id: UUID) -> HttpResponse:
    return _form_page(request, form_id)


@access.acting
@trailed
@require_http_methods(["GET", "POST"])
def change(request: Request, form_id: UUID) -> HttpResponse:
    queries.refuse_unless_writer(request.actor)
    page = queries.page(actor=request.actor, form_id=form_id)
    form = OwnFormForm(request.POST) if request.method == "POST" else None
    form = form or OwnFormForm.to_write(page.words, version=page.card.version)

    def act() -> HttpResponse:
        operations.change_form(
            actor=request.actor,
            form_id=form_id,
            words=form.words(),
            expected_version=form.cleaned_data["version"],
            now=timezone.now(),
        )
        messages.success(request, "Saved as a draft. Look at it, then publish it.")
        return redirect("supervision_own_form", form_id)

    return _written(request, form, act, {"page": page})


@access.acting
@trailed
@require_POST
def publish(request: Request, form_id: UUID) -> HttpResponse:
    return _pressed(request, form_id, operations.publish_form, "Published. It is offered for the next record.")


@access.acting
@trailed
@require_POST
def withdraw(request: Request, form_id: UUID) -> HttpResponse:
    return _pressed(request, form_id, operations.withdraw_form, "Withdrawn. Records begun with it go on.")


@access.acting
@trailed
@require_POST
def throw_away(request: Request, form_id: UUID) -> HttpResponse:
    return _pressed(request, form_id, operations.throw_draft_away, "The draft is gone.")


def _written(request: Request, form: OwnFormForm, act: Callable[[], HttpResponse], context: dict[str, Any]) -> Any:
    rearranged = form.rearranged(request.POST.get("press", "")) if form.is_bound else None
    if rearranged:
        return render(request, "supervision/write_own_form.html", context | {"form": rearranged})

    def page(status: int, _: Any) -> HttpResponse:
        return render(request, "supervision/write_own_form.html", context | {"form": form}, status=status)

    return press(request, form, act=act, page=page)


def _pressed(request: Request, form_id: UUID, operation: Callable[..., Any], said: str) -> HttpResponse:
    form = VersionForm(posted(request))

    def act() -> HttpResponse:
        left = operation(
            actor=request.actor,
            form_id=form_id,
            expected_version=form.cleaned_data["version"],
            now=timezone.now(),
        )
        messages.success(request, said)
        return redirect("supervision_own_form", form_id) if left else redirect("supervision_own_forms")

    return press(request, form, act=act, page=lambda status, _: _form_page(request, form_id, form, status))


def _form_page(request: Request, form_id: UUID, form: Form | None = None, status: int = 200) -> HttpResponse:
    page = queries.page(actor=request.actor, form_id=form_id)
    asked = request.GET.get("minutes", "")
    minutes = int(asked) if asked in map(str, TIMES) else page.words.made_for
    context = {
        "page": page,
        "form": form,
        "minutes": minutes,
        "times": TIMES,
        "stages": [(stage, stage.minutes[minutes], stage.prompts_for(minutes=minutes)) for stage in page.form.stages],
        "doubts": doubts(page.words.text()) if page.can_change else [],
    }
    return render(request, "supervision/own_form.html", context, status=status)
