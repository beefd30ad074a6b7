from dataclasses import asdict
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
from supervision.models import Agreement
from supervision.operations import agreement as operations
from supervision.operations import review as reviews
from supervision.operations.comparison import compare_versions
from supervision.queries import agreement as queries
from supervision.queries.agreement import AgreementPage
from supervision.queries.comparison import MAX_VERSION
from supervision.queries.participant import colleagues
from supervision.schemas.agreement import (
    AgreementIn,
    AgreementOut,
    AgreementRow,
    ColleagueOut,
    TermsIn,
    VersionComparisonOut,
)
from supervision.schemas.common import Changed

router = Router(tags=["Supervision: agreements"])


@router.get("/colleagues", response=list[ColleagueOut], summary="Whom an agreement can be proposed to")
@acting
@trailed
def list_colleagues(request: Request) -> Any:
    return colleagues(actor=request.actor)


@router.get("/agreements", response=list[AgreementRow], summary="My agreements")
@acting
@trailed
def list_agreements(request: Request) -> Any:
    return queries.cards(actor=request.actor, now=timezone.now())


@router.post("/agreements", response={201: Changed}, summary="Propose an agreement")
@acting
@trailed
@idempotent
def propose_agreement(request: Request, sent: AgreementIn) -> Any:
    agreement = operations.propose_agreement(
        actor=request.actor,
        membership_ids=sent.membership_ids,
        kind=sent.kind,
        part=sent.part,
        facilitator_id=sent.facilitator_id,
        terms=sent.terms.terms(),
        now=timezone.now(),
    )
    return 201, changed(agreement)


@router.get("/agreements/{uuid:agreement_id}", response=AgreementOut, summary="An agreement")
@acting
@trailed
def get_agreement(request: Request, response: HttpResponse, agreement_id: UUID) -> Any:
    """Its newest terms. The reading is noted."""
    page = operations.open_agreement(actor=request.actor, agreement_id=agreement_id, now=timezone.now())
    response["ETag"] = etag(page.version)
    return _shown(page)


@router.get(
    "/agreements/{uuid:agreement_id}/versions/{int:number}",
    response=AgreementOut,
    summary="An agreement as it was at an earlier version",
)
@acting
@trailed
def get_version(request: Request, agreement_id: UUID, number: int) -> Any:
    """The reading is noted."""
    now = timezone.now()
    return _shown(operations.open_agreement(actor=request.actor, agreement_id=agreement_id, number=number, now=now))


@router.get(
    "/agreements/{uuid:agreement_id}/versions/{int:number}/changes",
    response=VersionComparisonOut,
    summary="What changed in an agreement, word by word",
)
@acting
@trailed
def get_changes(
    request: Request, agreement_id: UUID, number: int, since: Annotated[int | None, Query(ge=1, le=MAX_VERSION)] = None
) -> Any:
    """From the version `since`, or the one before, to this one. Both readings are noted."""
    return compare_versions(
        actor=request.actor, agreement_id=agreement_id, older=since, newer=number, now=timezone.now()
    )


@router.put("/agreements/{uuid:agreement_id}/terms", response=Changed, summary="Write a new version of the terms")
@acting
@trailed
@idempotent
def change_terms(request: Request, agreement_id: UUID, sent: TermsIn) -> Any:
    """What was signed holds until everybody has signed the new version. If-Match: the ETag of what you changed."""
    version = operations.change_terms(
        actor=request.actor,
        agreement_id=agreement_id,
        terms=sent.terms(),
        expected_version=expected_version(request),
        now=timezone.now(),
    )
    return 200, changed(version.agreement)


@router.post("/agreements/{uuid:agreement_id}/signatures", response={201: Changed}, summary="Sign the terms")
@acting
@trailed
@idempotent
def sign_agreement(request: Request, agreement_id: UUID) -> Any:
    """Send the ETag of the version you sign as If-Match."""
    agreement = operations.sign_agreement(
        actor=request.actor,
        agreement_id=agreement_id,
        expected_version=expected_version(request),
        now=timezone.now(),
    )
    return 201, changed(agreement)


@router.post("/agreements/{uuid:agreement_id}/end", response=Changed, summary="End an agreement")
@acting
@trailed
@idempotent
def end_agreement(request: Request, agreement_id: UUID) -> Any:
    agreement = operations.end_agreement(
        actor=request.actor,
        agreement_id=agreement_id,
        expected_version=expected_version(request),
        now=timezone.now(),
    )
    return 200, changed(agreement)


@router.post("/agreements/{uuid:agreement_id}/reviews", response={201: Changed}, summary="Reviewed, still right")
@acting
@trailed
@idempotent
def review_agreement(request: Request, agreement_id: UUID) -> Any:
    """Done when everybody has said so. Send the ETag of the version you have read as If-Match."""
    agreement = reviews.review_agreement(
        actor=request.actor,
        agreement_id=agreement_id,
        expected_version=expected_version(request),
        now=timezone.now(),
    )
    return 201, changed(agreement)


def changed(agreement: Agreement) -> dict[str, Any]:
    return {
        "id": str(agreement.pk),
        "version": agreement.version,
        "state": agreement.state,
        "url": f"/api/v1/supervision/agreements/{agreement.pk}",
    }


def _shown(page: AgreementPage) -> dict[str, Any]:
    """The terms are a plain document, which the schema cannot read attribute by attribute."""
    return {name: getattr(page, name) for name in page.__slots__} | {"terms": asdict(page.terms)}
