"""Proposing, reading, changing, signing and ending an agreement."""

from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.identity import access
from backend.identity.enums import Role
from backend.identity.http import Request
from backend.kernel.errors import NotFound, Refusal, WrongMoment
from supervision.edge import trailed
from supervision.enums import Frequency
from supervision.forms import (
    BLOCKS,
    SUGGESTED_TERMS,
    ChangeTermsForm,
    ProposalForm,
    Side,
    VersionForm,
    labels_of_terms,
)
from supervision.models import Terms
from supervision.operations import agreement as operations
from supervision.operations.agreement import SETTLED
from supervision.queries.agreement import AgreementPage
from supervision.queries.participant import Colleague, Who, colleagues
from supervision.queries.session import cards
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
@require_http_methods(["GET", "POST"])
def propose(request: Request) -> HttpResponse:
    """First with whom, then the terms, whose lines can then carry the two names."""
    found = colleagues(actor=request.actor)
    if "with" not in request.GET:
        return render(request, "supervision/colleagues.html", {"colleagues": found})
    other = next((one for one in found if str(one.membership_id) == request.GET["with"]), None)
    if other is None:
        raise NotFound
    form = _proposal_form(request, other)

    def act() -> HttpResponse:
        made = operations.propose_agreement(
            actor=request.actor,
            other_membership_id=other.membership_id,
            kind=form.cleaned_data["kind"],
            part=form.cleaned_data["part"],
            terms=form.terms(),
            now=timezone.now(),
        )
        messages.success(request, "Proposed. Read it once more, then sign it.")
        return redirect("supervision_agreement", made.pk)

    def page(status: int, refusal: Refusal | None) -> HttpResponse:
        return render(request, "supervision/propose.html", {"form": form, "other": other, **LIMITS}, status=status)

    return press(request, form, act=act, page=page)


@access.acting
@trailed
@require_safe
def agreement(request: Request, agreement_id: UUID) -> HttpResponse:
    return _agreement_page(request, agreement_id)


@access.acting
@trailed
@require_safe
def version(request: Request, agreement_id: UUID, number: int) -> HttpResponse:
    return _agreement_page(request, agreement_id, number=number)


@access.acting
@trailed
@require_http_methods(["GET", "POST"])
def change_terms(request: Request, agreement_id: UUID) -> HttpResponse:
    form = ChangeTermsForm(posted(request))

    def act() -> HttpResponse:
        operations.change_terms(
            actor=request.actor,
            agreement_id=agreement_id,
            terms=form.terms(),
            expected_version=form.cleaned_data["version"],
            now=timezone.now(),
        )
        messages.success(request, "Saved as a new version. Both of you sign this one.")
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
        request, form, act=act, page=lambda status, _: _agreement_page(request, agreement_id, form=form, status=status)
    )


def _agreement_page(
    request: Request,
    agreement_id: UUID,
    *,
    number: int | None = None,
    form: VersionForm | None = None,
    status: int = 200,
) -> HttpResponse:
    page = operations.open_agreement(actor=request.actor, agreement_id=agreement_id, number=number, now=timezone.now())
    context = {
        "page": page,
        "blocks": document(page),
        "missing": [labels_of(page)[name] for name in page.missing],
        "sessions": cards(actor=request.actor, agreement_id=agreement_id),
        "form": form,
        **LIMITS,
    }
    return render(request, "supervision/agreement.html", context, status=status)


def document(page: AgreementPage) -> list[BlockOfLines]:
    """The terms as something to read: only what was settled, and what has to be."""
    labels, texts = labels_of(page), _texts(page.terms)
    blocks = []
    for block in BLOCKS:
        lines = [
            Line(labels[name], texts[name], name in page.missing)
            for name in block.names
            if texts[name] or name in page.missing
        ]
        blocks.append(BlockOfLines(block.title, lines))
    return blocks


def labels_of(page: AgreementPage) -> dict[str, str]:
    return labels_of_terms(proposer=side_of(page.proposer), other_side=side_of(page.other_side))


def side_of(who: Who) -> Side:
    return Side(name=who.name, organisation=who.organisation, is_me=who.is_me)


def _texts(terms: Terms) -> dict[str, str]:
    return {
        **{name: str(value).strip() for name, value in asdict(terms).items()},
        "may_direct_work": "Yes" if terms.may_direct_work else "No",
        "frequency": str(Frequency(terms.frequency).label),
    }


def _proposal_form(request: Request, other: Colleague) -> ProposalForm:
    hat = request.hat
    theirs = Side(name=other.name, organisation=other.organisation, is_me=False)
    form = ProposalForm(
        posted(request),
        initial=SUGGESTED_TERMS,
        joint=not other.same_organisation,
        other=theirs,
        may_supervise=request.actor.holds(Role.SUPERVISOR),
        other_may=other.may_supervise,
    )
    mine = Side(name=hat.person_name, organisation=hat.organisation_name, is_me=True)
    form.word_for(proposer=mine, other_side=theirs)
    return form


def _terms_context(form: ChangeTermsForm, page: AgreementPage, refusal: Refusal | None) -> dict[str, Any]:
    form.word_for(proposer=side_of(page.proposer), other_side=side_of(page.other_side))
    if not form.is_bound:
        direct = "yes" if page.terms.may_direct_work else "no"
        form.initial = {**asdict(page.terms), "may_direct_work": direct, "version": page.version}
    return {"form": form, "page": page, "refusal": refusal, "saved_now": document(page), **LIMITS}
