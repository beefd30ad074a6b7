"""Finding a time: proposing up to three, accepting one, proposing others."""

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
from supervision.forms.planning import TimesForm
from supervision.operations import agreement as agreements
from supervision.operations import time_proposal as operations
from supervision.queries import time_proposal as queries
from supervision.views.press import posted, press


@access.acting
@trailed
@require_http_methods(["GET", "POST"])
def propose_times(request: Request, agreement_id: UUID) -> HttpResponse:
    form = TimesForm(posted(request))

    def act() -> HttpResponse:
        proposal = operations.propose_times(
            actor=request.actor,
            agreement_id=agreement_id,
            times=form.times,
            minutes=form.cleaned_data["minutes"],
            mode=form.cleaned_data["mode"],
            rebooks_id=form.cleaned_data["rebooks"],
            now=timezone.now(),
        )
        messages.success(request, "Proposed. You are told when there is an answer.")
        return redirect("supervision_proposal", proposal.pk)

    def page(status: int, refusal: Refusal | None) -> HttpResponse:
        opened = agreements.open_agreement(actor=request.actor, agreement_id=agreement_id, now=timezone.now())
        form.initial = {"minutes": opened.terms.length_minutes, "rebooks": request.GET.get("instead", "")}
        context = {"form": form, "title": opened.circle.title, "agreement_id": agreement_id}
        return render(request, "supervision/times.html", context, status=status)

    return press(request, form, act=act, page=page)


@access.acting
@trailed
@require_safe
def proposal(request: Request, proposal_id: UUID) -> HttpResponse:
    return _proposal_page(request, proposal_id)


@access.acting
@trailed
@require_POST
def accept_time(request: Request, proposal_id: UUID, time_id: UUID) -> HttpResponse:
    form = Form(posted(request))

    def act() -> HttpResponse:
        answered = operations.accept_time(
            actor=request.actor, proposal_id=proposal_id, time_id=time_id, now=timezone.now()
        )
        if answered.session_id:
            messages.success(request, "It fits everybody, so it is planned.")
            return redirect("supervision_session", answered.session_id)
        messages.success(request, "Noted. It is planned as soon as it fits everybody.")
        return redirect("supervision_proposal", proposal_id)

    return press(request, form, act=act, page=lambda status, _: _proposal_page(request, proposal_id, form, status))


@access.acting
@trailed
@require_http_methods(["GET", "POST"])
def propose_other_times(request: Request, proposal_id: UUID) -> HttpResponse:
    form = TimesForm(posted(request))

    def act() -> HttpResponse:
        made = operations.propose_other_times(
            actor=request.actor,
            proposal_id=proposal_id,
            times=form.times,
            minutes=form.cleaned_data["minutes"],
            mode=form.cleaned_data["mode"],
            now=timezone.now(),
        )
        messages.success(request, "Proposed in place of the times before.")
        return redirect("supervision_proposal", made.pk)

    def page(status: int, refusal: Refusal | None) -> HttpResponse:
        found = queries.proposal_to_read(actor=request.actor, proposal_id=proposal_id)
        form.initial = {"minutes": found.minutes, "mode": found.mode}
        context = {"form": form, "title": found.title, "agreement_id": found.agreement_id, "replaced": found}
        return render(request, "supervision/times.html", context, status=status)

    return press(request, form, act=act, page=page)


@access.acting
@trailed
@require_POST
def withdraw_times(request: Request, proposal_id: UUID) -> HttpResponse:
    form = Form(posted(request))

    def act() -> HttpResponse:
        operations.withdraw_times(actor=request.actor, proposal_id=proposal_id, now=timezone.now())
        messages.success(request, "Withdrawn. Nothing is planned from these times.")
        return redirect("supervision_proposal", proposal_id)

    return press(request, form, act=act, page=lambda status, _: _proposal_page(request, proposal_id, form, status))


def _proposal_page(request: Request, proposal_id: UUID, form: Form | None = None, status: int = 200) -> HttpResponse:
    found = queries.proposal_to_read(actor=request.actor, proposal_id=proposal_id)
    return render(request, "supervision/proposal.html", {"proposal": found, "form": form}, status=status)
