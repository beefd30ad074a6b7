"""For an organisation's disclosure and data protection officers: two people, and a note of everything."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from ninja import Router

from backend.identity.access import acting
from backend.identity.http import Request
from backend.kernel.preconditions import etag, expected_version
from backend.receipts.http import idempotent
from supervision.api.rights import request_changed
from supervision.edge import trailed
from supervision.models import Disclosure, LegalHold
from supervision.operations import disclosure as disclosures
from supervision.operations import former_member as former_members
from supervision.operations import hold as holds
from supervision.operations import retention, subject_access
from supervision.queries import data_request as requests
from supervision.queries import disclosure as disclosure_queries
from supervision.queries import hold as hold_queries
from supervision.queries.rule import rules
from supervision.schemas import rights as schemas
from supervision.schemas.common import Changed

router = Router(tags=["Supervision: officers"])
ROOT = "/api/v1/supervision/officers"


@router.get("/members", response=list[schemas.MemberChoiceOut], summary="Everybody of the organisation")
@acting
@trailed
def list_members(request: Request) -> Any:
    """Whether any of them has supervision here, it does not say."""
    return hold_queries.members(actor=request.actor)


@router.get("/rules", response=list[schemas.RuleRow], summary="How long things are kept")
@acting
@trailed
def list_rules(request: Request) -> Any:
    return rules(actor=request.actor, now=timezone.now())


@router.put("/rules/{kind}", response=Changed, summary="Approve how long a kind is kept")
@acting
@trailed
@idempotent
def approve_rule(request: Request, kind: str, sent: schemas.RuleIn) -> Any:
    """By the data protection officer; it holds four weeks later."""
    rule = retention.approve_rule(
        actor=request.actor,
        kind=kind,
        length=sent.length,
        expected_version=expected_version(request),
        now=timezone.now(),
    )
    return 200, {"id": str(rule.pk), "version": rule.number, "state": "", "url": f"{ROOT}/rules"}


@router.get("/holds", response=list[schemas.HoldRow], summary="Legal holds")
@acting
@trailed
def list_holds(request: Request) -> Any:
    return hold_queries.holds(actor=request.actor, now=timezone.now())


@router.post("/holds", response={201: Changed}, summary="Place a legal hold")
@acting
@trailed
@idempotent
def place_hold(request: Request, sent: schemas.HoldIn) -> Any:
    return 201, _hold_changed(holds.place_hold(actor=request.actor, **sent.dict(), now=timezone.now()))


@router.post("/holds/{uuid:hold_id}/review", response=Changed, summary="Keep a hold, and look at it again later")
@acting
@trailed
@idempotent
def review_hold(request: Request, hold_id: UUID, sent: schemas.ReviewIn) -> Any:
    hold = holds.review_hold(
        actor=request.actor,
        hold_id=hold_id,
        review_on=sent.review_on,
        expected_version=expected_version(request),
        now=timezone.now(),
    )
    return 200, _hold_changed(hold)


@router.post("/holds/{uuid:hold_id}/release", response=Changed, summary="Release a hold")
@acting
@trailed
@idempotent
def release_hold(request: Request, hold_id: UUID) -> Any:
    hold = holds.release_hold(
        actor=request.actor, hold_id=hold_id, expected_version=expected_version(request), now=timezone.now()
    )
    return 200, _hold_changed(hold)


@router.get("/requests", response=list[schemas.DataRequestRow], summary="Requests that wait for a second reader")
@acting
@trailed
def list_requests(request: Request) -> Any:
    return requests.requests_to_read(actor=request.actor, now=timezone.now())


@router.post("/requests", response={201: Changed}, summary="Note that a former member asks for their data")
@acting
@trailed
@idempotent
def ask_for_former_member(request: Request, sent: schemas.FormerMemberIn) -> Any:
    """For somebody who has left and cannot sign in. Everybody else asks by themselves."""
    asked = former_members.ask_for_former_member(
        actor=request.actor, membership_id=sent.membership_id, now=timezone.now()
    )
    return 201, request_changed(asked)


@router.get(
    "/requests/{uuid:request_id}/export",
    response=schemas.HandedOverOut,
    summary="What is handed over to a former member",
)
@acting
@trailed
def hand_over_export(request: Request, request_id: UUID) -> Any:
    """By another officer than the one who read it through, for a week. Each time is noted as a disclosure."""
    return former_members.hand_over_export(actor=request.actor, request_id=request_id, now=timezone.now())


@router.get("/requests/{uuid:request_id}", response=schemas.SecondReadingOut, summary="Read a request through")
@acting
@trailed
def open_request(request: Request, response: HttpResponse, request_id: UUID) -> Any:
    """The reading is noted on every record it touches."""
    page = subject_access.open_request(actor=request.actor, request_id=request_id, now=timezone.now())
    response["ETag"] = etag(page.card.version)
    return page


@router.post("/requests/{uuid:request_id}/redactions", response={201: Changed}, summary="Take words out")
@acting
@trailed
@idempotent
def redact(request: Request, request_id: UUID, sent: schemas.RedactionIn) -> Any:
    changed = subject_access.redact(
        actor=request.actor,
        request_id=request_id,
        **sent.dict(),
        expected_version=expected_version(request),
        now=timezone.now(),
    )
    return 201, request_changed(changed)


@router.post(
    "/requests/{uuid:request_id}/redactions/{uuid:redaction_id}/undo", response=Changed, summary="Put words back"
)
@acting
@trailed
@idempotent
def undo_redaction(request: Request, request_id: UUID, redaction_id: UUID) -> Any:
    changed = subject_access.undo_redaction(
        actor=request.actor,
        request_id=request_id,
        redaction_id=redaction_id,
        expected_version=expected_version(request),
        now=timezone.now(),
    )
    return 200, request_changed(changed)


@router.post("/requests/{uuid:request_id}/release", response=Changed, summary="Hand it over")
@acting
@trailed
@idempotent
def release_request(request: Request, request_id: UUID) -> Any:
    changed = subject_access.release_request(
        actor=request.actor, request_id=request_id, expected_version=expected_version(request), now=timezone.now()
    )
    return 200, request_changed(changed)


@router.get("/disclosures", response=list[schemas.DisclosureRow], summary="Legal disclosures")
@acting
@trailed
def list_disclosures(request: Request) -> Any:
    return disclosure_queries.disclosures(actor=request.actor)


@router.post("/disclosures", response={201: Changed}, summary="Ask whether sessions exist")
@acting
@trailed
@idempotent
def ask_for_disclosure(request: Request, sent: schemas.DisclosureIn) -> Any:
    asked = disclosures.ask_for_disclosure(actor=request.actor, **sent.dict(), now=timezone.now())
    return 201, _disclosure_changed(asked)


@router.get("/disclosures/{uuid:disclosure_id}", response=schemas.DisclosureOut, summary="A legal disclosure")
@acting
@trailed
def open_disclosure(request: Request, response: HttpResponse, disclosure_id: UUID) -> Any:
    """With the sessions that exist, while that is open to you; then the reading is noted."""
    page = disclosures.open_disclosure(actor=request.actor, disclosure_id=disclosure_id, now=timezone.now())
    response["ETag"] = etag(page.card.version)
    return page


@router.post("/disclosures/{uuid:disclosure_id}/agree", response=Changed, summary="Agree, as the second person")
@acting
@trailed
@idempotent
def agree(request: Request, disclosure_id: UUID) -> Any:
    changed = disclosures.agree_to_disclosure(
        actor=request.actor, disclosure_id=disclosure_id, expected_version=expected_version(request), now=timezone.now()
    )
    return 200, _disclosure_changed(changed)


@router.post("/disclosures/{uuid:disclosure_id}/content", response=Changed, summary="Ask for the content of sessions")
@acting
@trailed
@idempotent
def ask_for_content(request: Request, disclosure_id: UUID, sent: schemas.ContentIn) -> Any:
    changed = disclosures.ask_for_content(
        actor=request.actor,
        disclosure_id=disclosure_id,
        session_ids=sent.session_ids,
        expected_version=expected_version(request),
        now=timezone.now(),
    )
    return 200, _disclosure_changed(changed)


@router.post("/disclosures/{uuid:disclosure_id}/revoke", response=Changed, summary="Revoke: it opens nothing any more")
@acting
@trailed
@idempotent
def revoke(request: Request, disclosure_id: UUID) -> Any:
    changed = disclosures.revoke_disclosure(
        actor=request.actor, disclosure_id=disclosure_id, expected_version=expected_version(request), now=timezone.now()
    )
    return 200, _disclosure_changed(changed)


@router.get(
    "/disclosures/{uuid:disclosure_id}/sessions/{uuid:session_id}",
    response=schemas.DisclosedSessionOut,
    summary="The content of a session named",
)
@acting
@trailed
def open_disclosed_session(request: Request, disclosure_id: UUID, session_id: UUID) -> Any:
    """The reading is noted, and those who took part see it."""
    return disclosures.open_disclosed_session(
        actor=request.actor, disclosure_id=disclosure_id, session_id=session_id, now=timezone.now()
    )


def _hold_changed(hold: LegalHold) -> dict[str, Any]:
    return {"id": str(hold.pk), "version": hold.version, "state": "", "url": f"{ROOT}/holds"}


def _disclosure_changed(changed: Disclosure) -> dict[str, Any]:
    url = f"{ROOT}/disclosures/{changed.pk}"
    return {"id": str(changed.pk), "version": changed.version, "state": changed.state, "url": url}
