"""Planning ahead: a series, times that fit everybody, another time in place of a cancelled one."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from ninja import Router

from backend.identity.access import acting
from backend.identity.http import Request
from backend.receipts.http import idempotent
from supervision.edge import trailed
from supervision.models import Session, TimeProposal
from supervision.operations import series as operations
from supervision.operations import session as sessions
from supervision.operations import time_proposal as proposals
from supervision.queries import time_proposal as queries
from supervision.schemas import planning as schemas
from supervision.schemas.common import Changed

router = Router(tags=["Supervision: planning"])


@router.get("/agreements/{uuid:agreement_id}/series", response=schemas.SeriesOut, summary="Dates the rhythm asks for")
@acting
@trailed
def propose_series(request: Request, agreement_id: UUID) -> Any:
    """At least three months ahead. The terms are opened for it, so the reading is noted."""
    return operations.propose_series(actor=request.actor, agreement_id=agreement_id, now=timezone.now())


@router.post(
    "/agreements/{uuid:agreement_id}/series", response={201: schemas.SeriesChanged}, summary="Plan several sessions"
)
@acting
@trailed
@idempotent
def plan_series(request: Request, agreement_id: UUID, sent: schemas.SeriesIn) -> Any:
    planned = operations.plan_series(
        actor=request.actor,
        agreement_id=agreement_id,
        starts={f"starts.{number}": start for number, start in enumerate(sent.starts)},
        minutes=sent.minutes,
        mode=sent.mode,
        now=timezone.now(),
    )
    return 201, {"sessions": [_planned(session) for session in planned]}


@router.post("/sessions/{uuid:session_id}/rebooking", response={201: Changed}, summary="Rebook a cancelled session")
@acting
@trailed
@idempotent
def rebook_session(request: Request, session_id: UUID, sent: schemas.RebookIn) -> Any:
    session = sessions.rebook_session(actor=request.actor, session_id=session_id, **sent.dict(), now=timezone.now())
    return 201, _planned(session)


@router.get("/proposals", response=list[schemas.ProposalOut], summary="Times that wait for an answer")
@acting
@trailed
def list_proposals(request: Request) -> Any:
    return queries.open_cards(actor=request.actor)


@router.get("/proposals/{uuid:proposal_id}", response=schemas.ProposalOut, summary="Proposed times")
@acting
@trailed
def get_proposal(request: Request, proposal_id: UUID) -> Any:
    return queries.proposal_to_read(actor=request.actor, proposal_id=proposal_id)


@router.post("/agreements/{uuid:agreement_id}/proposals", response={201: Changed}, summary="Propose up to three times")
@acting
@trailed
@idempotent
def propose_times(request: Request, agreement_id: UUID, sent: schemas.TimesIn) -> Any:
    made = proposals.propose_times(actor=request.actor, agreement_id=agreement_id, **sent.dict(), now=timezone.now())
    return 201, _changed(made)


@router.post("/proposals/{uuid:proposal_id}/others", response={201: Changed}, summary="Propose other times")
@acting
@trailed
@idempotent
def propose_other_times(request: Request, proposal_id: UUID, sent: schemas.OtherTimesIn) -> Any:
    """In place of these. They are open, or it is too late: their version never changes."""
    made = proposals.propose_other_times(
        actor=request.actor, proposal_id=proposal_id, **sent.dict(), now=timezone.now()
    )
    return 201, _changed(made)


@router.post("/proposals/{uuid:proposal_id}/acceptances", response={201: Changed}, summary="Accept one of the times")
@acting
@trailed
@idempotent
def accept_time(request: Request, proposal_id: UUID, sent: schemas.AcceptIn) -> Any:
    """As soon as a time fits everybody, the session is planned: `url` is then the session's."""
    answered = proposals.accept_time(
        actor=request.actor, proposal_id=proposal_id, time_id=sent.time_id, now=timezone.now()
    )
    return 201, _changed(answered)


@router.post("/proposals/{uuid:proposal_id}/withdraw", response=Changed, summary="Withdraw proposed times")
@acting
@trailed
@idempotent
def withdraw_times(request: Request, proposal_id: UUID) -> Any:
    return 200, _changed(proposals.withdraw_times(actor=request.actor, proposal_id=proposal_id, now=timezone.now()))


def _changed(proposal: TimeProposal) -> dict[str, Any]:
    where = f"sessions/{proposal.session_id}" if proposal.session_id else f"proposals/{proposal.pk}"
    url = f"/api/v1/supervision/{where}"
    return {"id": str(proposal.pk), "version": 1, "state": proposal.state, "url": url}


def _planned(session: Session) -> dict[str, Any]:
    url = f"/api/v1/supervision/sessions/{session.pk}"
    return {"id": str(session.pk), "version": session.version, "state": session.state, "url": url}
