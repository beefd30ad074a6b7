from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from backend.identity import access
from backend.identity.forms import InvitationForm, NewAccountForm
from backend.identity.http import Request
from backend.identity.mail import send_invitation
from backend.identity.operations import invitations as operations
from backend.identity.queries.invitation_requests import request_to_answer
from backend.identity.queries.members import has_account, invitation_by_link
from backend.kernel.errors import Refusal
from backend.receipts.http import idempotent_form
from backend.refusals import add_to_form

MOST_DIGITS = 18


@access.acting
@require_http_methods(["GET", "POST"])
def invite(request: Request) -> HttpResponse:
    """The answer shows the link once, so it is a page and not a redirect. `?request=` answers one."""
    form = InvitationForm(
        request.POST or None, initial={"roles": ["READER"], "email": _asked_for(request, request.GET.get("request"))}
    )
    if form.is_valid():
        try:
            invitation, token = operations.invite(actor=request.actor, now=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            add_to_form(form, refusal)
        else:
            link = settings.BASE_URL + reverse("invitation", args=[token])
            send_invitation(invitation=invitation, link=link)
            return render(request, "identity/invited.html", {"invitation": invitation, "link": link})
    return render(request, "identity/invite.html", {"form": form}, status=422 if form.errors else 200)


def _asked_for(request: Request, request_id: str | None) -> str:
    if request_id is None or not request_id.isdecimal() or len(request_id) > MOST_DIGITS:
        return ""
    return request_to_answer(actor=request.actor, request_id=int(request_id)).email


@access.acting
@require_POST
@idempotent_form
def withdraw_invitation(request: Request, invitation_id: int) -> HttpResponse:
    operations.withdraw_invitation(actor=request.actor, invitation_id=invitation_id, now=timezone.now())
    messages.success(request, "The invitation is withdrawn. Its link no longer works.")
    return redirect("members")


@access.public
@require_http_methods(["GET", "POST"])
def invitation(request: Request, token: str) -> HttpResponse:
    """Behind the link: join with the account one is signed in to, sign in first, or make an account."""
    found = invitation_by_link(token=token, now=timezone.now())
    if request.user.is_authenticated:
        if request.method == "POST":
            operations.accept_as(person_id=request.user.pk, token=token, now=timezone.now())
            messages.success(request, f"You now belong to {found.organisation.name}.")
            return redirect("home")
        return render(request, "identity/join.html", {"invitation": found})
    if has_account(email=found.email):
        return redirect(f"{reverse('account_login')}?next={request.path}")
    return _make_account(request, found, token)


def _make_account(request: Request, found: object, token: str) -> HttpResponse:
    form = NewAccountForm(request.POST or None)
    if form.is_valid():
        try:
            operations.accept_with_new_account(token=token, now=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            add_to_form(form, refusal)
        else:
            messages.success(request, "Your account is ready. Sign in with your e-mail address and password.")
            return redirect("account_login")
    return render(
        request, "identity/new_account.html", {"form": form, "invitation": found}, status=422 if form.errors else 200
    )
