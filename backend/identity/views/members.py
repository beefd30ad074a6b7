from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from backend.identity import access
from backend.identity.forms import MemberForm
from backend.identity.http import Request
from backend.identity.operations import members as operations
from backend.identity.queries import members as queries
from backend.identity.queries.invitation_requests import open_requests
from backend.kernel.errors import Refusal
from backend.receipts.http import idempotent_form
from backend.refusals import add_to_form


@access.acting
def members(request: Request) -> HttpResponse:
    context = {
        "members": queries.members(actor=request.actor),
        "invitations": queries.open_invitations(actor=request.actor, now=timezone.now()),
        "requests": open_requests(actor=request.actor),
    }
    return render(request, "identity/members.html", context)


@access.acting
@require_http_methods(["GET", "POST"])
@idempotent_form
def member(request: Request, membership_id: int) -> HttpResponse:
    membership = queries.membership_to_see(actor=request.actor, membership_id=membership_id)
    form = MemberForm(request.POST or None, initial={"job_title": membership.job_title, "roles": membership.roles})
    if form.is_valid():
        try:
            operations.change_roles(
                actor=request.actor, membership_id=membership_id, now=timezone.now(), **form.cleaned_data
            )
        except Refusal as refusal:
            add_to_form(form, refusal)
        else:
            messages.success(request, f"Saved. {membership.person.name} has these roles from their next step on.")
            return redirect("members")
    status = 422 if form.errors else 200
    return render(request, "identity/member.html", {"form": form, "membership": membership}, status=status)


@access.acting
@require_POST
@idempotent_form
def disable_member(request: Request, membership_id: int) -> HttpResponse:
    changed = operations.disable_member(actor=request.actor, membership_id=membership_id, now=timezone.now())
    messages.success(request, f"{changed.person.name} is disabled. Their next step is refused.")
    return redirect("members")


@access.acting
@require_POST
@idempotent_form
def enable_member(request: Request, membership_id: int) -> HttpResponse:
    changed = operations.enable_member(actor=request.actor, membership_id=membership_id, now=timezone.now())
    messages.success(request, f"{changed.person.name} can sign in again.")
    return redirect("members")
