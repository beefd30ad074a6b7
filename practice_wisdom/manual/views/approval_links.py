"""Asking for an approval by link, and the one page behind such a link."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from backend.identity import access
from backend.identity.http import Request
from backend.identity.limits import too_often
from backend.kernel.errors import Invalid, NotPermitted, WrongMoment
from backend.receipts.http import idempotent_form
from backend.refusals import add_to_form
from practice_wisdom.manual.forms.workflow import (
    AnswerByLinkForm,
    InviteByLinkForm,
)
from practice_wisdom.manual.models import ApprovalLink
from practice_wisdom.manual.operations import approval_links
from practice_wisdom.manual.queries.approval_links import organisations_to_ask
from practice_wisdom.manual.queries.revisions import revision_to_read

# Of one caller at any links, and of anybody at one link: a reader needs a handful.
NOT_SENT = (
    "The e-mail could not be sent: the mail server does not take it. Nothing is lost. Try again below in a few "
    "minutes; if it fails again, tell whoever runs this site."
)
MOST_OF_CALLER, MOST_OF_LINK, WITHIN = 30, 60, 600


@access.acting
@require_http_methods(["GET", "POST"])
@idempotent_form
def invite_by_link(request: Request, revision_id: int) -> HttpResponse:
    view = revision_to_read(actor=request.actor, revision_id=revision_id)
    organisations = [(one.id, one.name) for one in organisations_to_ask(actor=request.actor)]
    if request.method == "POST":
        form = InviteByLinkForm(request.POST, organisations=organisations)
        if form.is_valid():
            try:
                return _invite(request, revision_id, form)
            except Invalid as refusal:
                add_to_form(form, refusal)
    else:
        if not view.may_invite:
            raise _not_now(view.revision.state)
        form = InviteByLinkForm(organisations=organisations, initial={"version": view.revision.version})
    return render(request, "manual/invite.html", {"view": view, "form": form}, status=422 if form.is_bound else 200)


@access.acting
@require_POST
@idempotent_form
def revoke_link(request: Request, link_id: int) -> HttpResponse:
    link = approval_links.revoke_link(actor=request.actor, link_id=link_id, now=timezone.now())
    messages.success(request, "The link is ended. It does not open anything any more.")
    return redirect("revision", link.revision_id)


@access.acting
@require_POST
@idempotent_form
def send_link_again(request: Request, link_id: int) -> HttpResponse:
    link, token = approval_links.send_link_again(actor=request.actor, link_id=link_id, now=timezone.now())
    transaction.on_commit(lambda: _mail(request, link, token))
    return redirect("revision", link.revision_id)


@access.public
@require_http_methods(["GET", "POST"])
def approve_by_link(request: Request, token: str) -> HttpResponse:
    """To open it changes nothing: scanners of mail open every link. The answer is a press of a button."""
    if _too_often(request, token):
        return render(request, "429.html", status=429)
    form = AnswerByLinkForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            return _answer(request, token, form)
        except Invalid as refusal:
            add_to_form(form, refusal)
    page = approval_links.open_link(token=token, now=timezone.now())
    return render(request, "manual/guest.html", {"page": page, "form": form}, status=422 if form.is_bound else 200)


def _invite(request: Request, revision_id: int, form: InviteByLinkForm) -> HttpResponse:
    link, token = approval_links.invite_by_link(
        actor=request.actor, revision_id=revision_id, now=timezone.now(), **form.cleaned_data
    )
    transaction.on_commit(lambda: _mail(request, link, token))
    return redirect("revision", revision_id)


def _mail(request: Request, link: ApprovalLink, token: str) -> None:
    """Once the link is there. The answer is on its way by then, and takes the message along."""
    if approval_links.mail_link(actor=request.actor, link=link, token=token, now=timezone.now()):
        messages.success(request, f"The link is on its way to {link.email}. It ends in 7 days.")
    else:
        messages.warning(request, NOT_SENT)


def _answer(request: Request, token: str, form: AnswerByLinkForm) -> HttpResponse:
    """A page and no redirect: the link opens nothing any more."""
    facts = {name: form.cleaned_data[name] for name in ("name", "job_title")}
    signed_in = request.user.pk if request.user.is_authenticated else None
    if request.POST.get("press") == "approve":
        approval_links.approve_by_link(token=token, signed_in=signed_in, now=timezone.now(), **facts)
        return render(request, "manual/guest_done.html", {"approved": True})
    reason = form.cleaned_data["reason"]
    approval_links.return_by_link(token=token, reason=reason, signed_in=signed_in, now=timezone.now(), **facts)
    return render(request, "manual/guest_done.html", {"approved": False})


def _too_often(request: Request, token: str) -> bool:
    by_caller = too_often(request, what="approval-links", most=MOST_OF_CALLER, within=WITHIN)
    return by_caller or too_often(request, what="approval-link", who=token, most=MOST_OF_LINK, within=WITHIN)


def _not_now(state: str) -> NotPermitted | WrongMoment:
    if state == "IN_REVIEW":
        return NotPermitted("Only curators ask for an approval by link.")
    return WrongMoment("This revision is not waiting for approval.")
