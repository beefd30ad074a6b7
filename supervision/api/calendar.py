"""One's own calendar: the file of a session, and the address under which a calendar finds them all."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from ninja import Router, Status

from backend.identity.access import acting
from backend.identity.http import Request
from backend.kernel.icalendar import Method, calendar
from backend.kernel.preconditions import WITHOUT_IF_MATCH
from backend.receipts.http import idempotent, refuse_without_key
from supervision.edge import trailed
from supervision.operations import calendar as operations
from supervision.queries import calendar as queries
from supervision.schemas import planning as schemas

router = Router(tags=["Supervision: calendar"])


@router.get("/sessions/{uuid:session_id}/calendar", response=schemas.CalendarFileOut, summary="A session as a file")
@acting
@trailed
def session_file(request: Request, session_id: UUID) -> Any:
    """No name, no word of what it is about."""
    event = queries.event_to_read(actor=request.actor, session_id=session_id, now=timezone.now())
    return {"file": calendar([event], method=Method.PUBLISH).decode()}


@router.get("/calendar", response=schemas.FeedOut, summary="Whether my calendar has an address")
@acting
@trailed
def get_feed(request: Request) -> Any:
    feed = queries.feed_of(actor=request.actor)
    return {"made_at": feed.made_at if feed else None}


@router.post(
    "/calendar",
    response={201: schemas.NewFeedOut},
    summary="A new address for my calendar",
    openapi_extra=WITHOUT_IF_MATCH,
)
@acting
@trailed
def make_feed(request: Request) -> Any:
    """It ends the one before, so a repeat leaves one address too. Its answer is the only copy: no receipt keeps it."""
    refuse_without_key(request)
    token = operations.make_feed(actor=request.actor, now=timezone.now())
    return Status(201, {"address": queries.address_of(token=token)})


@router.post(
    "/calendar/end",
    response=schemas.FeedEnded,
    summary="End the address of my calendar",
    openapi_extra=WITHOUT_IF_MATCH,
)
@acting
@trailed
@idempotent
def end_feed(request: Request) -> Any:
    operations.end_feed(actor=request.actor, now=timezone.now())
    return 200, {"state": "ENDED"}
