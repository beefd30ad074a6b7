"""The order of an agenda, and what comes over from an earlier one."""

from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from backend.identity import access
from backend.identity.http import Request
from supervision.edge import trailed
from supervision.forms.agenda import PlaceForm
from supervision.operations import agenda as operations
from supervision.views.press import posted, press
from supervision.views.session import session_page


@access.acting
@trailed
@require_POST
def move_agenda_item(request: Request, session_id: UUID, item_id: UUID) -> HttpResponse:
    form = PlaceForm(posted(request), auto_id=False)

    def act() -> HttpResponse:
        item, place, of = operations.move_agenda_item(
            actor=request.actor,
            item_id=item_id,
            place=form.cleaned_data["place"],
            expected_version=form.cleaned_data["version"],
            now=timezone.now(),
        )
        messages.success(request, f"The item is now {place} of {of}.")
        return redirect(f"{reverse('supervision_session', args=[item.session_id])}#item-{item.pk}")

    return press(request, form, act=act, page=lambda status, _: session_page(request, session_id, form, status))


@access.acting
@trailed
@require_POST
def carry_over(request: Request, session_id: UUID, item_id: UUID) -> HttpResponse:
    form = Form(posted(request))

    def act() -> HttpResponse:
        item = operations.carry_over(actor=request.actor, item_id=item_id, session_id=session_id, now=timezone.now())
        return redirect(f"{reverse('supervision_session', args=[session_id])}#item-{item.pk}")

    return press(request, form, act=act, page=lambda status, _: session_page(request, session_id, form, status))
