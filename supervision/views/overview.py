from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from backend.identity import access
from backend.identity.http import Request
from supervision.edge import trailed
from supervision.queries.agreement import AgreementCard
from supervision.queries.overview import my_supervision
from supervision.queries.series import PlannedAhead


@dataclass(frozen=True, slots=True)
class Agreement:
    """`ahead` is None where nothing can be planned."""

    card: AgreementCard
    ahead: PlannedAhead | None


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
