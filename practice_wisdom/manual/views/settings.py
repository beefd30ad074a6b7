from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from backend.identity import access
from backend.identity.http import Request
from backend.kernel.errors import Invalid
from backend.receipts.http import idempotent_form
from backend.refusals import add_to_form
from practice_wisdom.manual.forms.workflow import (
    SettingsForm,
)
from practice_wisdom.manual.operations import settings as operations
from practice_wisdom.manual.queries.settings import settings_to_read


@access.acting
@require_http_methods(["GET", "POST"])
@idempotent_form
def change_settings(request: Request) -> HttpResponse:
    form = SettingsForm(request.POST) if request.method == "POST" else None
    if form and form.is_valid():
        try:
            operations.change_settings(actor=request.actor, now=timezone.now(), **form.cleaned_data)
        except Invalid as refusal:
            add_to_form(form, refusal)
        else:
            messages.success(request, "Saved.")
            return redirect("manual_settings")
    found = settings_to_read(actor=request.actor)
    days, version = (found.withdraw_overdue_after_days, found.version) if found else (None, 0)
    shown = form or SettingsForm(initial={"withdraw_overdue_after_days": days, "version": version})
    return render(request, "manual/settings.html", {"form": shown}, status=422 if form else 200)
