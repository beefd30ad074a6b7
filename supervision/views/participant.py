"""Who comes and who goes, in a group."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from backend.identity import access
from backend.identity.http import Request
from supervision.edge import trailed
from supervision.forms import MemberForm, VersionForm
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
