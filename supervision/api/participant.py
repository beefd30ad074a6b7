from typing import Any
from uuid import UUID

from django.utils import timezone
from ninja import Router

from backend.identity.access import acting
from backend.identity.http import Request
from backend.kernel.preconditions import expected_version
from backend.receipts.http import idempotent
from supervision.api.agreement import changed
from supervision.edge import trailed
from supervision.operations import facilitation as facilitations
from supervision.operations import participant as operations
from supervision.schemas.agreement import FacilitatorIn, MemberIn
from supervision.schemas.common import Changed

router = Router(tags=["Supervision: agreements"])


@router.post("/agreements/{uuid:agreement_id}/members", response={201: Changed}, summary="Bring somebody into a group")
@acting
@trailed
@idempotent
def bring_in(request: Request, agreement_id: UUID, sent: MemberIn) -> Any:
    """A new version, which everybody signs. Send the ETag of the newest one as If-Match."""
    version = operations.bring_in(
        actor=request.actor,
        agreement_id=agreement_id,
        membership_id=sent.membership_id,
        expected_version=expected_version(request),
        now=timezone.now(),
    )
    return 201, changed(version.agreement)


@router.post("/agreements/{uuid:agreement_id}/leave", response=Changed, summary="Leave a group")
@acting
@trailed
@idempotent
def leave(request: Request, agreement_id: UUID) -> Any:
    """From the next request on nothing of it opens for you."""
    agreement = operations.leave(
        actor=request.actor,
        agreement_id=agreement_id,
        expected_version=expected_version(request),
        now=timezone.now(),
    )
    return 200, changed(agreement)


@router.post(
    "/agreements/{uuid:agreement_id}/members/{uuid:participant_id}/take-off",
    response=Changed,
    summary="Take somebody off a group who can no longer sign in, or has not joined yet",
)
@acting
@trailed
@idempotent
def take_off(request: Request, agreement_id: UUID, participant_id: UUID) -> Any:
    agreement = operations.take_off(
        actor=request.actor,
        agreement_id=agreement_id,
        participant_id=participant_id,
        expected_version=expected_version(request),
        now=timezone.now(),
    )
    return 200, changed(agreement)


@router.post(
    "/agreements/{uuid:agreement_id}/facilitator", response={201: Changed}, summary="Propose who facilitates a group"
)
@acting
@trailed
@idempotent
def propose_handover(request: Request, agreement_id: UUID, sent: FacilitatorIn) -> Any:
    """By whoever facilitates, or by another member once that person can no longer sign in."""
    proposed = facilitations.propose_handover(
        actor=request.actor,
        agreement_id=agreement_id,
        participant_id=sent.participant_id,
        expected_version=expected_version(request),
        now=timezone.now(),
    )
    return 201, changed(proposed.agreement)


@router.post("/agreements/{uuid:agreement_id}/facilitator/accept", response=Changed, summary="Accept to facilitate")
@acting
@trailed
@idempotent
def accept_handover(request: Request, agreement_id: UUID) -> Any:
    """You read what is written for the facilitator in records begun from now on, and nothing of before."""
    agreement = facilitations.accept_handover(
        actor=request.actor,
        agreement_id=agreement_id,
        expected_version=expected_version(request),
        now=timezone.now(),
    )
    return 200, changed(agreement)


@router.post(
    "/agreements/{uuid:agreement_id}/facilitator/close",
    response=Changed,
    summary="Decline to facilitate, or withdraw the proposal",
)
@acting
@trailed
@idempotent
def close_handover(request: Request, agreement_id: UUID) -> Any:
    agreement = facilitations.close_handover(
        actor=request.actor,
        agreement_id=agreement_id,
        expected_version=expected_version(request),
        now=timezone.now(),
    )
    return 200, changed(agreement)
