from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_POST

from backend.identity import access
from backend.identity.http import Request
from backend.kernel.errors import NotFound
from backend.receipts.http import idempotent_form
from practice_wisdom.manual.forms import VersionForm
from practice_wisdom.manual.operations import confirmations


@access.acting
@require_POST
@idempotent_form
def confirm_page(request: Request, slug: str) -> HttpResponse:
    form = VersionForm(request.POST)
    if not form.is_valid():
        raise NotFound("Open the page again and press the button there.")
    done = confirmations.confirm_page(
        actor=request.actor, slug=slug, number=form.cleaned_data["version"], now=timezone.now()
    )
    messages.success(request, f"In date again, until {date_format(done.review_by, 'j F Y')}.")
    return redirect("page", slug)
