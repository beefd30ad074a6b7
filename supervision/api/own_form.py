"""An organisation's own forms. Those who make them are its trainers and supervision leads; its people read them."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from ninja import Router

from backend.identity.access import acting
from backend.identity.http import Request
from backend.kernel.preconditions import etag, expected_version
from backend.receipts.http import idempotent
from supervision.edge import trailed
from supervision.models import OwnForm
from supervision.operations import own_form as operations
from supervision.queries import own_form as queries
from supervision.schemas import own_form as schemas
from supervision.schemas.common import Changed

router = Router(tags=["Supervision: forms"])
ROOT = "/api/v1/supervision/own-forms"


@router.get("/own-forms", response=list[schemas.OwnFormRow], summary="My organisation's own forms")
@acting
@trailed
def list_own_forms(request: Request) -> Any:
    return queries.own_forms(actor=request.actor)


@router.post("/own-forms", response={201: Changed}, summary="Make a form")
@acting
@trailed
@idempotent
def make_form(request: Request, sent: schemas.OwnFormIn) -> Any:
    """A draft: it is offered once it is published."""
    return 201, _changed(operations.make_form(actor=request.actor, words=sent.words(), now=timezone.now()))


@router.get("/own-forms/{uuid:form_id}", response=schemas.OwnFormOut, summary="A form of my organisation")
@acting
@trailed
def get_own_form(request: Request, response: HttpResponse, form_id: UUID) -> Any:
    page = queries.page(actor=request.actor, form_id=form_id)
    response["ETag"] = etag(page.card.version)
    return page


@router.put("/own-forms/{uuid:form_id}", response=Changed, summary="Change a form")
@acting
@trailed
@idempotent
def change_form(request: Request, form_id: UUID, sent: schemas.OwnFormIn) -> Any:
    """What is published is offered until the change is published as well."""
    form = operations.change_form(
        actor=request.actor,
        form_id=form_id,
        words=sent.words(),
        expected_version=expected_version(request),
        now=timezone.now(),
    )
    return 200, _changed(form)


@router.post("/own-forms/{uuid:form_id}/publish", response=Changed, summary="Publish a form")
@acting
@trailed
@idempotent
def publish_form(request: Request, form_id: UUID) -> Any:
    """A record that is begun keeps the version it began with."""
    form = operations.publish_form(
        actor=request.actor, form_id=form_id, expected_version=expected_version(request), now=timezone.now()
    )
    return 200, _changed(form)


@router.post("/own-forms/{uuid:form_id}/withdraw", response=Changed, summary="Withdraw a form")
@acting
@trailed
@idempotent
def withdraw_form(request: Request, form_id: UUID) -> Any:
    form = operations.withdraw_form(
        actor=request.actor, form_id=form_id, expected_version=expected_version(request), now=timezone.now()
    )
    return 200, _changed(form)


@router.post("/own-forms/{uuid:form_id}/throw-away", response=Changed, summary="Throw a draft away")
@acting
@trailed
@idempotent
def throw_draft_away(request: Request, form_id: UUID) -> Any:
    """A form of which nothing was ever published goes whole: its state is then GONE."""
    form = operations.throw_draft_away(
        actor=request.actor, form_id=form_id, expected_version=expected_version(request), now=timezone.now()
    )
    return 200, _changed(form) if form else {"id": str(form_id), "version": 0, "state": "GONE", "url": ROOT}


def _changed(form: OwnForm) -> dict[str, Any]:
    state = "WITHDRAWN" if form.withdrawn_at else ""
    return {"id": str(form.pk), "version": form.version, "state": state, "url": f"{ROOT}/{form.pk}"}
