"""The officers' desk: what waits, the rules, the holds, and the second reading of somebody's data."""

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
from backend.kernel.errors import Refusal
from supervision.edge import trailed
from supervision.forms import VersionForm
from supervision.forms.rights import HoldForm, RedactForm, ReviewForm, RuleForm
from supervision.operations import hold as holds
from supervision.operations import subject_access
from supervision.operations.retention import approve_rule as approve
from supervision.queries.data_request import requests_to_read
from supervision.queries.disclosure import disclosures
from supervision.queries.former_member import to_hand_over
from supervision.queries.hold import holds as holds_of
from supervision.queries.hold import members
from supervision.queries.rule import rules
from supervision.views.press import posted, press


@access.acting
@trailed
@require_safe
def officers(request: Request) -> HttpResponse:
    return _desk(request, 200, None)


@access.acting
@trailed
@require_POST
def approve_rule(request: Request) -> HttpResponse:
    form = RuleForm(posted(request), auto_id=f"{request.POST.get('kind', '')}_%s")

    def act() -> HttpResponse:
        approve(
            actor=request.actor,
            kind=form.cleaned_data["kind"],
            length=form.cleaned_data["length"],
            expected_version=form.cleaned_data["version"],
            now=timezone.now(),
        )
        messages.success(request, "Approved. It holds in four weeks; until then you can approve another.")
        return redirect("supervision_officers")

    return press(request, form, act=act, page=lambda status, _: _desk(request, status, form))


@access.acting
@trailed
@require_http_methods(["GET", "POST"])
def place_hold(request: Request) -> HttpResponse:
    form = HoldForm(posted(request), members=members(actor=request.actor))

    def act() -> HttpResponse:
        holds.place_hold(actor=request.actor, **form.cleaned_data, now=timezone.now())
        messages.success(request, "Placed. Nothing of what it covers is deleted until it is released.")
        return redirect("supervision_officers")

    def page(status: int, _: Refusal | None) -> HttpResponse:
        return render(request, "supervision/place_hold.html", {"form": form}, status=status)

    return press(request, form, act=act, page=page)


@access.acting
@trailed
@require_POST
def review_hold(request: Request, hold_id: UUID) -> HttpResponse:
    form = ReviewForm(posted(request), auto_id=f"{hold_id}_%s")

    def act() -> HttpResponse:
        holds.review_hold(
            actor=request.actor,
            hold_id=hold_id,
            review_on=form.cleaned_data["review_on"],
            expected_version=form.cleaned_data["version"],
            now=timezone.now(),
        )
        return redirect("supervision_officers")

    return press(request, form, act=act, page=lambda status, _: _desk(request, status, form))


@access.acting
@trailed
@require_POST
def release_hold(request: Request, hold_id: UUID) -> HttpResponse:
    form = VersionForm(posted(request))

    def act() -> HttpResponse:
        holds.release_hold(
            actor=request.actor, hold_id=hold_id, expected_version=form.cleaned_data["version"], now=timezone.now()
        )
        messages.success(request, "Released. What is due goes with the next round.")
        return redirect("supervision_officers")

    return press(request, form, act=act, page=lambda status, _: _desk(request, status, form))


@access.acting
@trailed
@require_safe
def second_reading(request: Request, request_id: UUID) -> HttpResponse:
    return _reading_page(request, request_id, 200, None)


@access.acting
@trailed
@require_POST
def redact(request: Request, request_id: UUID) -> HttpResponse:
    form = RedactForm(posted(request), auto_id="redact_%s")
    sent: Callable[[], Any] = lambda: subject_access.redact(  # noqa: E731 -- named by what it is
        actor=request.actor,
        request_id=request_id,
        item=form.cleaned_data["item"],
        passage=form.cleaned_data["passage"],
        because=form.cleaned_data["because"],
        expected_version=form.cleaned_data["version"],
        now=timezone.now(),
    )
    return _while_reading(request, request_id, form, sent)


@access.acting
@trailed
@require_POST
def undo_redaction(request: Request, request_id: UUID, redaction_id: UUID) -> HttpResponse:
    form = VersionForm(posted(request))
    sent: Callable[[], Any] = lambda: subject_access.undo_redaction(  # noqa: E731 -- named by what it is
        actor=request.actor,
        request_id=request_id,
        redaction_id=redaction_id,
        expected_version=form.cleaned_data["version"],
        now=timezone.now(),
    )
    return _while_reading(request, request_id, form, sent)


@access.acting
@trailed
@require_POST
def release_request(request: Request, request_id: UUID) -> HttpResponse:
    form = VersionForm(posted(request))

    def act() -> HttpResponse:
        subject_access.release_request(
            actor=request.actor,
            request_id=request_id,
            expected_version=form.cleaned_data["version"],
            now=timezone.now(),
        )
        messages.success(request, "Handed over. The person has a week to take it.")
        return redirect("supervision_officers")

    return press(request, form, act=act, page=lambda status, _: _reading_page(request, request_id, status, form))


def _while_reading(request: Request, request_id: UUID, form: Form, sent: Callable[[], Any]) -> HttpResponse:
    def act() -> HttpResponse:
        sent()
        return redirect("supervision_second_reading", request_id)

    return press(request, form, act=act, page=lambda status, _: _reading_page(request, request_id, status, form))


def _desk(request: Request, status: int, form: Form | None) -> HttpResponse:
    now, actor = timezone.now(), request.actor
    context = {
        "requests": requests_to_read(actor=actor, now=now),
        "to_hand_over": to_hand_over(actor=actor, now=now),
        "disclosures": disclosures(actor=actor),
        "holds": holds_of(actor=actor, now=now),
        "rules": rules(actor=actor, now=now),
        "form": form,
    }
    return render(request, "supervision/officers.html", context, status=status)


def _reading_page(request: Request, request_id: UUID, status: int, form: Form | None) -> HttpResponse:
    page = subject_access.open_request(actor=request.actor, request_id=request_id, now=timezone.now())
    refused = form if isinstance(form, RedactForm) else None
    context = {
        "page": page,
        "form": form,
        "refused": refused,
        "refused_item": refused["item"].value() if refused else "",
        "reasons": RedactForm.base_fields["because"].choices,  # type: ignore[attr-defined]
    }
    return render(request, "supervision/second_reading.html", context, status=status)
