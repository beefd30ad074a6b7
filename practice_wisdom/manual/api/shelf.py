"""One's own shelf, and pages that must be read. Nobody reads another's."""

from typing import Any

from django.utils import timezone
from ninja import Router

from backend.identity import access
from backend.identity.http import Request
from backend.kernel.preconditions import WITHOUT_IF_MATCH
from backend.receipts.http import idempotent
from practice_wisdom.manual.api import shapes
from practice_wisdom.manual.operations import requirements
from practice_wisdom.manual.operations import shelf as operations
from practice_wisdom.manual.queries import shelf as queries
from practice_wisdom.manual.queries.requirements import requirement_of_page
from practice_wisdom.manual.schemas.shelf import (
    Acknowledged,
    AcknowledgementIn,
    Followed,
    FollowedIn,
    Kept,
    KeptIn,
    RequirementAsked,
    RequirementEnded,
    RequirementIn,
    RequirementOut,
    ShelfOut,
    TopicFollowed,
)

router = Router(tags=["Shelf"])


@router.get("/shelf", response=ShelfOut)
@access.member
def shelf(request: Request) -> Any:
    """What you are asked to read, keep, follow and have read lately. Reading over the API is not kept as reading."""
    return shapes.shelf(queries.shelf(actor=request.actor, today=timezone.localdate()))


@router.put("/pages/{slug:slug}/bookmark", response=Kept, openapi_extra=WITHOUT_IF_MATCH)
@access.acting
@idempotent
def keep_bookmark(request: Request, slug: str, given: KeptIn) -> Any:
    page = operations.keep_bookmark(actor=request.actor, slug=slug, kept=given.kept, now=timezone.now())
    return 200, {"slug": page.slug, "kept": given.kept}


@router.put("/pages/{slug:slug}/follow", response=Followed, openapi_extra=WITHOUT_IF_MATCH)
@access.acting
@idempotent
def follow_page(request: Request, slug: str, given: FollowedIn) -> Any:
    """Your inbox tells you when a new revision of it is published."""
    page = operations.follow_page(actor=request.actor, slug=slug, followed=given.followed, now=timezone.now())
    return 200, {"slug": page.slug, "followed": given.followed}


@router.put("/topics/{slug:topic}/follow", response=TopicFollowed, openapi_extra=WITHOUT_IF_MATCH)
@access.acting
@idempotent
def follow_topic(request: Request, topic: str, given: FollowedIn) -> Any:
    """The same for every page of a topic."""
    operations.follow_topic(actor=request.actor, topic=topic, followed=given.followed, now=timezone.now())
    return 200, {"topic": topic, "followed": given.followed}


@router.get("/pages/{slug:slug}/requirement", response=RequirementOut)
@access.member
def requirement(request: Request, slug: str) -> Any:
    """Curators only: who is asked to read it, and how many have. No small number, and nobody's name."""
    return shapes.requirement(requirement_of_page(actor=request.actor, slug=slug))


@router.post("/pages/{slug:slug}/requirement", response={201: RequirementAsked})
@access.acting
@idempotent
def ask_to_read(request: Request, slug: str, given: RequirementIn) -> Any:
    """Curators only. Of everyone in the partnership when no kinds and no roles are named."""
    made = requirements.ask_to_read(
        actor=request.actor,
        slug=slug,
        number=given.revision,
        organisation_kinds=given.organisation_kinds,
        roles=given.roles,
        by=given.by,
        asks_again=given.asks_again,
        now=timezone.now(),
    )
    return 201, {"id": made.id, "by": made.by.isoformat()}


@router.post("/pages/{slug:slug}/requirement/end", response=RequirementEnded)
@access.acting
@idempotent
def end_requirement(request: Request, slug: str) -> Any:
    """Curators only. Nobody is asked any more."""
    return 200, {"id": requirements.end_requirement(actor=request.actor, slug=slug, now=timezone.now()).id}


@router.put("/pages/{slug:slug}/acknowledgement", response=Acknowledged, openapi_extra=WITHOUT_IF_MATCH)
@access.acting
@idempotent
def acknowledge(request: Request, slug: str, given: AcknowledgementIn) -> Any:
    """You have read and understood the live revision. For those who are asked to."""
    requirements.acknowledge(actor=request.actor, slug=slug, number=given.revision, now=timezone.now())
    return 200, {"slug": slug, "revision": given.revision}
