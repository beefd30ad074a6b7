from typing import Annotated, Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpResponse
from django.utils import timezone
from ninja import Query, Router

from backend.identity.access import acting
from backend.identity.http import Request
from backend.kernel.preconditions import etag, expected_version
from backend.receipts.http import idempotent
from supervision.edge import trailed
from supervision.models import AgendaItem, Session
from supervision.operations import session as operations
from supervision.queries import session as queries
from supervision.queries.reading import MAX_PAGE
from supervision.schemas.common import Changed
from supervision.schemas.session import AgendaDoneIn, AgendaTextIn, CancelIn, SessionIn, SessionOut, SessionRow

router = Router(tags=["Supervision: sessions"])


@router.get("/sessions", response=list[SessionRow], summary="My sessions")
@acting
@trailed
def list_sessions(request: Request, page: Annotated[int, Query(ge=1, le=MAX_PAGE)] = 1) -> Any:
    """25 at a time, the newest first; an empty list when there are no more."""
    return queries.one_page(actor=request.actor, which=Q(), page=page).cards


@router.post("/agreements/{uuid:agreement_id}/sessions", response={201: Changed}, summary="Plan a session")
@acting
@trailed
@idempotent
def plan_session(request: Request, agreement_id: UUID, sent: SessionIn) -> Any:
    session = operations.plan_session(actor=request.actor, agreement_id=agreement_id, **sent.dict(), now=timezone.now())
    return 201, _changed(session)


@router.get("/sessions/{uuid:session_id}", response=SessionOut, summary="A session with its agenda")
@acting
@trailed
def get_session(request: Request, response: HttpResponse, session_id: UUID) -> Any:
    """The reading is noted."""
    page = operations.open_session(actor=request.actor, session_id=session_id, now=timezone.now())
    response["ETag"] = etag(page.card.version)
    return {"session": page.card} | {name: getattr(page, name) for name in page.__slots__}


@router.post("/sessions/{uuid:session_id}/cancel", response=Changed, summary="Cancel a session")
@acting
@trailed
@idempotent
def cancel_session(request: Request, session_id: UUID, sent: CancelIn) -> Any:
    session = operations.cancel_session(
        actor=request.actor,
        session_id=session_id,
        reason=sent.reason,
        expected_version=expected_version(request),
        now=timezone.now(),
    )
    return 200, _changed(session)


@router.post("/sessions/{uuid:session_id}/agenda", response={201: Changed}, summary="Add an agenda item")
@acting
@trailed
@idempotent
def add_agenda_item(request: Request, session_id: UUID, sent: AgendaTextIn) -> Any:
    item = operations.add_agenda_item(actor=request.actor, session_id=session_id, text=sent.text, now=timezone.now())
    return 201, _item_changed(item)


@router.put("/agenda/{uuid:item_id}", response=Changed, summary="Word an agenda item of mine")
@acting
@trailed
@idempotent
def change_agenda_item(request: Request, item_id: UUID, sent: AgendaTextIn) -> Any:
    item = operations.change_agenda_item(
        actor=request.actor,
        item_id=item_id,
        text=sent.text,
        expected_version=expected_version(request),
        now=timezone.now(),
    )
    return 200, _item_changed(item)


@router.put("/agenda/{uuid:item_id}/done", response=Changed, summary="Tick an agenda item off")
@acting
@trailed
@idempotent
def mark_agenda_item(request: Request, item_id: UUID, sent: AgendaDoneIn) -> Any:
    item = operations.mark_agenda_item(
        actor=request.actor,
        item_id=item_id,
        done=sent.done,
        expected_version=expected_version(request),
        now=timezone.now(),
    )
    return 200, _item_changed(item)


def _changed(session: Session) -> dict[str, Any]:
    return {
        "id": str(session.pk),
        "version": session.version,
        "state": session.state,
        "url": f"/api/v1/supervision/sessions/{session.pk}",
    }


def _item_changed(item: AgendaItem) -> dict[str, Any]:
    url = f"/api/v1/supervision/sessions/{item.session_id}"
    return {"id": str(item.pk), "version": item.version, "state": "DONE" if item.done_at else "OPEN", "url": url}
