"""Asking a partner's administrators to invite somebody, and what they are asked."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from ninja import Router

from backend.identity.access import acting
from backend.identity.http import Request
from backend.identity.mail import send_invitation_request
from backend.identity.operations import invitation_requests as operations
from backend.identity.queries import invitation_requests as queries
from backend.identity.schemas import (
    InvitationRequestAnswered,
    InvitationRequestChanged,
    InvitationRequestIn,
    InvitationRequestRow,
    OrganisationOut,
)
from backend.receipts.http import idempotent

router = Router(tags=["People"])


@router.get("/organisations", response=list[OrganisationOut], summary="The organisations of my partnership")
@acting
def list_organisations(request: Request) -> Any:
    return queries.partner_organisations(actor=request.actor)


@router.post("", response={201: InvitationRequestChanged}, summary="Ask an organisation to invite somebody")
@acting
@idempotent
def ask_for_invitation(request: Request, sent: InvitationRequestIn) -> Any:
    """Its administrators are told; whether that person has an account already is not said."""
    asked = operations.ask_for_invitation(actor=request.actor, **sent.dict(), now=timezone.now())
    send_invitation_request(
        asked=asked,
        to=queries.addresses_of_administrators(organisation_id=asked.organisation_id),
        link=settings.BASE_URL + reverse("members"),
    )
    return 201, {"id": asked.pk}


@router.get("", response=list[InvitationRequestRow], summary="Whom my organisation is asked to invite")
@acting
def list_requests(request: Request) -> Any:
    """For its administrators."""
    return [
        {
            "id": asked.pk,
            "email": asked.email,
            "asked_by": asked.asked_by.person.name,
            "asked_by_organisation": asked.asked_by.organisation.name,
            "asked_at": asked.asked_at,
        }
        for asked in queries.open_requests(actor=request.actor)
    ]


@router.post("/{int:asked_id}/decline", response=InvitationRequestAnswered, summary="Decline to invite somebody")
@acting
@idempotent
def decline_request(request: Request, asked_id: int) -> Any:
    """A request never changes before it is answered, so there is no version to name."""
    operations.decline_request(actor=request.actor, request_id=asked_id, now=timezone.now())
    return 200, {"id": asked_id, "state": "DECLINED"}
