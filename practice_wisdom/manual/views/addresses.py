from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from backend.identity import access
from backend.identity.http import Request
from backend.kernel.errors import Invalid, NotPermitted
from backend.receipts.http import idempotent_form
from backend.refusals import add_to_form
from practice_wisdom.manual.forms import AddressForm
from practice_wisdom.manual.moved import leads_on
from practice_wisdom.manual.operations import addresses
from practice_wisdom.manual.queries.pages import history


@access.acting
@require_http_methods(["GET", "POST"])
@idempotent_form
@leads_on(live=False)
def change_address(request: Request, slug: str) -> HttpResponse:
    form = AddressForm(request.POST or None)
    if form.is_valid():
        try:
            new_slug = form.cleaned_data["slug"]
            page = addresses.change_address(actor=request.actor, slug=slug, new_slug=new_slug, now=timezone.now())
        except Invalid as refusal:
            add_to_form(form, refusal)
        else:
            messages.success(request, f"This page is at manual/{page.slug} now. manual/{slug} leads here too.")
            return redirect("history", page.slug)
    found = history(actor=request.actor, slug=slug)
    if not found.may_write:
        raise NotPermitted("Only curators change addresses.")
    status = 422 if form.is_bound else 200
    return render(request, "manual/address.html", {"history": found, "form": form}, status=status)
