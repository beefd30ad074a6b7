from functools import lru_cache

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from backend.analytics.tally import tally
from backend.identity import access
from backend.identity.http import Request
from backend.kernel.errors import NotFound
from backend.pwa.drawn import draw
from practice_wisdom.manual import policy
from practice_wisdom.manual.forms import CompareForm, VerdictForm, initial_of_verdict
from practice_wisdom.manual.links import mark_withdrawn
from practice_wisdom.manual.moved import leads_on
from practice_wisdom.manual.queries import pages, reading, verdicts
from practice_wisdom.manual.queries.marked import with_terms_marked
from practice_wisdom.manual.queries.readership import READ
from practice_wisdom.manual.queries.withdrawals import withdrawn_page
from practice_wisdom.manual.views.shelf import own_of_page, own_of_topics


@access.member
@require_safe
def manual(request: Request) -> HttpResponse:
    groups = pages.by_topic(pages.live_pages(actor=request.actor, today=timezone.localdate()))
    may = {"may_settle": policy.can_settle(request.actor), "may_write": policy.can_write(request.actor)}
    own = own_of_topics(request, groups)
    return draw(request, "manual/manual.html", own=own, groups=groups, **may)


@access.member
@require_safe
@leads_on(live=True)
def page(request: Request, slug: str) -> HttpResponse:
    try:
        return reading_page(request, slug)
    except NotFound:
        return _withdrawn_page(request, slug)


def _withdrawn_page(request: Request, slug: str) -> HttpResponse:
    """Gone, with the reason. Kept copies of the page may go too."""
    found = withdrawn_page(actor=request.actor, slug=slug)
    return render(request, "manual/withdrawn.html", {"withdrawn": found}, status=410)


def reading_page(request: Request, slug: str, *, verdict_form: VerdictForm | None = None) -> HttpResponse:
    """`verdict_form`: one that was refused, with what was typed."""
    found = reading.page_to_read(actor=request.actor, slug=slug, today=timezone.localdate())
    tally.count(partnership_id=request.actor.partnership_id, kind=READ, key=reading.key_of(found), now=timezone.now())
    question = verdicts.question(actor=request.actor, revision=found.revision)
    shown = {"page": found, "article": _article(found), "question": question, "notes": found.practice_notes}
    own = own_of_page(request, found)
    form = verdict_form or _reason_form(question)
    if form is None:
        return draw(request, "manual/page.html", own=own, **shown)
    shown |= {"own": own, "verdict_form": form}
    return render(request, "manual/page.html", shown, status=422 if verdict_form else 200)


def _reason_form(question: verdicts.Question | None) -> VerdictForm | None:
    """Only for those who have answered: the others see two buttons."""
    return VerdictForm(initial=initial_of_verdict(question.number, question.own)) if question and question.own else None


@lru_cache(maxsize=200)
def _article(found: reading.ReadingPage) -> SafeString:
    """Drawn again only when anything in it has changed: most of what a page costs, and the same for all its readers.

    That includes the glossary and the notes of the reader's areas: they are part of the value.
    """
    drawn = render_to_string("manual/parts/article.html", {"page": with_terms_marked(found)})
    # What was drawn is safe already, and the mark is our own.
    return SafeString(mark_withdrawn(drawn, found.withdrawn))


@access.member
@require_safe
@leads_on(live=False)
def history(request: Request, slug: str) -> HttpResponse:
    found = pages.history(actor=request.actor, slug=slug)
    return render(request, "manual/history.html", {"history": found})


@access.member
@require_safe
@leads_on(live=False)
def compare(request: Request, slug: str) -> HttpResponse:
    form = CompareForm({"older": request.GET.get("from"), "newer": request.GET.get("to")})
    if not form.is_valid():
        raise NotFound("Choose two revisions to compare on the page's history.")
    found = pages.comparison(actor=request.actor, slug=slug, **form.cleaned_data)
    return render(request, "manual/compare.html", {"comparison": found, "shown_as": request.GET.get("view", "")})
