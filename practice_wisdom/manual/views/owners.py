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
from practice_wisdom.manual import policy
from practice_wisdom.manual.forms.workflow import (
    OwnerForm,
)
from practice_wisdom.manual.operations import owners
from practice_wisdom.manual.queries.pages import history


@access.acting
@require_http_methods(["GET", "POST"])
@idempotent_form
def change_owner(request: Request, slug: str) -> HttpResponse:
    form = OwnerForm(request.POST) if request.method == "POST" else None
    if form and form.is_valid():
        try:
            owners.change_owner(actor=request.actor, slug=slug, now=timezone.now(), **form.cleaned_data)
        except Invalid as refusal:
            add_to_form(form, refusal)
        else:
            messages.success(request, "Handed over. The new owner is told.")
            return redirect("history", slug)
    found = history(actor=request.actor, slug=slug)
    if not policy.can_change_owner(request.actor):
        raise NotPermitted("Only curators hand pages over.")
    shown = {"history": found, "form": form or OwnerForm(initial={"instead_of": found.owner_id})}
    return render(request, "manual/owner.html", shown, status=422 if form else 200)
