"""Bringing pages in: choose files, see what would become of them, make the drafts."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.identity import access
from backend.identity.http import Request
from backend.kernel.errors import Invalid, NotPermitted
from backend.receipts.http import idempotent_form
from backend.refusals import add_to_form
from practice_wisdom.manual import policy
from practice_wisdom.manual.arrivals import Arrival, read_arrivals
from practice_wisdom.manual.forms.imports import FilesForm
from practice_wisdom.manual.operations import imports as operations
from practice_wisdom.manual.queries import imports as queries


@access.acting
@require_http_methods(["GET", "POST"])
def imports(request: Request) -> HttpResponse:
    """The files are read before anything waits for the database: reading takes its time, and others want to write."""
    if not policy.can_write(request.actor):
        raise NotPermitted("Only curators bring pages in. Ask your organisation's administrator for the role.")
    form = FilesForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            return _keep(request, read_arrivals(files=form.contents(), today=timezone.localdate()))
        except Invalid as refusal:
            add_to_form(form, refusal)
    context = {"form": form, "kept": queries.imports_kept(actor=request.actor)}
    return render(request, "manual/imports.html", context, status=422 if form.is_bound else 200)


@idempotent_form
def _keep(request: Request, arrivals: list[Arrival]) -> HttpResponse:
    made = operations.keep_import(actor=request.actor, arrivals=arrivals, now=timezone.now())
    return redirect("import", made.id)


@access.acting
@require_safe
def import_found(request: Request, import_id: int) -> HttpResponse:
    """What would be made of it; while drafts are being made, how far; afterwards, what became of it."""
    if progress := queries.progress_of(actor=request.actor, import_id=import_id):
        return render(request, "manual/import_progress.html", {"progress": progress})
    found = queries.import_to_read(actor=request.actor, import_id=import_id)
    return render(request, "manual/import.html", {"found": found})


@access.acting
@require_safe
def imported_page(request: Request, import_id: int, number: int) -> HttpResponse:
    found = queries.imported_page_to_read(actor=request.actor, import_id=import_id, number=number)
    return render(request, "manual/imported_page.html", {"found": found})


@access.acting
@require_POST
@idempotent_form
def make_drafts(request: Request, import_id: int) -> HttpResponse:
    replaces = request.POST.get("replaces") == "yes"
    operations.ask_for_drafts(actor=request.actor, import_id=import_id, replaces=replaces, now=timezone.now())
    messages.success(request, "Drafts are being made. No page is live before it is approved.")
    return redirect("import", import_id)
