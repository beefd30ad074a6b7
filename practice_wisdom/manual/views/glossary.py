from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.identity import access
from backend.identity.http import Request
from backend.kernel.errors import NotFound, NotPermitted
from backend.pwa.drawn import draw
from backend.receipts.http import idempotent_form
from practice_wisdom.manual import policy
from practice_wisdom.manual.forms import TermForm, VersionForm, initial_of_term
from practice_wisdom.manual.models import Term
from practice_wisdom.manual.operations import glossary as operations
from practice_wisdom.manual.queries import glossary as queries
from practice_wisdom.manual.views.saving import save_or_show


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

    return _write(request, form, save, None)


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

    return _write(request, form, save, found)


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


def _write(request: Request, form: TermForm, save: Callable[[], Term], term: Term | None) -> HttpResponse:
    return save_or_show(
        request,
        form,
        lambda: resolve_url("term", save().slug),
        done="Saved. Pages that mention it explain it from now on.",
        template="manual/edit_term.html",
        context={"term": term},
    )
