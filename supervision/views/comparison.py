from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from backend.identity import access
from backend.identity.http import Request
from backend.kernel.differences import Change
from backend.kernel.errors import NotFound
from supervision.edge import trailed
from supervision.forms import CompareForm
from supervision.operations.comparison import compare_versions
from supervision.queries.comparison import VersionComparison
from supervision.terms_on_screen import labels_of_terms
from supervision.views.agreement import sides_of


@dataclass(frozen=True, slots=True)
class ChangedLine:
    label: str
    changes: list[Change]


@access.acting
@trailed
@require_safe
def compare(request: Request, agreement_id: UUID) -> HttpResponse:
    """What changed between two versions, word by word."""
    form = CompareForm(request.GET)
    if not form.is_valid():
        raise NotFound
    found = compare_versions(
        actor=request.actor,
        agreement_id=agreement_id,
        older=form.cleaned_data["older"],
        newer=form.cleaned_data["newer"],
        now=timezone.now(),
    )
    return render(request, "supervision/compare.html", {"found": found, "lines": _lines(found)})


def _lines(found: VersionComparison) -> list[ChangedLine]:
    labels = labels_of_terms(sides_of(found.circle, found.members))
    return [ChangedLine(labels[one.name], one.changes) for one in found.changed]
