from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.identity import access
from backend.identity.http import Request
from backend.kernel.errors import NotFound, NotPermitted, Refusal, Stale
from backend.pwa.drawn import draw
from backend.receipts.http import idempotent_form
from backend.refusals import STATUS, add_to_form
from practice_wisdom.manual import policy
from practice_wisdom.manual.forms import TermForm, VersionForm, initial_of_term
from practice_wisdom.manual.models import Term
from practice_wisdom.manual.operations import glossary as operations
from practice_wisdom.manual.queries import glossary as queries


@access.member
@require_safe
def glossary(request: Request) -> HttpResponse:
    terms, may_write = queries.term_lines(actor=request.actor), policy.can_write(request.actor)
    return draw(request, "manual/glossary.html", terms=terms, may_write=may_write)


@access.member
@require_safe
def term(request: Request, slug: str) -> HttpResponse:
    """The page, or with `part=1` only what it means, to be shown beside the word."""
    template = "manual/parts/meaning.html" if request.GET.get("part") == "1" else "manual/term.html"
    return draw(request, template, term=queries.explained(actor=request.actor, slug=slug))


@access.acting
@require_http_methods(["GET", "POST"])
@idempotent_form
def new_term(request: Request) -> HttpResponse:
    if not policy.can_write(request.actor):
        raise NotPermitted(operations.NOT_CURATOR)
    form = TermForm(request.POST or None)

    def save() -> Term:
        return operations.add_term(actor=request.actor, words=form.words(), now=timezone.now())

    return _write(request, form, save, {"term": None})


@access.acting
@require_http_methods(["GET", "POST"])
@idempotent_form
def edit_term(request: Request, slug: str) -> HttpResponse:
    found = queries.term_to_edit(actor=request.actor, slug=slug)
    form = TermForm(request.POST or None, initial=initial_of_term(found))

    def save() -> Term:
        version = form.cleaned_data["version"] or 0
        return operations.change_term(
            actor=request.actor, slug=slug, version=version, words=form.words(), now=timezone.now()
        )

    return _write(request, form, save, {"term": found})


@access.acting
@require_POST
@idempotent_form
def remove_term(request: Request, slug: str) -> HttpResponse:
    form = VersionForm(request.POST)
    if not form.is_valid():
        raise NotFound("Open the term again and press the button there.")
    done = operations.remove_term(
        actor=request.actor, slug=slug, version=form.cleaned_data["version"], now=timezone.now()
    )
    messages.success(request, f"{done.name} is no longer in the glossary.")
    return redirect("glossary")


def _write(request: Request, form: TermForm, save: Callable[[], Term], context: dict[str, Any]) -> HttpResponse:
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            saved = save()
            messages.success(request, "Saved. Pages that mention it explain it from now on.")
            return redirect("term", saved.slug)
        except Refusal as refusal:
            add_to_form(form, refusal)
            status = STATUS[type(refusal)]
            if isinstance(refusal, Stale):
                context["saved_now"] = refusal.current
                form.data = _knowing(form.data, refusal)
    return render(request, "manual/edit_term.html", {"form": form, **context}, status=status)


def _knowing(data: Any, stale: Stale) -> QueryDict:
    """What was typed, to be saved again by somebody who has seen the other words."""
    typed = cast(QueryDict, data).copy()
    typed["version"] = str(stale.current["version"])
    return typed
