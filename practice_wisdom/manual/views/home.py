from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from backend.identity import access
from backend.identity.http import Request
from backend.pwa.drawn import draw
from practice_wisdom.manual.queries.pages import live_pages, topic_counts
from practice_wisdom.manual.views.shelf import own_of_home


@access.public
def home(request: Request) -> HttpResponse:
    """Signed in: the search box, then the topics. Signed out: what this is, and where to sign in."""
    if request.actor is None:
        return render(request, "manual/welcome.html")
    pages = live_pages(actor=request.actor, today=timezone.localdate())
    return draw(
        request,
        "manual/home.html",
        own=own_of_home(request, pages),
        topics=topic_counts(actor=request.actor, today=timezone.localdate()),
        partnership_name=request.hat.partnership_name,
    )
