"""Everything under /api/v1/manual."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from ninja import Router

from backend.identity import access
from backend.identity.http import Request
from backend.kernel.preconditions import etag
from backend.kernel.schemas import responses
from backend.receipts.http import idempotent
from practice_wisdom.manual.api import shapes
from practice_wisdom.manual.api.revisions import router as revisions_router
from practice_wisdom.manual.operations import revisions as operations
from practice_wisdom.manual.queries import pages as queries
from practice_wisdom.manual.schemas import PageIn, PageOut, PagesOut, RevisionChanged, RevisionsOut

router = Router(tags=["Manual"])
router.add_router("/revisions", revisions_router)


@router.get("/pages", response=responses(PagesOut))
@access.member
def pages(request: Request) -> Any:
    """Every live page, by title."""
    lines = queries.live_pages(actor=request.actor, today=timezone.localdate())
    return {"total": len(lines), "pages": [shapes.page_line(line) for line in lines]}


@router.post("/pages", response=responses(RevisionChanged, 201))
@access.acting
@idempotent
def start_page(request: Request, given: PageIn) -> Any:
    """A new page with its first draft. Curators only; nothing is live before it is approved and published."""
    revision = operations.start_page(
        actor=request.actor, slug=given.slug, joint=given.joint, words=given.words.words(), now=timezone.now()
    )
    return 201, shapes.changed(revision)


@router.get("/pages/{slug:slug}", response=responses(PageOut))
@access.member
def page(request: Request, response: HttpResponse, slug: str) -> Any:
    """The live page. Its ETag is the number of the live revision."""
    found = queries.page_to_read(actor=request.actor, slug=slug, today=timezone.localdate())
    response["ETag"] = etag(found.revision.number)
    return shapes.reading_page(found)


@router.get("/pages/{slug:slug}/revisions", response=responses(RevisionsOut))
@access.member
def revisions(request: Request, slug: str) -> Any:
    """Newest first: what was ever live and, for curators and approvers, what is being prepared."""
    return shapes.revisions(queries.history(actor=request.actor, slug=slug))


@router.post("/pages/{slug:slug}/revisions", response=responses(RevisionChanged, 201))
@access.acting
@idempotent
def start_draft(request: Request, slug: str) -> Any:
    """A new draft with the words of the live page."""
    return 201, shapes.changed(operations.start_draft(actor=request.actor, slug=slug, now=timezone.now()))
