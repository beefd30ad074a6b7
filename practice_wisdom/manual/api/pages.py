"""Everything under /api/v1/manual."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from ninja import Router, Status

from backend.identity import access
from backend.identity.http import Request
from backend.kernel.downloads import pdf_response
from backend.kernel.errors import NotFound
from backend.kernel.preconditions import WITHOUT_IF_MATCH, etag, expected_version
from backend.receipts.http import idempotent
from practice_wisdom.manual.api import shapes
from practice_wisdom.manual.api.approval_links import router as approval_links_router
from practice_wisdom.manual.api.imports import router as imports_router
from practice_wisdom.manual.api.local_notes import router as notes_router
from practice_wisdom.manual.api.practice_notes import router as practice_notes_router
from practice_wisdom.manual.api.prints import AS_PDF
from practice_wisdom.manual.api.prints import router as prints_router
from practice_wisdom.manual.api.questions import router as questions_router
from practice_wisdom.manual.api.revisions import router as revisions_router
from practice_wisdom.manual.api.schedules import router as schedules_router
from practice_wisdom.manual.api.settings import router as settings_router
from practice_wisdom.manual.api.shelf import router as shelf_router
from practice_wisdom.manual.api.suggestions import router as suggestions_router
from practice_wisdom.manual.api.synonyms import router as synonyms_router
from practice_wisdom.manual.moved import leads_on
from practice_wisdom.manual.operations import (
    addresses,
    confirmations,
    images,
    local_notes,
    owners,
    paper,
    schedules,
    verdicts,
    withdrawals,
)
from practice_wisdom.manual.operations import revisions as operations
from practice_wisdom.manual.queries import pages as queries
from practice_wisdom.manual.queries.local_notes import areas_to_write_for
from practice_wisdom.manual.queries.reading import page_to_read
from practice_wisdom.manual.queries.withdrawals import withdrawn_page
from practice_wisdom.manual.schemas import (
    AddressChanged,
    AddressIn,
    ConfirmationIn,
    Confirmed,
    ImageAdded,
    ImageIn,
    LocalNoteChanged,
    LocalNoteIn,
    LocalNotesOut,
    PageIn,
    PageOut,
    PagesOut,
    RevisionChanged,
    RevisionsOut,
    VerdictGiven,
    VerdictIn,
)
from practice_wisdom.manual.schemas.workflow import (
    OwnerChanged,
    OwnerIn,
    ScheduleChanged,
    ScheduleWithdrawalIn,
    WithdrawIn,
    WithdrawnOut,
)

router = Router(tags=["Manual"])
router.add_router("/questions", questions_router)
router.add_router("/revisions", revisions_router)
router.add_router("/notes", notes_router)
router.add_router("", imports_router)
router.add_router("", prints_router)
router.add_router("", shelf_router)
router.add_router("", suggestions_router)
router.add_router("", practice_notes_router)
router.add_router("/approval-links", approval_links_router)
router.add_router("/schedules", schedules_router)
router.add_router("/settings", settings_router)
router.add_router("/synonyms", synonyms_router)

MOVED: dict[int, Any] = {301: None}


@router.get("/pages", response=PagesOut)
@access.member
def pages(request: Request) -> Any:
    """Every live page, by title."""
    lines = queries.live_pages(actor=request.actor, today=timezone.localdate())
    return {"total": len(lines), "pages": [shapes.page_line(line) for line in lines]}


@router.post("/pages", response={201: RevisionChanged})
@access.acting
@idempotent
def start_page(request: Request, given: PageIn) -> Any:
    """A new page with its first draft. Curators only; nothing is live before it is approved and published."""
    revision = operations.start_page(
        actor=request.actor, slug=given.slug, joint=given.joint, words=given.words.words(), now=timezone.now()
    )
    return 201, shapes.changed(revision)


@router.get("/pages/{slug:slug}", response={200: PageOut} | MOVED | {410: WithdrawnOut})
@access.member
@leads_on(live=True)
def page(request: Request, response: HttpResponse, slug: str) -> Any:
    """The live page. Its ETag is the number of the live revision. A former address answers 301 with the new one.

    A page that was withdrawn answers 410 with the reason.
    """
    try:
        found = page_to_read(actor=request.actor, slug=slug, today=timezone.localdate())
    except NotFound:
        return Status(410, shapes.withdrawn(withdrawn_page(actor=request.actor, slug=slug)))
    response["ETag"] = etag(found.revision.number)
    return shapes.reading_page(found)


@router.get("/pages/{slug:slug}/pdf", response=MOVED, openapi_extra=AS_PDF)
@access.member
@leads_on(live=True)
def page_pdf(request: Request, slug: str) -> Any:
    """The live page for paper, tagged for screen readers (PDF/UA-1). Its code leads to whether it is still current."""
    made = paper.print_page(actor=request.actor, slug=slug, now=timezone.now())
    return pdf_response(name=made.name, pdf=made.pdf)


@router.put("/pages/{slug:slug}/address", response=AddressChanged, openapi_extra=WITHOUT_IF_MATCH)
@access.acting
@idempotent
def change_address(request: Request, slug: str, given: AddressIn) -> Any:
    """Curators only. The old address leads to the new one for ever. No If-Match: what it is sent to is the version."""
    page = addresses.change_address(actor=request.actor, slug=slug, new_slug=given.slug, now=timezone.now())
    return 200, {"id": page.id, "slug": page.slug, "url": f"/manual/{page.slug}"}


@router.put("/pages/{slug:slug}/owner", response=OwnerChanged, openapi_extra=WITHOUT_IF_MATCH)
@access.acting
@idempotent
def change_owner(request: Request, slug: str, given: OwnerIn) -> Any:
    """Hands the page over to another member. Curators only. No If-Match: the body names the owner it replaces."""
    page = owners.change_owner(
        actor=request.actor, slug=slug, email=given.email, instead_of=given.instead_of, now=timezone.now()
    )
    return 200, {"slug": page.slug, "owner_id": page.owner_id}


@router.post("/pages/{slug:slug}/withdrawal", response=RevisionChanged)
@access.acting
@idempotent
def withdraw(request: Request, slug: str, given: WithdrawIn) -> Any:
    """Takes the live page away. Curators only. If-Match: the ETag of the page, the number of its live revision."""
    done = withdrawals.withdraw_page(
        actor=request.actor,
        slug=slug,
        number=expected_version(request),
        reason=given.reason,
        instead=given.instead,
        now=timezone.now(),
    )
    return 200, shapes.changed(done.revision)


@router.post("/pages/{slug:slug}/scheduled-withdrawal", response={201: ScheduleChanged})
@access.acting
@idempotent
def schedule_withdrawal(request: Request, slug: str, given: ScheduleWithdrawalIn) -> Any:
    """The same, at a later moment, as long as the same revision is live then."""
    planned = schedules.schedule_withdrawal(
        actor=request.actor,
        slug=slug,
        number=expected_version(request),
        at=given.at,
        reason=given.reason,
        instead=given.instead,
        now=timezone.now(),
    )
    return 201, shapes.schedule_changed(planned)


@router.get("/pages/{slug:slug}/revisions", response={200: RevisionsOut} | MOVED)
@access.member
@leads_on(live=False)
def revisions(request: Request, slug: str) -> Any:
    """Newest first: what was ever live and, for curators and approvers, what is being prepared."""
    return shapes.revisions(queries.history(actor=request.actor, slug=slug))


@router.post("/pages/{slug:slug}/confirmations", response={201: Confirmed})
@access.acting
@idempotent
def confirm_page(request: Request, slug: str, given: ConfirmationIn) -> Any:
    """Still right: for curators and the page's owner, who have checked every fact on it today."""
    done = confirmations.confirm_page(actor=request.actor, slug=slug, number=given.revision, now=timezone.now())
    return 201, {"slug": slug, "checked_on": done.checked_on.isoformat(), "review_by": done.review_by.isoformat()}


@router.post("/pages/{slug:slug}/revisions", response={201: RevisionChanged})
@access.acting
@idempotent
def start_draft(request: Request, slug: str) -> Any:
    """A new draft with the words of the live page."""
    return 201, shapes.changed(operations.start_draft(actor=request.actor, slug=slug, now=timezone.now()))


@router.get("/pages/{slug:slug}/notes", response={200: LocalNotesOut} | MOVED)
@access.member
@leads_on(live=True)
def notes(request: Request, slug: str) -> Any:
    """The local notes of your areas on this page; for curators also the areas and parts a new one may be for."""
    found = page_to_read(actor=request.actor, slug=slug, today=timezone.localdate())
    return {
        "notes": [shapes.local_note(note) for note in found.notes],
        "areas": areas_to_write_for(actor=request.actor),
        "parts": [part.heading for part in found.revision.parts if part.heading],
    }


@router.post("/pages/{slug:slug}/notes", response={201: LocalNoteChanged}, openapi_extra=WITHOUT_IF_MATCH)
@access.acting
@idempotent
def write_note(request: Request, slug: str, given: LocalNoteIn) -> Any:
    """Curators only, for an area of their own. Readers of the area see it at once."""
    note = local_notes.write_note(
        actor=request.actor, slug=slug, area_id=given.area, words=given.words(), now=timezone.now()
    )
    return 201, shapes.note_changed(note)


@router.post("/images", response={201: ImageAdded})
@access.acting
@idempotent
def add_image(request: Request, given: ImageIn) -> Any:
    """An image for the manual's pages, made anew: `![what it shows](url)` shows it. Curators only."""
    image = images.add_image(
        actor=request.actor,
        data=given.data(),
        name="",
        alternative_text=given.alternative_text,
        now=timezone.now(),
    )
    return 201, {"digest": image.digest, "url": image.url, "width": image.width, "height": image.height}


@router.put("/pages/{slug:slug}/verdict", response=VerdictGiven, openapi_extra=WITHOUT_IF_MATCH)
@access.acting
@idempotent
def give_verdict(request: Request, slug: str, given: VerdictIn) -> Any:
    """Whether the live revision was helpful, in place of what you said before. The answer leaves your reason out."""
    verdicts.give_verdict(
        actor=request.actor,
        slug=slug,
        number=given.revision,
        helpful=given.helpful,
        reason=given.reason,
        now=timezone.now(),
    )
    return 200, {"slug": slug, "revision": given.revision, "helpful": given.helpful}
