"""Calendars: one's own address for them, a file of one session, and the address that stands in both."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.identity import access
from backend.identity.http import Request
from backend.kernel.icalendar import MEDIA_TYPE, Event, Method
from backend.kernel.icalendar import calendar as written
from backend.receipts.http import idempotent_form
from supervision.edge import trailed
from supervision.operations import calendar as operations
from supervision.queries import calendar as queries


@access.acting
@trailed
@require_http_methods(["GET", "POST"])
def calendar(request: Request) -> HttpResponse:
    """A press makes an address. The answer shows it once, so it is a page and not a redirect."""
    link = ""
    if request.method == "POST":
        token = operations.make_feed(actor=request.actor, now=timezone.now())
        link = queries.address_of(token=token)
    feed = queries.feed_of(actor=request.actor)
    return render(request, "supervision/calendar.html", {"feed": feed, "link": link})


@access.acting
@trailed
@require_POST
@idempotent_form
def end_feed(request: Request) -> HttpResponse:
    operations.end_feed(actor=request.actor, now=timezone.now())
    messages.success(request, "The address has ended. Nothing is found there from now on.")
    return redirect("supervision_calendar")


@access.acting
@trailed
@require_safe
def session_file(request: Request, session_id: UUID) -> HttpResponse:
    event = queries.event_to_read(actor=request.actor, session_id=session_id, now=timezone.now())
    response = _file([event])
    response["Content-Disposition"] = 'attachment; filename="meeting.ics"'
    return response


@access.public
@require_safe
def feed(request: Request, token: str) -> HttpResponse:
    """For calendars, which cannot sign in. `no-store` for everything in between; see the middleware."""
    return _file(queries.events_of_feed(token=token, now=timezone.now()))


@access.acting
@trailed
@require_safe
def meeting(request: Request, session_id: UUID) -> HttpResponse:
    """What stands in calendars and mail leads here: an address that does not say what the meeting is."""
    queries.event_to_read(actor=request.actor, session_id=session_id, now=timezone.now())
    return redirect("supervision_session", session_id)


def _file(events: list[Event]) -> HttpResponse:
    return HttpResponse(written(events, method=Method.PUBLISH), content_type=MEDIA_TYPE)
