from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from backend.identity import access
from backend.identity.http import Request
from backend.kernel.errors import NotFound
from supervision.edge import trailed
from supervision.forms import PageForm
from supervision.queries.agreement import AgreementCard, circle_to_read
from supervision.queries.overview import my_supervision
from supervision.queries.series import PlannedAhead
from supervision.queries.session import ahead_of, one_page


@dataclass(frozen=True, slots=True)
class Agreement:
    """`ahead` is None where nothing can be planned."""

    card: AgreementCard
    ahead: PlannedAhead | None


@access.acting
@trailed
@require_safe
def past_sessions(request: Request) -> HttpResponse:
    return _past(request, {}, Q())


@access.acting
@trailed
@require_safe
def past_sessions_of(request: Request, agreement_id: UUID) -> HttpResponse:
    circle = circle_to_read(actor=request.actor, agreement_id=agreement_id)
    return _past(request, {"agreement_id": agreement_id, "circle": circle}, Q(agreement_id=agreement_id))


def _past(request: Request, context: dict[str, Any], which: Q) -> HttpResponse:
    form = PageForm(request.GET)
    if not form.is_valid():
        raise NotFound
    which &= ~ahead_of(timezone.now())
    found = one_page(actor=request.actor, which=which, page=form.cleaned_data["page"])
    return render(request, "supervision/past_sessions.html", {"found": found, **context})


@access.acting
@trailed
@require_safe
def overview(request: Request) -> HttpResponse:
    mine = my_supervision(actor=request.actor, now=timezone.now())
    ahead = {one.agreement_id: one for one in mine.ahead}
    context = {
        "mine": mine,
        "waiting_agreements": [agreement for agreement in mine.agreements if agreement.waits_for_me],
        "waiting_proposals": [proposal for proposal in mine.proposals if proposal.waits_for_me],
        "agreements": [Agreement(card, ahead.get(card.id)) for card in mine.agreements],
        "waiting_reviews": [agreement for agreement in mine.agreements if agreement.review_waits_for_me],
    }
    return render(request, "supervision/overview.html", context)
