from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from backend.identity import access
from backend.identity.http import Request
from supervision.edge import trailed
from supervision.queries.overview import my_supervision


@access.acting
@trailed
@require_safe
def overview(request: Request) -> HttpResponse:
    mine = my_supervision(actor=request.actor, now=timezone.now())
    waiting = [agreement for agreement in mine.agreements if agreement.waits_for_me]
    context = {
        "mine": mine,
        "waiting_agreements": waiting,
        "waiting_reviews": [agreement for agreement in mine.agreements if agreement.review_waits_for_me],
    }
    return render(request, "supervision/overview.html", context)
