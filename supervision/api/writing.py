from typing import Any
from uuid import UUID

from django.utils import timezone
from ninja import Router

from backend.identity.access import acting
from backend.identity.http import Request
from backend.kernel.preconditions import expected_version
from backend.logs import unlogged
from backend.receipts.http import idempotent
from supervision.edge import trailed
from supervision.models import Record
from supervision.operations import ending
from supervision.operations.record import open_record
from supervision.queries.doubt import doubts_in
from supervision.queries.writing import who_writes
from supervision.schemas.common import Changed
from supervision.schemas.record import DoubtOut, WritingOut

router = Router(tags=["Supervision: records"])


@router.get("/records/{uuid:record_id}/writers", response=list[WritingOut], summary="Who is writing where")
@acting
@trailed
def list_writers(request: Request, record_id: UUID) -> Any:
    """Told from the last saves of the others. It says where, never what."""
    return who_writes(actor=request.actor, record_id=record_id, now=timezone.now())


@router.get("/records/{uuid:record_id}/doubts", response=list[DoubtOut], summary="What may point at a person")
@acting
@trailed
def list_doubts(request: Request, record_id: UUID) -> Any:
    """Look before you share or sign. A reading, and noted as one; what was found is noted nowhere."""
    return doubts_in(open_record(actor=request.actor, record_id=record_id, now=timezone.now()))


@router.post("/records/{uuid:record_id}/end", response=Changed, summary="End the record here")
@acting
@trailed
@unlogged
@idempotent
def end_record(request: Request, record_id: UUID) -> Any:
    """At any time before it is locked, and with no version to name. Nobody is asked why."""
    return 200, _changed(ending.end_record(actor=request.actor, record_id=record_id, now=timezone.now()))


@router.post("/records/{uuid:record_id}/take-up", response=Changed, summary="Take an ended record up again")
@acting
@trailed
@idempotent
def take_up_record(request: Request, record_id: UUID) -> Any:
    record = ending.take_up_record(
        actor=request.actor, record_id=record_id, expected_version=expected_version(request), now=timezone.now()
    )
    return 200, _changed(record)


def _changed(record: Record) -> dict[str, Any]:
    url = f"/api/v1/supervision/records/{record.pk}"
    return {"id": str(record.pk), "version": record.version, "state": record.state, "url": url}
