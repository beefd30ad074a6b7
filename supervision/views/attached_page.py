"""Pages of the manual that were used: found by their names, attached, and taken out again."""

from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from backend.identity import access
from backend.identity.http import Request
from backend.kernel.errors import Refusal
from backend.kernel.references import Reference
from supervision.edge import trailed
from supervision.forms.attached_page import PageKeyForm, PageNameForm
from supervision.operations import attached_page as operations
from supervision.queries.record import record_to_read
from supervision.views.press import posted, press
from supervision.views.record import Refused, record_page


@access.acting
@trailed
@require_http_methods(["GET", "POST"])
def find_pages(request: Request, record_id: UUID) -> HttpResponse:
    """What is looked for is sent like a form, so that it stands in no address and no log. It changes nothing."""
    form = PageNameForm(posted(request))
    if not form.is_valid():
        return _found(request, record_id, form, None, status=422 if form.is_bound else 200)
    found = operations.find_pages(actor=request.actor, record_id=record_id, name=form.cleaned_data["words"])
    return _found(request, record_id, form, found)


@access.acting
@trailed
@require_POST
def attach_page(request: Request, record_id: UUID) -> HttpResponse:
    form = PageKeyForm(posted(request), auto_id=False)

    def act() -> HttpResponse:
        operations.attach_page(
            actor=request.actor, record_id=record_id, page_key=form.cleaned_data["page_key"], now=timezone.now()
        )
        messages.success(request, "Attached.")
        return redirect(f"{reverse('supervision_record', args=[record_id])}#pages")

    def page(status: int, refusal: Refusal | None) -> HttpResponse:
        return record_page(request, record_id, status=status, refused=Refused(form, refusal=refusal))

    return press(request, form, act=act, page=page)


@access.acting
@trailed
@require_POST
def take_out_page(request: Request, record_id: UUID, attached_page_id: UUID) -> HttpResponse:
    form = Form(posted(request))

    def act() -> HttpResponse:
        operations.take_out_page(actor=request.actor, attached_page_id=attached_page_id, now=timezone.now())
        return redirect(f"{reverse('supervision_record', args=[record_id])}#pages")

    def page(status: int, refusal: Refusal | None) -> HttpResponse:
        return record_page(request, record_id, status=status, refused=Refused(form, refusal=refusal))

    return press(request, form, act=act, page=page)


def _found(
    request: Request, record_id: UUID, form: PageNameForm, found: list[Reference] | None, *, status: int = 200
) -> HttpResponse:
    """Opens no text of the record: only whether it is the actor's."""
    record = record_to_read(actor=request.actor, record_id=record_id)
    context = {"record_id": record.pk, "form": form, "found": found}
    return render(request, "supervision/find_pages.html", context, status=status)
