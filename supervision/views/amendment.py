from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from backend.identity import access
from backend.identity.http import Request
from backend.kernel.errors import Refusal
from backend.receipts.http import idempotent_form
from supervision.edge import trailed
from supervision.forms import AmendmentForm
from supervision.operations import amendment as operations
from supervision.views.press import posted, press
from supervision.views.record import Refused, record_page, unexplained


@access.acting
@trailed
@require_POST
def propose_amendment(request: Request, record_id: UUID) -> HttpResponse:
    form = AmendmentForm(posted(request), auto_id="amendment_%s")
    if explained := unexplained(request, "text"):
        return record_page(request, record_id, refused=Refused(form, explained=explained))

    def act() -> HttpResponse:
        operations.propose_amendment(
            actor=request.actor, record_id=record_id, text=form.cleaned_data["text"], now=timezone.now()
        )
        messages.success(request, "Added and signed by you. It stands once everybody has signed it.")
        return redirect("supervision_record", record_id)

    def page(status: int, refusal: Refusal | None) -> HttpResponse:
        return record_page(request, record_id, status=status, refused=Refused(form, refusal=refusal))

    return press(request, form, act=act, page=page)


@access.acting
@trailed
@require_POST
@idempotent_form
def sign_amendment(request: Request, amendment_id: UUID) -> HttpResponse:
    amendment = operations.sign_amendment(actor=request.actor, amendment_id=amendment_id, now=timezone.now())
    messages.success(request, "Your signature is under this amendment.")
    return redirect("supervision_record", amendment.record_id)
