"""Proposing an agreement: first with whom, then the terms, whose lines can then carry the names."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from backend.identity import access
from backend.identity.enums import Role
from backend.identity.http import Request
from backend.kernel.errors import NotFound, Refusal
from supervision.edge import trailed
from supervision.enums import GROUP_SIZES, Kind, Part
from supervision.forms import GroupProposalForm, ProposalForm
from supervision.models import Agreement
from supervision.operations import agreement as operations
from supervision.queries.participant import Colleague, colleagues
from supervision.terms_on_screen import SUGGESTED_TERMS, Side
from supervision.views.limits import LIMITS
from supervision.views.press import posted, press


@access.acting
@trailed
@require_http_methods(["GET", "POST"])
def propose(request: Request) -> HttpResponse:
    """To one person. Nobody chosen yet: the colleagues to choose from."""
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
            membership_ids=[other.membership_id],
            kind=form.cleaned_data["kind"],
            part=form.cleaned_data["part"],
            terms=form.terms(),
            now=timezone.now(),
        )
        return _proposed(request, made)

    def page(status: int, refusal: Refusal | None) -> HttpResponse:
        return render(request, "supervision/propose.html", {"form": form, "other": other, **LIMITS}, status=status)

    return press(request, form, act=act, page=page)


@access.acting
@trailed
@require_http_methods(["GET", "POST"])
def propose_group(request: Request) -> HttpResponse:
    found = colleagues(actor=request.actor)
    chosen = [one for one in found if str(one.membership_id) in request.GET.getlist("with")]
    if len(chosen) != len(set(request.GET.getlist("with"))):
        raise NotFound
    if len(chosen) + 1 not in GROUP_SIZES:
        context = {"colleagues": found, "chosen": chosen, "least": GROUP_SIZES[0] - 1, "most": GROUP_SIZES[-1] - 1}
        return render(request, "supervision/choose_group.html", context)
    form = _group_form(request, chosen)

    def act() -> HttpResponse:
        made = _propose_group(request, chosen, form)
        return _proposed(request, made)

    def page(status: int, refusal: Refusal | None) -> HttpResponse:
        context = {"form": form, "chosen": chosen, **LIMITS}
        return render(request, "supervision/propose_group.html", context, status=status)

    return press(request, form, act=act, page=page)


def _propose_group(request: Request, chosen: list[Colleague], form: GroupProposalForm) -> Agreement:
    facilitator = form.cleaned_data["facilitator_id"]
    part = Part.FACILITATOR if facilitator == request.actor.membership_id else Part.MEMBER
    return operations.propose_agreement(
        actor=request.actor,
        membership_ids=[one.membership_id for one in chosen],
        kind=Kind.GROUP.value,
        part=part.value,
        facilitator_id=facilitator,
        terms=form.terms(),
        now=timezone.now(),
    )


def _proposed(request: Request, made: Agreement) -> HttpResponse:
    # What comes next stands on the page: what is still missing, or that it can be signed.
    messages.success(request, "The agreement is proposed.")
    return redirect("supervision_agreement", made.pk)


def _proposal_form(request: Request, other: Colleague) -> ProposalForm:
    theirs = _side(other)
    return ProposalForm(
        posted(request),
        initial=SUGGESTED_TERMS,
        sides=[_mine(request), theirs],
        joint=not other.same_organisation,
        other=theirs,
        may_supervise=request.actor.holds(Role.SUPERVISOR),
        other_may=other.may_supervise,
    )


def _group_form(request: Request, chosen: list[Colleague]) -> GroupProposalForm:
    may_facilitate = {one.membership_id for one in chosen if one.may_supervise}
    if request.actor.holds(Role.SUPERVISOR):
        may_facilitate.add(request.actor.membership_id)
    sides = [_mine(request), *(_side(one) for one in chosen)]
    return GroupProposalForm(posted(request), initial=SUGGESTED_TERMS, sides=sides, may_facilitate=may_facilitate)


def _mine(request: Request) -> Side:
    hat, actor = request.hat, request.actor
    return Side(membership_id=actor.membership_id, name=hat.person_name, organisation=hat.organisation_name, is_me=True)


def _side(other: Colleague) -> Side:
    return Side(membership_id=other.membership_id, name=other.name, organisation=other.organisation, is_me=False)
