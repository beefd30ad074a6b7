from django.http import HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils import timezone
from django.views.decorators.http import require_POST

from backend.identity import access
from backend.identity.http import Request
from backend.kernel.errors import Invalid
from backend.receipts.http import idempotent_form
from backend.refusals import add_to_form
from practice_wisdom.manual.forms import VerdictForm
from practice_wisdom.manual.operations import verdicts
from practice_wisdom.manual.views.pages import reading_page


@access.acting
@require_POST
@idempotent_form
def give_verdict(request: Request, slug: str) -> HttpResponse:
    form = VerdictForm(request.POST)
    if not form.is_valid():
        return reading_page(request, slug, verdict_form=form)
    try:
        verdicts.give_verdict(actor=request.actor, slug=slug, now=timezone.now(), **form.cleaned_data)
    except Invalid as refusal:
        add_to_form(form, refusal)
        return reading_page(request, slug, verdict_form=form)
    # Back to where the thumb was.
    return redirect(f"{resolve_url('page', slug)}#verdict")
