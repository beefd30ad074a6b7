"""The register of reports, which anybody may read, and the one report there is."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from backend.identity import access
from backend.identity.http import Request
from backend.kernel.errors import NotFound
from supervision.edge import trailed
from supervision.forms import PageForm
from supervision.operations.report import open_pairs
from supervision.queries.report import REPORTS


@access.signed_in
@trailed
@require_safe
def reports(request: Request) -> HttpResponse:
    return render(request, "supervision/reports.html", {"reports": REPORTS})


@access.acting
@trailed
@require_safe
def pairs(request: Request) -> HttpResponse:
    form = PageForm(request.GET)
    if not form.is_valid():
        raise NotFound
    found = open_pairs(actor=request.actor, page=form.cleaned_data["page"], now=timezone.now())
    return render(request, "supervision/pairs.html", {"found": found})
