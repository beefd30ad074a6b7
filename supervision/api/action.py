from typing import Any
from uuid import UUID

from django.utils import timezone
from ninja import Router

from backend.identity.access import acting
from backend.identity.http import Request
from backend.kernel.preconditions import expected_version
from backend.receipts.http import idempotent
from supervision.edge import trailed
from supervision.models import Record
from supervision.operations import action as operations
from supervision.schemas import action as schemas

router = Router(tags=["Supervision: actions"])


@router.get("/actions", response=schemas.MyActionsOut, summary="My actions, across agreements")
@acting
@trailed
def list_actions(request: Request) -> Any:
    """The reading is noted, once for each record they are from."""
    return operations.open_my_actions(actor=request.actor, now=timezone.now())


@router.post("/records/{uuid:record_id}/actions", response={201: schemas.ActionChanged}, summary="Agree an action")
@acting
@trailed
@idempotent
def add_action(request: Request, record_id: UUID, sent: schemas.ActionIn) -> Any:
    """Everybody in the session reads it at once, and signs it with the record."""
    action = operations.add_action(actor=request.actor, record_id=record_id, **sent.dict(), now=timezone.now())
    return 201, _changed(action.record, action.pk, action.version, "OPEN")


@router.put("/actions/{uuid:action_id}", response=schemas.ActionChanged, summary="Word an action anew")
@acting
@trailed
@idempotent
def word_action(request: Request, action_id: UUID, sent: schemas.ActionIn) -> Any:
    """While its record can be written, by anybody in the session."""
    version = expected_version(request)
    action = operations.word_action(
        actor=request.actor, action_id=action_id, **sent.dict(), expected_version=version, now=timezone.now()
    )
    return 200, _changed(action.record, action.pk, version + 1)


@router.post("/actions/{uuid:action_id}/take-out", response=schemas.ActionChanged, summary="Take an action out")
@acting
@trailed
@idempotent
def take_out_action(request: Request, action_id: UUID) -> Any:
    """While its record can be written, and before anything became of it."""
    version = expected_version(request)
    record = operations.take_out_action(
        actor=request.actor, action_id=action_id, expected_version=version, now=timezone.now()
    )
    return 200, _changed(record, action_id, version, "GONE")


@router.put("/actions/{uuid:action_id}/state", response=schemas.ActionChanged, summary="Say what became of an action")
@acting
@trailed
@idempotent
def mark_action(request: Request, action_id: UUID, sent: schemas.ActionStateIn) -> Any:
    """At any time, also of a locked record. Its owner changes or drops it; anybody in the session ticks it off."""
    version = expected_version(request)
    change = operations.mark_action(
        actor=request.actor, action_id=action_id, **sent.dict(), expected_version=version, now=timezone.now()
    )
    return 200, _changed(change.action.record, action_id, version + 1, change.state)


def _changed(record: Record, action_id: UUID, version: int, state: str = "") -> dict[str, Any]:
    return {
        "id": str(action_id),
        "version": version,
        "state": state,
        "record_id": str(record.pk),
        "record_version": record.version,
        "record_state": record.state,
        "url": f"/api/v1/supervision/records/{record.pk}",
    }
