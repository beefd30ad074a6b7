"""Reading, changing, signing and ending an agreement."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.identity import access
from backend.identity.http import Request
from backend.kernel.errors import Refusal, WrongMoment
from supervision.edge import trailed
from supervision.forms import ChangeTermsForm, MemberForm, VersionForm
from supervision.operations import agreement as operations
from supervision.operations import review as reviews
from supervision.operations.agreement import SETTLED
from supervision.queries.agreement import AgreementPage, circle_to_read
from supervision.queries.participant import Circle, colleagues
from supervision.queries.series import planned_ahead
from supervision.queries.session import ahead_of, cards, one_page
from supervision.queries.time_proposal import open_cards
from supervision.terms_on_screen import BLOCKS, Side, labels_of_terms, values_of_terms
from supervision.views.limits import LIMITS
from supervision.views.press import posted, press


@dataclass(frozen=True, slots=True)
class Line:
    label: str
    text: str
    is_missing: bool


@dataclass(frozen=True, slots=True)
class BlockOfLines:
    title: str
    lines: list[Line]


@access.acting
@trailed
@require_safe
def agreement(request: Request, agreement_id: UUID) -> HttpResponse:
    return agreement_page(request, agreement_id)


@access.acting
@trailed
@require_safe
def version(request: Request, agreement_id: UUID, number: int) -> HttpResponse:
    return agreement_page(request, agreement_id, number=number)


@access.acting
@trailed
@require_http_methods(["GET", "POST"])
def change_terms(request: Request, agreement_id: UUID) -> HttpResponse:
    circle = circle_to_read(actor=request.actor, agreement_id=agreement_id)
    form = ChangeTermsForm(posted(request), sides=sides_of(circle))

    def act() -> HttpResponse:
        operations.change_terms(
            actor=request.actor,
            agreement_id=agreement_id,
            terms=form.terms(),
            expected_version=form.cleaned_data["version"],
            now=timezone.now(),
        )
        messages.success(request, f"Saved as a new version. It waits for a signature from {circle.all_of_you}.")
        return redirect("supervision_agreement", agreement_id)

    def page(status: int, refusal: Refusal | None) -> HttpResponse:
        opened = operations.open_agreement(actor=request.actor, agreement_id=agreement_id, now=timezone.now())
        if not form.is_bound and not opened.can_change:
            raise WrongMoment(SETTLED)
        return render(request, "supervision/terms.html", _terms_context(form, opened, refusal), status=status)

    return press(request, form, act=act, page=page)


@access.acting
@trailed
@require_POST
def sign_agreement(request: Request, agreement_id: UUID) -> HttpResponse:
    return _press_version(request, agreement_id, operations.sign_agreement, "Your signature is under this version.")


@access.acting
@trailed
@require_POST
def end_agreement(request: Request, agreement_id: UUID) -> HttpResponse:
    return _press_version(request, agreement_id, operations.end_agreement, "The agreement has ended.")


@access.acting
@trailed
@require_POST
def review_agreement(request: Request, agreement_id: UUID) -> HttpResponse:
    return _press_version(request, agreement_id, reviews.review_agreement, "Thank you. Your word is under this review.")


def _press_version(request: Request, agreement_id: UUID, operation: Any, done: str) -> HttpResponse:
    form = VersionForm(posted(request))

    def act() -> HttpResponse:
        operation(
            actor=request.actor,
            agreement_id=agreement_id,
            expected_version=form.cleaned_data["version"],
            now=timezone.now(),
        )
        messages.success(request, done)
        return redirect("supervision_agreement", agreement_id)

    return press(
        request, form, act=act, page=lambda status, _: agreement_page(request, agreement_id, form=form, status=status)
    )


def agreement_page(
    request: Request,
    agreement_id: UUID,
    *,
    number: int | None = None,
    form: VersionForm | None = None,
    status: int = 200,
) -> HttpResponse:
    now = timezone.now()
    page = operations.open_agreement(actor=request.actor, agreement_id=agreement_id, number=number, now=now)
    here, ahead = Q(agreement_id=agreement_id), ahead_of(now)
    planned = cards(actor=request.actor, which=here & ahead)
    context = {
        "page": page,
        "numbers": sorted(row.number for row in page.versions),
        "blocks": document(page),
        "missing": [labels_of_terms(sides_of(page.circle))[name] for name in page.missing],
        "planned": planned,
        "past": one_page(actor=request.actor, which=here & ~ahead, page=1),
        "ahead": planned_ahead(sessions=planned, agreement_id=agreement_id, now=now),
        "proposals": open_cards(actor=request.actor, agreement_id=agreement_id),
        "form": form,
        "member_form": form if isinstance(form, MemberForm) else _member_form(request, page),
        **LIMITS,
    }
    return render(request, "supervision/agreement.html", context, status=status)


def _member_form(request: Request, page: AgreementPage) -> MemberForm | None:
    if not page.can_bring_in:
        return None
    here = set(page.circle.homes)
    found = [one for one in colleagues(actor=request.actor) if one.membership_id not in here]
    return MemberForm(initial={"version": page.version}, auto_id="member_%s", colleagues=found)


def document(page: AgreementPage) -> list[BlockOfLines]:
    """The terms as something to read: only what was settled, and what has to be."""
    sides = sides_of(page.circle, page.terms.lines)
    labels, texts = labels_of_terms(sides), page.terms.said()
    blocks = []
    for block in BLOCKS:
        lines = [
            Line(labels[name], texts.get(name, ""), name in page.missing)
            for name in block.names_for(sides)
            if texts.get(name) or name in page.missing
        ]
        blocks.append(BlockOfLines(block.title, lines))
    return blocks


def sides_of(circle: Circle, members: Collection[int] = ()) -> list[Side]:
    """Those who take part, and of those who did whoever has lines in what is shown."""
    here = {who.membership_id: who for who in circle.everybody}
    once = {who.membership_id: who for who in circle.away if who.membership_id in members}
    return [
        Side(membership_id=who.membership_id, name=who.name, organisation=who.organisation, is_me=who.is_me)
        for who in (once | here).values()
    ]


def _terms_context(form: ChangeTermsForm, page: AgreementPage, refusal: Refusal | None) -> dict[str, Any]:
    if not form.is_bound:
        form.initial = {**values_of_terms(page.terms), "version": page.version}
    return {"form": form, "page": page, "refusal": refusal, "saved_now": document(page), **LIMITS}
