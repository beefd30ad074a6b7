from typing import Annotated, Any
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from ninja import Query, Router

from backend.identity.access import acting
from backend.identity.http import Request
from backend.kernel.preconditions import etag, expected_version
from backend.receipts.http import idempotent
from supervision.edge import trailed
from supervision.models import Amendment, Record, Section
from supervision.operations import amendment as amendments
from supervision.operations import record as operations
from supervision.operations import section as sections
from supervision.queries.overview import my_supervision
from supervision.queries.own_form import offered_to
from supervision.queries.reading import MAX_PAGE, who_read_this
from supervision.schemas import record as schemas
from supervision.schemas.common import Changed

router = Router(tags=["Supervision: records"])


@router.get("/overview", response=schemas.OverviewOut, summary="What is next, and what waits for me")
@acting
@trailed
def overview(request: Request) -> Any:
    return my_supervision(actor=request.actor, now=timezone.now())


@router.get("/forms", response=list[schemas.FormOut], summary="The reflective forms")
@acting
@trailed
def list_forms(request: Request) -> Any:
    """Those that ship, and those of my organisation."""
    return offered_to(actor=request.actor)


@router.get("/sessions/{uuid:session_id}/forms", response=list[schemas.FormOut], summary="Forms for this session")
@acting
@trailed
def list_forms_of_session(request: Request, session_id: UUID) -> Any:
    """Those that ship, and those of the organisations of all who meet."""
    return operations.forms_to_start_with(actor=request.actor, session_id=session_id)


@router.post("/sessions/{uuid:session_id}/record", response={201: Changed}, summary="Start the record")
@acting
@trailed
@idempotent
def start_record(request: Request, session_id: UUID, sent: schemas.RecordIn) -> Any:
    record = operations.start_record(actor=request.actor, session_id=session_id, **sent.dict(), now=timezone.now())
    return 201, _changed(record)


@router.get("/records/{uuid:record_id}", response=schemas.RecordOut, summary="A record, as I may see it")
@acting
@trailed
def get_record(request: Request, response: HttpResponse, record_id: UUID) -> Any:
    """The reading is noted, and everybody who takes part can see it."""
    page = operations.open_record(actor=request.actor, record_id=record_id, now=timezone.now())
    response["ETag"] = etag(page.version)
    return page


@router.put("/records/{uuid:record_id}/sections/{stage}", response=schemas.SectionChanged, summary="Save my section")
@acting
@trailed
@idempotent
def save_section(request: Request, record_id: UUID, stage: str, sent: schemas.SectionTextIn) -> Any:
    """If-Match is the version of your own section, "0" before you first wrote there."""
    section = sections.save_section(
        actor=request.actor,
        record_id=record_id,
        stage=stage,
        text=sent.text,
        expected_version=expected_version(request),
        now=timezone.now(),
    )
    return 200, _section_changed(section)


@router.put(
    "/records/{uuid:record_id}/sections/{stage}/visibility",
    response=schemas.SectionChanged,
    summary="Choose who sees my section",
)
@acting
@trailed
@idempotent
def change_visibility(request: Request, record_id: UUID, stage: str, sent: schemas.SectionVisibilityIn) -> Any:
    section = sections.change_section_visibility(
        actor=request.actor,
        record_id=record_id,
        stage=stage,
        visibility=sent.visibility,
        expected_version=expected_version(request),
        now=timezone.now(),
    )
    return 200, _section_changed(section)


@router.post("/records/{uuid:record_id}/share", response=Changed, summary="Put a record up for signing")
@acting
@trailed
@idempotent
def share_record(request: Request, record_id: UUID) -> Any:
    record = operations.share_record(
        actor=request.actor, record_id=record_id, expected_version=expected_version(request), now=timezone.now()
    )
    return 200, _changed(record)


@router.post("/records/{uuid:record_id}/signatures", response={201: Changed}, summary="Sign a record")
@acting
@trailed
@idempotent
def sign_record(request: Request, record_id: UUID, sent: schemas.SignatureIn) -> Any:
    """With or without a note of difference. The last signature locks the record."""
    record = operations.sign_record(
        actor=request.actor,
        record_id=record_id,
        note=sent.note,
        expected_version=expected_version(request),
        now=timezone.now(),
    )
    return 201, _changed(record)


@router.post("/records/{uuid:record_id}/amendments", response={201: Changed}, summary="Propose an amendment")
@acting
@trailed
@idempotent
def propose_amendment(request: Request, record_id: UUID, sent: schemas.AmendmentIn) -> Any:
    amendment = amendments.propose_amendment(
        actor=request.actor, record_id=record_id, text=sent.text, now=timezone.now()
    )
    return 201, _amendment_changed(amendment)


@router.post("/amendments/{uuid:amendment_id}/signatures", response={201: Changed}, summary="Sign an amendment")
@acting
@trailed
@idempotent
def sign_amendment(request: Request, amendment_id: UUID) -> Any:
    """An amendment never changes, so there is no version to name."""
    return 201, _amendment_changed(
        amendments.sign_amendment(actor=request.actor, amendment_id=amendment_id, now=timezone.now())
    )


@router.get("/records/{uuid:record_id}/readings", response=schemas.ReadingsOut, summary="Who read this")
@acting
@trailed
def list_readings(request: Request, record_id: UUID, page: Annotated[int, Query(ge=1, le=MAX_PAGE)] = 1) -> Any:
    """Every opening, newest first, 50 to a page."""
    return who_read_this(actor=request.actor, record_id=record_id, page=page)


def _changed(record: Record) -> dict[str, Any]:
    url = f"/api/v1/supervision/records/{record.pk}"
    return {"id": str(record.pk), "version": record.version, "state": record.state, "url": url}


def _section_changed(section: Section) -> dict[str, Any]:
    return {
        "stage": section.stage,
        "version": section.version,
        "visibility": section.visibility,
        "record_version": section.record.version,
        "record_state": section.record.state,
    }


def _amendment_changed(amendment: Amendment) -> dict[str, Any]:
    url = f"/api/v1/supervision/records/{amendment.record_id}"
    return {"id": str(amendment.pk), "version": amendment.number, "state": "", "url": url}
