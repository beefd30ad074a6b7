"""The order of an agenda, what comes over from an earlier one, and bringing something to supervision."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from ninja import Router

from backend.identity.access import acting
from backend.identity.http import Request
from backend.kernel.preconditions import expected_version
from backend.receipts.http import idempotent
from supervision.edge import trailed
from supervision.models import AgendaItem
from supervision.operations import agenda as operations
from supervision.operations import capture as captures
from supervision.schemas import planning as schemas
from supervision.schemas.common import Changed

router = Router(tags=["Supervision: agenda"])


@router.put("/agenda/{uuid:item_id}/place", response=schemas.Moved, summary="Move an agenda item")
@acting
@trailed
@idempotent
def move_agenda_item(request: Request, item_id: UUID, sent: schemas.PlaceIn) -> Any:
    item, place, of = operations.move_agenda_item(
        actor=request.actor,
        item_id=item_id,
        place=sent.place,
        expected_version=expected_version(request),
        now=timezone.now(),
    )
    return 200, _changed(item) | {"place": place, "of": of}


@router.post("/sessions/{uuid:session_id}/carried-over", response={201: Changed}, summary="Carry an item over")
@acting
@trailed
@idempotent
def carry_over(request: Request, session_id: UUID, sent: schemas.CarryIn) -> Any:
    """What was left over goes on the agenda of this session, still as its author's; once."""
    item = operations.carry_over(actor=request.actor, item_id=sent.item_id, session_id=session_id, now=timezone.now())
    return 201, _changed(item)


@router.get("/captures", response=list[schemas.CaptureOut], summary="What I noted to bring")
@acting
@trailed
def list_captures(request: Request) -> Any:
    """One's own. The reading is noted."""
    return captures.open_captures(actor=request.actor, now=timezone.now())


@router.post("/agreements/{uuid:agreement_id}/captures", response={201: Changed}, summary="Bring this to supervision")
@acting
@trailed
@idempotent
def capture(request: Request, agreement_id: UUID, sent: schemas.CaptureIn) -> Any:
    """Nobody else learns of it until it is put on an agenda. It goes after 30 days."""
    made = captures.capture(actor=request.actor, agreement_id=agreement_id, text=sent.text, now=timezone.now())
    return 201, {"id": str(made.pk), "version": made.version, "url": "/api/v1/supervision/captures"}


@router.post("/captures/{uuid:capture_id}/agenda", response={201: Changed}, summary="Put it on an agenda")
@acting
@trailed
@idempotent
def put_on_agenda(request: Request, capture_id: UUID, sent: schemas.PutIn) -> Any:
    """Everybody in the session reads it from then on."""
    item = captures.put_on_agenda(
        actor=request.actor,
        capture_id=capture_id,
        session_id=sent.session_id,
        expected_version=expected_version(request),
        now=timezone.now(),
    )
    return 201, _changed(item)


@router.post("/captures/{uuid:capture_id}/throw-away", response=Changed, summary="Throw it away")
@acting
@trailed
@idempotent
def throw_away(request: Request, capture_id: UUID) -> Any:
    version = expected_version(request)
    captures.throw_away(actor=request.actor, capture_id=capture_id, expected_version=version, now=timezone.now())
    return 200, {"id": str(capture_id), "version": version, "state": "GONE"}


def _changed(item: AgendaItem) -> dict[str, Any]:
    url = f"/api/v1/supervision/sessions/{item.session_id}"
    return {"id": str(item.pk), "version": item.version, "state": "DONE" if item.done_at else "OPEN", "url": url}
