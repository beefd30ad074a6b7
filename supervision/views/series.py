"""Planning three months ahead: the dates that the rhythm asks for, each to be changed or left out."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from backend.identity import access
from backend.identity.http import Request
from backend.kernel.errors import Refusal, WrongMoment
from supervision.edge import trailed
from supervision.enums import Frequency
from supervision.forms.planning import FirstForm, SeriesForm
from supervision.operations import series as operations
from supervision.views.press import posted, press

NOT_SIGNED = "Sessions are planned under an agreement that is signed and has not ended."


@access.acting
@trailed
@require_http_methods(["GET", "POST"])
def plan_series(request: Request, agreement_id: UUID) -> HttpResponse:
    form = SeriesForm(posted(request))

    def act() -> HttpResponse:
        operations.plan_series(
            actor=request.actor,
            agreement_id=agreement_id,
            starts=form.starts,
            minutes=form.cleaned_data["minutes"],
            mode=form.cleaned_data["mode"],
            now=timezone.now(),
        )
        messages.success(request, "Planned. Each of you gets an invitation for your calendar.")
        return redirect("supervision_agreement", agreement_id)

    def page(status: int, refusal: Refusal | None) -> HttpResponse:
        asked = FirstForm(request.GET if "on" in request.GET else None, auto_id="first_%s")
        series = _series(request, agreement_id, asked)
        if not form.is_bound:
            if not series.agreement.can_plan_session:
                raise WrongMoment(NOT_SIGNED)
            form.propose(series.slots, minutes=series.minutes)
        rhythm = Frequency(series.agreement.terms.frequency).label
        context = {"form": form, "first_form": asked, "page": series.agreement, "rhythm": rhythm}
        return render(request, "supervision/series.html", context, status=status)

    return press(request, form, act=act, page=page)


def _series(request: Request, agreement_id: UUID, asked: FirstForm) -> operations.Series:
    """From the day that was asked for, else from where the agreement's rhythm goes on."""
    was_asked = asked.is_valid()
    series = operations.propose_series(
        actor=request.actor,
        agreement_id=agreement_id,
        first=asked.first() if was_asked else None,
        every=asked.rhythm() if was_asked else None,
        now=timezone.now(),
    )
    local = timezone.localtime(series.first)
    asked.initial = {"on": local.date(), "at": local.time(), "every": series.every.value}
    return series
