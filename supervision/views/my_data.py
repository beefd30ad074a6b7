"""What is kept about me: to look at, to take along, to ask for; and what I have to be told."""

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from backend.identity import access
from backend.identity.http import Request
from backend.receipts.http import idempotent_form
from supervision.edge import trailed
from supervision.forms import VersionForm
from supervision.operations import subject_access as operations
from supervision.queries.data_request import own_requests
from supervision.queries.disclosure import told
from supervision.queries.hold import notice_of
from supervision.queries.my_data import headings
from supervision.views.press import posted, press


@access.acting
@trailed
@require_safe
def my_data(request: Request) -> HttpResponse:
    return _page(request, 200, None)


@access.acting
@trailed
@require_safe
def my_data_of(request: Request, agreement_id: UUID) -> HttpResponse:
    chapter = operations.open_my_data_of(actor=request.actor, agreement_id=agreement_id, now=timezone.now())
    return render(request, "supervision/my_data_of.html", {"chapter": chapter})


@access.acting
@trailed
@require_safe
def copy(request: Request, shape: str) -> HttpResponse:
    return handed_over(operations.take_copy(actor=request.actor, now=timezone.now()), shape, "my-own-words")


@access.acting
@trailed
@require_POST
@idempotent_form
def ask(request: Request) -> HttpResponse:
    operations.ask_for_data(actor=request.actor, now=timezone.now())
    messages.success(request, "Asked for. Somebody else reads it through; you are told when it is ready.")
    return redirect("supervision_my_data")


@access.acting
@trailed
@require_POST
def withdraw(request: Request, request_id: UUID) -> HttpResponse:
    form = VersionForm(posted(request))

    def act() -> HttpResponse:
        operations.withdraw_request(
            actor=request.actor,
            request_id=request_id,
            expected_version=form.cleaned_data["version"],
            now=timezone.now(),
        )
        return redirect("supervision_my_data")

    return press(request, form, act=act, page=lambda status, refusal: _page(request, status, form))


@access.acting
@trailed
@require_safe
def export(request: Request, request_id: UUID, shape: str) -> HttpResponse:
    found = operations.take_export(actor=request.actor, request_id=request_id, now=timezone.now())
    return handed_over(found, shape, "my-data")


@access.acting
@trailed
@require_safe
def told_of_disclosure(request: Request, disclosure_id: UUID) -> HttpResponse:
    found = told(actor=request.actor, disclosure_id=disclosure_id)
    return render(request, "supervision/told_of_disclosure.html", {"told": found})


@access.acting
@trailed
@require_safe
def told_of_hold(request: Request, hold_id: UUID) -> HttpResponse:
    return render(request, "supervision/told_of_hold.html", {"hold": notice_of(actor=request.actor, hold_id=hold_id)})


def _page(request: Request, status: int, form: VersionForm | None) -> HttpResponse:
    now = timezone.now()
    requests = own_requests(actor=request.actor, now=now)
    context = {
        "headings": headings(membership_id=request.actor.membership_id),
        "beyond": operations.beyond(request.actor.membership_id),
        "requests": requests,
        "may_ask": not any(one.state == "ASKED" for one in requests),
        "form": form,
    }
    return render(request, "supervision/my_data.html", context, status=status)


def handed_over(document: dict[str, Any], shape: str, name: str) -> HttpResponse:
    if shape == "json":
        body, kind = json.dumps(document, ensure_ascii=False, indent=2), "application/json"
    else:
        body, kind = render_to_string("supervision/handed_over.html", document), "text/html; charset=utf-8"
    return HttpResponse(
        body, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}.{shape}"'}
    )
