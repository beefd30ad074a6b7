from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_http_methods, require_POST

from backend.identity import access
from backend.identity.http import Request
from backend.kernel.errors import Invalid, NotFound
from backend.receipts.http import idempotent_form
from backend.refusals import add_to_form
from practice_wisdom.manual.forms import RequirementForm, VersionForm
from practice_wisdom.manual.moved import leads_on
from practice_wisdom.manual.operations import requirements
from practice_wisdom.manual.queries.requirements import requirement_of_page


@access.acting
@require_http_methods(["GET", "POST"])
@idempotent_form
@leads_on(live=True)
def requirement(request: Request, slug: str) -> HttpResponse:
    """For curators: who is asked to read this page, and how many have."""
    view = requirement_of_page(actor=request.actor, slug=slug)
    form = RequirementForm(request.POST or None, kinds=view.kinds)
    if form.is_valid():
        try:
            done = requirements.ask_to_read(actor=request.actor, slug=slug, now=timezone.now(), **form.cleaned_data)
        except Invalid as refusal:
            add_to_form(form, refusal)
        else:
            messages.success(request, f"They are asked to read it by {date_format(done.by, 'j F Y')}.")
            return redirect("requirement", slug)
    shown = {"view": view, "form": form, "today": timezone.localdate()}
    return render(request, "manual/requirement.html", shown, status=422 if form.is_bound else 200)


@access.acting
@require_POST
@idempotent_form
def end_requirement(request: Request, slug: str) -> HttpResponse:
    requirements.end_requirement(actor=request.actor, slug=slug, now=timezone.now())
    messages.success(request, "Nobody is asked to read this page any more.")
    return redirect("requirement", slug)


@access.acting
@require_POST
@idempotent_form
def acknowledge(request: Request, slug: str) -> HttpResponse:
    form = VersionForm(request.POST)
    if not form.is_valid():
        raise NotFound("Open the page again and press the button there.")
    requirements.acknowledge(actor=request.actor, slug=slug, number=form.cleaned_data["version"], now=timezone.now())
    messages.success(request, "Noted: you have read and understood this page.")
    return redirect(resolve_url("page", slug))
