"""Subject access of somebody who has left: noted by one officer, handed over by another than its reader."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from backend.identity import access
from backend.identity.http import Request
from backend.kernel.errors import Refusal
from supervision.edge import trailed
from supervision.forms.rights import FormerMemberForm
from supervision.operations import former_member as operations
from supervision.queries.former_member import former_members
from supervision.views.my_data import handed_over
from supervision.views.press import posted, press


@access.acting
@trailed
@require_http_methods(["GET", "POST"])
def ask_for_former_member(request: Request) -> HttpResponse:
    people = former_members(actor=request.actor)
    form = FormerMemberForm(posted(request), members=people)

    def act() -> HttpResponse:
        operations.ask_for_former_member(actor=request.actor, **form.cleaned_data, now=timezone.now())
        messages.success(request, "Noted. A second reader reads it through, and another officer hands it over.")
        return redirect("supervision_officers")

    def page(status: int, _: Refusal | None) -> HttpResponse:
        context = {"form": form, "people": people}
        return render(request, "supervision/ask_for_former_member.html", context, status=status)

    return press(request, form, act=act, page=page)


@access.acting
@trailed
@require_safe
def hand_over(request: Request, request_id: UUID, shape: str) -> HttpResponse:
    found = operations.hand_over_export(actor=request.actor, request_id=request_id, now=timezone.now())
    return handed_over(found, shape, "data-of-a-former-member")
