from typing import Any
from uuid import UUID

from django.utils import timezone
from ninja import Router

from backend.identity.access import acting
from backend.identity.http import Request
from backend.receipts.http import idempotent, refuse_without_key
from supervision.edge import trailed
from supervision.operations import attached_page as operations
from supervision.schemas import record as schemas
from supervision.schemas.common import Changed

router = Router(tags=["Supervision: records"])


# By POST, so that what somebody looks for stands in no address and no log. It changes nothing.
@router.post(
    "/records/{uuid:record_id}/pages/find", response=list[schemas.PageFoundOut], summary="Find a page to attach"
)
@acting
@trailed
def find_pages(request: Request, record_id: UUID, sent: schemas.PageNameIn) -> Any:
    """Pages of the manual that you may read, by words of their title. Nothing is kept of what you look for."""
    refuse_without_key(request)
    found = operations.find_pages(actor=request.actor, record_id=record_id, name=sent.name)
    return [{"page_key": str(one.key), "title": one.title, "url": one.url} for one in found]


@router.post("/records/{uuid:record_id}/pages", response={201: Changed}, summary="Attach a page of the manual")
@acting
@trailed
@idempotent
def attach_page(request: Request, record_id: UUID, sent: schemas.PageKeyIn) -> Any:
    """Everybody in the session sees it at once, and signs it with the record."""
    attached = operations.attach_page(
        actor=request.actor, record_id=record_id, page_key=sent.page_key, now=timezone.now()
    )
    return 201, _changed(attached.pk, attached.version, record_id)


@router.post("/attached-pages/{uuid:attached_page_id}/take-out", response=Changed, summary="Take a page out")
@acting
@trailed
@idempotent
def take_out_page(request: Request, attached_page_id: UUID) -> Any:
    """While its record can be written, by anybody in the session."""
    record = operations.take_out_page(actor=request.actor, attached_page_id=attached_page_id, now=timezone.now())
    return 200, _changed(attached_page_id, 1, record.pk)


def _changed(attached_page_id: UUID, version: int, record_id: UUID) -> dict[str, Any]:
    url = f"/api/v1/supervision/records/{record_id}"
    return {"id": str(attached_page_id), "version": version, "url": url}
