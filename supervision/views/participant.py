"""Who comes and who goes, in a group."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from backend.identity import access
from backend.identity.http import Request
from supervision.edge import trailed
from supervision.forms import FacilitatorForm, MemberForm, VersionForm
from supervision.operations import facilitation as facilitations
from supervision.operations import participant as operations
from supervision.queries.participant import colleagues
from supervision.views.agreement import agreement_page
from supervision.views.press import posted, press


@access.acting
@trailed
@require_POST
def bring_in(request: Request, agreement_id: UUID) -> HttpResponse:
    form = MemberForm(posted(request), auto_id="member_%s", colleagues=colleagues(actor=request.actor))

    def act() -> HttpResponse:
        operations.bring_in(
            actor=request.actor,
            agreement_id=agreement_id,
            membership_id=form.cleaned_data["membership_id"],
            expected_version=form.cleaned_data["version"],
            now=timezone.now(),
        )
        messages.success(request, "Saved as a new version. They join when all of you have signed it.")
        return redirect("supervision_agreement", agreement_id)

    return press(
        request, form, act=act, page=lambda status, _: agreement_page(request, agreement_id, form=form, status=status)
    )


@access.acting
@trailed
@require_POST
def leave(request: Request, agreement_id: UUID) -> HttpResponse:
    form = VersionForm(posted(request))

    def act() -> HttpResponse:
        operations.leave(
            actor=request.actor,
            agreement_id=agreement_id,
            expected_version=form.cleaned_data["version"],
            now=timezone.now(),
        )
        messages.success(request, "You have left the group.")
        return redirect("supervision")

    return press(
        request, form, act=act, page=lambda status, _: agreement_page(request, agreement_id, form=form, status=status)
    )


@access.acting
@trailed
@require_POST
def take_off(request: Request, agreement_id: UUID, participant_id: UUID) -> HttpResponse:
    form = VersionForm(posted(request))

    def act() -> HttpResponse:
        operations.take_off(
            actor=request.actor,
            agreement_id=agreement_id,
            participant_id=participant_id,
            expected_version=form.cleaned_data["version"],
            now=timezone.now(),
        )
        messages.success(request, "They no longer take part.")
        return redirect("supervision_agreement", agreement_id)

    return press(
        request, form, act=act, page=lambda status, _: agreement_page(request, agreement_id, form=form, status=status)
    )


@access.acting
@trailed
@require_POST
def propose_handover(request: Request, agreement_id: UUID) -> HttpResponse:
    form = FacilitatorForm(posted(request), auto_id="seat_%s")

    def act() -> HttpResponse:
        facilitations.propose_handover(
            actor=request.actor,
            agreement_id=agreement_id,
            participant_id=form.cleaned_data["participant_id"],
            expected_version=form.cleaned_data["version"],
            now=timezone.now(),
        )
        messages.success(request, "Asked. Until they accept, everything stays as it is.")
        return redirect("supervision_agreement", agreement_id)

    return press(
        request, form, act=act, page=lambda status, _: agreement_page(request, agreement_id, form=form, status=status)
    )


@access.acting
@trailed
@require_POST
def accept_handover(request: Request, agreement_id: UUID) -> HttpResponse:
    return _answer(request, agreement_id, facilitations.accept_handover, "You facilitate the group from now on.")


@access.acting
@trailed
@require_POST
def close_handover(request: Request, agreement_id: UUID) -> HttpResponse:
    return _answer(request, agreement_id, facilitations.close_handover, "Everything stays as it is.")


def _answer(request: Request, agreement_id: UUID, operation: Callable[..., Any], said: str) -> HttpResponse:
    form = VersionForm(posted(request))

    def act() -> HttpResponse:
        operation(
            actor=request.actor,
            agreement_id=agreement_id,
            expected_version=form.cleaned_data["version"],
            now=timezone.now(),
        )
        messages.success(request, said)
        return redirect("supervision_agreement", agreement_id)

    return press(
        request, form, act=act, page=lambda status, _: agreement_page(request, agreement_id, form=form, status=status)
    )
