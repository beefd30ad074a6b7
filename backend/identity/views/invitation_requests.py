from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from backend.identity import access
from backend.identity.forms import InvitationRequestForm
from backend.identity.http import Request
from backend.identity.mail import send_invitation_request
from backend.identity.operations import invitation_requests as operations
from backend.identity.queries.invitation_requests import addresses_of_administrators, partner_organisations
from backend.kernel.errors import Refusal
from backend.receipts.http import idempotent_form
from backend.refusals import add_to_form


@access.acting
@require_http_methods(["GET", "POST"])
@idempotent_form
def ask_for_invitation(request: Request) -> HttpResponse:
    """Somebody without an account: their organisation's administrators are asked to invite them."""
    form = InvitationRequestForm(request.POST or None, organisations=partner_organisations(actor=request.actor))
    if form.is_valid():
        try:
            asked = operations.ask_for_invitation(actor=request.actor, now=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            add_to_form(form, refusal)
        else:
            send_invitation_request(
                asked=asked,
                to=addresses_of_administrators(organisation_id=asked.organisation_id),
                link=settings.BASE_URL + reverse("members"),
            )
            messages.success(request, "Asked. Once they have joined, you find them among your colleagues.")
            return redirect("ask_for_invitation")
    return render(request, "identity/ask_for_invitation.html", {"form": form}, status=422 if form.errors else 200)


@access.acting
@require_POST
@idempotent_form
def decline_request(request: Request, request_id: int) -> HttpResponse:
    operations.decline_request(actor=request.actor, request_id=request_id, now=timezone.now())
    messages.success(request, "Nobody is invited.")
    return redirect("members")
