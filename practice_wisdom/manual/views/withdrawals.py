from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from backend.identity import access
from backend.identity.http import Request
from backend.kernel.errors import Invalid, NotPermitted
from backend.receipts.http import idempotent_form
from backend.refusals import add_to_form
from practice_wisdom.manual import policy
from practice_wisdom.manual.forms.workflow import (
    WithdrawForm,
)
from practice_wisdom.manual.operations import schedules, withdrawals
from practice_wisdom.manual.queries.pages import live_pages
from practice_wisdom.manual.queries.reading import page_to_read

GONE = "Withdrawn. Its address says why, search does not find it any more, and its history can still be read."
PLANNED = "Planned. If another revision is live by then, it does not happen, and you are told."


@access.acting
@require_http_methods(["GET", "POST"])
@idempotent_form
def withdraw_page(request: Request, slug: str) -> HttpResponse:
    """At once or, with a day and a time, then."""
    others = _others(request, slug)
    if request.method == "POST":
        form = WithdrawForm(request.POST, others=others)
        if form.is_valid():
            try:
                return _withdraw(request, slug, form)
            except Invalid as refusal:
                add_to_form(form, refusal)
    page = page_to_read(actor=request.actor, slug=slug, today=timezone.localdate())
    if not policy.can_withdraw(request.actor):
        raise NotPermitted("Only curators withdraw pages.")
    if request.method != "POST":
        form = WithdrawForm(initial={"number": page.revision.number}, others=others)
    return render(request, "manual/withdraw.html", {"page": page, "form": form}, status=422 if form.is_bound else 200)


def _others(request: Request, slug: str) -> list[tuple[str, str]]:
    pages = live_pages(actor=request.actor, today=timezone.localdate())
    return [(page.slug, page.title) for page in pages if page.slug != slug]


def _withdraw(request: Request, slug: str, form: WithdrawForm) -> HttpResponse:
    facts = {name: form.cleaned_data[name] for name in ("number", "reason", "instead")}
    if form.moment:
        schedules.schedule_withdrawal(actor=request.actor, slug=slug, at=form.moment, now=timezone.now(), **facts)
    else:
        withdrawals.withdraw_page(actor=request.actor, slug=slug, now=timezone.now(), **facts)
    messages.success(request, PLANNED if form.moment else GONE)
    return redirect("page", slug)
