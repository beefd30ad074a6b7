from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.identity import access
from backend.identity.http import Request
from backend.kernel.errors import Invalid
from backend.receipts.http import idempotent_form
from backend.refusals import add_to_form
from practice_wisdom.manual.forms.search import AnswerForm, DeclineForm, QuestionForm
from practice_wisdom.manual.models import MAX_QUESTION
from practice_wisdom.manual.operations import questions as operations
from practice_wisdom.manual.queries import questions as queries
from practice_wisdom.manual.queries.pages import live_pages


@access.acting
@require_http_methods(["GET", "POST"])
@idempotent_form
def ask(request: Request) -> HttpResponse:
    """Nothing is kept before the button is pressed."""
    form = QuestionForm(request.POST or None, initial={"words": request.GET.get("q", "")[:MAX_QUESTION]})
    if form.is_valid():
        try:
            asked = operations.ask_question(actor=request.actor, words=form.cleaned_data["words"], now=timezone.now())
        except Invalid as refusal:
            add_to_form(form, refusal)
        else:
            messages.success(request, "The curators have your question. You will be told here when it is settled.")
            return redirect("question", asked.id)
    return render(request, "manual/ask.html", {"form": form}, status=422 if form.is_bound else 200)


@access.member
@require_safe
def questions(request: Request) -> HttpResponse:
    found = queries.open_questions(actor=request.actor)
    return render(request, "manual/questions.html", {"questions": found})


@access.member
@require_safe
def question(request: Request, question_id: int) -> HttpResponse:
    return _shown(request, question_id)


@access.acting
@require_POST
@idempotent_form
def answer_question(request: Request, question_id: int) -> HttpResponse:
    form = AnswerForm(request.POST, pages=_pages(request))
    if not form.is_valid():
        return _shown(request, question_id, answer=form)
    try:
        operations.answer_question(
            actor=request.actor, question_id=question_id, now=timezone.now(), **form.cleaned_data
        )
    except Invalid as refusal:
        add_to_form(form, refusal)
        return _shown(request, question_id, answer=form)
    return _done(request)


@access.acting
@require_POST
@idempotent_form
def decline_question(request: Request, question_id: int) -> HttpResponse:
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return _shown(request, question_id, decline=form)
    try:
        operations.decline_question(
            actor=request.actor, question_id=question_id, now=timezone.now(), **form.cleaned_data
        )
    except Invalid as refusal:
        add_to_form(form, refusal)
        return _shown(request, question_id, decline=form)
    return _done(request)


def _done(request: Request) -> HttpResponse:
    messages.success(request, "Settled. Whoever asked is told.")
    return redirect("questions")


def _pages(request: Request) -> list[tuple[str, str]]:
    return [(line.slug, line.title) for line in live_pages(actor=request.actor, today=timezone.localdate())]


def _shown(
    request: Request, question_id: int, *, answer: forms.Form | None = None, decline: forms.Form | None = None
) -> HttpResponse:
    found = queries.question_to_read(actor=request.actor, question_id=question_id)
    shown = {"question": found, "form": answer or decline}
    if found.may_settle:
        initial = {"version": found.version}
        shown["answer_form"] = answer or AnswerForm(initial=initial, pages=_pages(request))
        shown["decline_form"] = decline or DeclineForm(initial=initial)
    return render(request, "manual/question.html", shown, status=422 if answer or decline else 200)
