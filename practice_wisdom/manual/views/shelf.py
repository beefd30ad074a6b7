from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST, require_safe

from backend.identity import access
from backend.identity.http import Request
from backend.kernel.errors import NotFound
from backend.pwa.drawn import piece
from backend.receipts.http import idempotent_form
from practice_wisdom.manual.forms import SwitchForm
from practice_wisdom.manual.operations import shelf as operations
from practice_wisdom.manual.queries import shelf as queries
from practice_wisdom.manual.queries.pages import PageLine, TopicGroup
from practice_wisdom.manual.queries.reading import ReadingPage


@access.member
@require_safe
def shelf(request: Request) -> HttpResponse:
    found = queries.shelf(actor=request.actor, today=timezone.localdate())
    return render(request, "manual/shelf.html", {"shelf": found})


@access.acting
@require_POST
@idempotent_form
def keep_bookmark(request: Request, slug: str) -> HttpResponse:
    switch = _switch(request)
    page = operations.keep_bookmark(actor=request.actor, slug=slug, kept=switch["on"], now=timezone.now())
    return _back(switch, page.slug)


@access.acting
@require_POST
@idempotent_form
def follow_page(request: Request, slug: str) -> HttpResponse:
    switch = _switch(request)
    page = operations.follow_page(actor=request.actor, slug=slug, followed=switch["on"], now=timezone.now())
    return _back(switch, page.slug)


@access.acting
@require_POST
@idempotent_form
def follow_topic(request: Request, topic: str) -> HttpResponse:
    switch = _switch(request)
    operations.follow_topic(actor=request.actor, topic=topic, followed=switch["on"], now=timezone.now())
    return redirect("shelf") if switch["back"] == "shelf" else redirect(f"{resolve_url('manual')}#{topic}")


def own_of_page(request: Request, found: ReadingPage) -> dict[str, SafeString]:
    """What stands on a page for this reader alone. Reading it is kept on their shelf."""
    actor, now, page_id, number = request.actor, timezone.now(), found.revision.page_id, found.revision.number
    own = queries.own_of_page(actor=actor, page_id=page_id, number=number, now=now)
    if request.method == "GET":
        operations.mark_read(actor=actor, page_id=page_id, number=number, mark=own.mark, now=now)
    shelf, notice = SafeString(), SafeString()
    if may_act := not actor.second_factor_missing:
        done = own.asked is not None and own.asked.done
        facts = {"kept": own.kept, "followed": own.followed, "to_read": own.to_read is not None, "done": done}
        shelf = piece(request, "manual/parts/own_shelf.html", slug=found.slug, number=number, **facts)
    if own.changed or own.to_read:
        shown = {"slug": found.slug, "number": number, "own": own, "today": timezone.localdate(now), "may_say": may_act}
        notice = render_to_string("manual/parts/own_notice.html", shown)
    return {"shelf": shelf, "notice": notice}


def own_of_topics(request: Request, groups: tuple[TopicGroup, ...]) -> dict[str, SafeString]:
    """A button for each topic, by its code."""
    if request.actor.second_factor_missing:
        return {}
    followed = queries.followed_topics(actor=request.actor)
    return {
        group.topic.value: piece(
            request, "manual/parts/own_topic.html", topic=group.topic, followed=group.topic in followed
        )
        for group in groups
    }


def own_of_home(request: Request, pages: list[PageLine]) -> dict[str, SafeString]:
    found = queries.home_shelf(actor=request.actor, pages=pages, today=timezone.localdate())
    empty = not (found.to_read or found.lines)
    return {"shelf": SafeString() if empty else render_to_string("manual/parts/home_shelf.html", {"shelf": found})}


def _switch(request: Request) -> dict[str, Any]:
    form = SwitchForm(request.POST)
    if not form.is_valid():
        raise NotFound("Open the page again and press the button there.")
    return form.cleaned_data


def _back(switch: dict[str, Any], slug: str) -> HttpResponse:
    return redirect("shelf") if switch["back"] == "shelf" else redirect(f"{resolve_url('page', slug)}#shelf")
