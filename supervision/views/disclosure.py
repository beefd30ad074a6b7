"""A legal disclosure, step by step, by two officers."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.identity import access
from backend.identity.http import Request
from backend.kernel.errors import Refusal
from supervision.edge import trailed
from supervision.forms import VersionForm
from supervision.forms.rights import ContentForm, DisclosureForm
from supervision.operations import disclosure as operations
from supervision.queries.disclosure import DisclosurePage
from supervision.queries.hold import members
from supervision.views.press import posted, press


@access.acting
@trailed
@require_http_methods(["GET", "POST"])
def ask(request: Request) -> HttpResponse:
    form = DisclosureForm(posted(request), members=members(actor=request.actor))

    def act() -> HttpResponse:
        asked = operations.ask_for_disclosure(actor=request.actor, **form.cleaned_data, now=timezone.now())
        return redirect("supervision_disclosure", asked.pk)

    def page(status: int, _: Refusal | None) -> HttpResponse:
        return render(request, "supervision/ask_for_disclosure.html", {"form": form}, status=status)

    return press(request, form, act=act, page=page)


@access.acting
@trailed
@require_safe
def disclosure(request: Request, disclosure_id: UUID) -> HttpResponse:
    return _page(request, disclosure_id, 200, None)


@access.acting
@trailed
@require_POST
def agree(request: Request, disclosure_id: UUID) -> HttpResponse:
    return _decide(request, disclosure_id, operations.agree_to_disclosure)


@access.acting
@trailed
@require_POST
def revoke(request: Request, disclosure_id: UUID) -> HttpResponse:
    return _decide(request, disclosure_id, operations.revoke_disclosure)


@access.acting
@trailed
@require_POST
def ask_for_content(request: Request, disclosure_id: UUID) -> HttpResponse:
    # Any that look like ids: whether they are among those shown, the operation knows.
    sent = [(one, one) for one in request.POST.getlist("session_ids")]
    form = ContentForm(posted(request), sessions=sent)

    def act() -> HttpResponse:
        operations.ask_for_content(
            actor=request.actor,
            disclosure_id=disclosure_id,
            session_ids=form.cleaned_data["session_ids"],
            expected_version=form.cleaned_data["version"],
            now=timezone.now(),
        )
        return redirect("supervision_disclosure", disclosure_id)

    return press(request, form, act=act, page=lambda status, _: _page(request, disclosure_id, status, form))


@access.acting
@trailed
@require_safe
def disclosed_session(request: Request, disclosure_id: UUID, session_id: UUID) -> HttpResponse:
    found = operations.open_disclosed_session(
        actor=request.actor, disclosure_id=disclosure_id, session_id=session_id, now=timezone.now()
    )
    context = {"found": found, "disclosure_id": disclosure_id}
    return render(request, "supervision/disclosed_session.html", context)


def _decide(request: Request, disclosure_id: UUID, decide: Callable[..., Any]) -> HttpResponse:
    form = VersionForm(posted(request))

    def act() -> HttpResponse:
        decide(
            actor=request.actor,
            disclosure_id=disclosure_id,
            expected_version=form.cleaned_data["version"],
            now=timezone.now(),
        )
        return redirect("supervision_disclosure", disclosure_id)

    return press(request, form, act=act, page=lambda status, _: _page(request, disclosure_id, status, form))


def _page(request: Request, disclosure_id: UUID, status: int, form: VersionForm | None) -> HttpResponse:
    page = operations.open_disclosure(actor=request.actor, disclosure_id=disclosure_id, now=timezone.now())
    chosen = form["session_ids"].value() or [] if isinstance(form, ContentForm) else []
    context = {"page": page, "form": form, "chosen": {str(one) for one in chosen}, "may_choose": _may_choose(page)}
    return render(request, "supervision/disclosure.html", context, status=status)


def _may_choose(page: DisclosurePage) -> bool:
    return bool(page.card.can_ask_for_content and page.sessions)
