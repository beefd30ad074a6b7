"""What is kept about me, what I have to be told, and which reports exist."""

from typing import Annotated, Any
from uuid import UUID

from django.utils import timezone
from ninja import Query, Router

from backend.identity.access import acting, signed_in
from backend.identity.http import Request
from backend.kernel.preconditions import WITHOUT_IF_MATCH, expected_version
from backend.receipts.http import idempotent
from supervision.edge import trailed
from supervision.models import DataRequest
from supervision.operations import subject_access as operations
from supervision.operations.report import open_pairs
from supervision.queries import data_request as queries
from supervision.queries.disclosure import told
from supervision.queries.hold import notice_of
from supervision.queries.reading import MAX_PAGE
from supervision.queries.report import REPORTS
from supervision.schemas import rights as schemas
from supervision.schemas.common import Changed

router = Router(tags=["Supervision: rights"])


@router.get("/reports", response=list[schemas.ReportOut], summary="Every report that exists over supervision")
@signed_in
@trailed
def list_reports(request: Request) -> Any:
    return list(REPORTS)


@router.get("/reports/pairs", response=schemas.PairsOut, summary="Who is paired with whom, for an administrator")
@acting
@trailed
def list_pairs(request: Request, page: Annotated[int, Query(ge=1, le=MAX_PAGE)] = 1) -> Any:
    """The look is noted."""
    return open_pairs(actor=request.actor, page=page, now=timezone.now())


@router.get("/my-data", response=list[schemas.ChapterOut], summary="What I would be handed today")
@acting
@trailed
def my_data(request: Request) -> Any:
    return operations.open_my_data(actor=request.actor, now=timezone.now())


@router.get("/my-data/copy", response=schemas.HandedOverOut, summary="My own words, to take along")
@acting
@trailed
def copy(request: Request) -> Any:
    return operations.take_copy(actor=request.actor, now=timezone.now())


@router.get("/my-data/requests", response=list[schemas.DataRequestRow], summary="My formal requests")
@acting
@trailed
def list_own_requests(request: Request) -> Any:
    return queries.own_requests(actor=request.actor, now=timezone.now())


@router.post(
    "/my-data/requests",
    response={201: Changed},
    summary="Ask formally for my data",
    openapi_extra=WITHOUT_IF_MATCH,
)
@acting
@trailed
@idempotent
def ask_for_data(request: Request) -> Any:
    return 201, request_changed(operations.ask_for_data(actor=request.actor, now=timezone.now()))


@router.post("/my-data/requests/{uuid:request_id}/withdraw", response=Changed, summary="Withdraw my request")
@acting
@trailed
@idempotent
def withdraw_request(request: Request, request_id: UUID) -> Any:
    changed = operations.withdraw_request(
        actor=request.actor, request_id=request_id, expected_version=expected_version(request), now=timezone.now()
    )
    return 200, request_changed(changed)


@router.get(
    "/my-data/requests/{uuid:request_id}/export", response=schemas.HandedOverOut, summary="What was handed over to me"
)
@acting
@trailed
def take_export(request: Request, request_id: UUID) -> Any:
    """For a week. Each taking is noted as a disclosure."""
    return operations.take_export(actor=request.actor, request_id=request_id, now=timezone.now())


@router.get("/told/disclosures/{uuid:disclosure_id}", response=schemas.ToldOut, summary="A disclosure that touched me")
@acting
@trailed
def told_of_disclosure(request: Request, disclosure_id: UUID) -> Any:
    return told(actor=request.actor, disclosure_id=disclosure_id)


@router.get("/told/holds/{uuid:hold_id}", response=schemas.HoldNoticeOut, summary="A legal hold that touches me")
@acting
@trailed
def told_of_hold(request: Request, hold_id: UUID) -> Any:
    return notice_of(actor=request.actor, hold_id=hold_id)


def request_changed(request: DataRequest) -> dict[str, Any]:
    url = "/api/v1/supervision/my-data/requests"
    return {"id": str(request.pk), "version": request.version, "state": request.state, "url": url}
