"""Stepping out, and the card that says where to turn. Nobody counts either of them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from backend.identity import access
from backend.identity.http import Request
from backend.kernel.errors import Refusal, WrongMoment
from backend.logs import unlogged
from backend.receipts.http import idempotent_form
from supervision.edge import trailed
from supervision.forms import VersionForm
from supervision.operations import ending as operations
from supervision.views.press import posted, press
from supervision.views.record import Refused, record_page


@access.public
@unlogged
@require_safe
def route_card(request: HttpRequest) -> HttpResponse:
    """For everybody at any time, signed in or not: it is the same card for all, and it knows nothing of a session."""
    return render(request, "supervision/route_card.html")


@access.acting
@trailed
@unlogged
@require_POST
@idempotent_form
def end_record(request: Request, record_id: UUID) -> HttpResponse:
    """One press: the record ends, the card opens. The card opens too when the record cannot end any more."""
    try:
        operations.end_record(actor=request.actor, record_id=record_id, now=timezone.now())
    except WrongMoment:
        return redirect("supervision_route_card")
    messages.info(request, "The session ended here. Nothing more was written down.")
    return redirect("supervision_route_card")


@access.acting
@trailed
@require_POST
def take_up_record(request: Request, record_id: UUID) -> HttpResponse:
    form = VersionForm(posted(request), auto_id=False)

    def act() -> HttpResponse:
        operations.take_up_record(
            actor=request.actor,
            record_id=record_id,
            expected_version=form.cleaned_data["version"],
            now=timezone.now(),
        )
        return redirect("supervision_record", record_id)

    def page(status: int, refusal: Refusal | None) -> HttpResponse:
        return record_page(request, record_id, status=status, refused=Refused(form, refusal=refusal))

    return press(request, form, act=act, page=page)
