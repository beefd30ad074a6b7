from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.utils import timezone
from ninja import Body, Router

from backend.identity import access
from backend.identity.http import Request
from backend.kernel.errors import Stale
from backend.kernel.preconditions import etag, expected_version
from backend.receipts.http import idempotent
from practice_wisdom.manual.api import shapes
from practice_wisdom.manual.operations import approval_links, approvals, kept_texts, revisions, schedules
from practice_wisdom.manual.queries.approval_links import links_sent
from practice_wisdom.manual.queries.desk import open_lines
from practice_wisdom.manual.queries.revisions import revision_to_read
from practice_wisdom.manual.schemas import (
    NoteIn,
    ReasonIn,
    RevisionChanged,
    RevisionOut,
    WordsIn,
)
from practice_wisdom.manual.schemas.workflow import (
    ApprovalLinkChanged,
    ApprovalLinkIn,
    ApprovalLinksOut,
    OpenRevisionsOut,
    PublishIn,
    ScheduleChanged,
    SchedulePublishingIn,
)

router = Router(tags=["Manual"])


@router.get("", response=OpenRevisionsOut)
@access.member
def open_revisions(request: Request) -> Any:
    """What is being prepared, and what it waits for. For curators and approvers."""
    return {"revisions": [shapes.open_revision(line) for line in open_lines(actor=request.actor)]}


@router.get("/{int:revision_id}", response=RevisionOut)
@access.member
def revision(request: Request, response: HttpResponse, revision_id: int) -> Any:
    """One revision with its words, its approvals and what is missing. Send its ETag as If-Match to change it."""
    found = revision_to_read(actor=request.actor, revision_id=revision_id)
    response["ETag"] = etag(found.revision.version)
    return shapes.revision(found)


@router.put("/{int:revision_id}", response=RevisionChanged)
@access.acting
def save_draft(request: Request, revision_id: int, words: WordsIn) -> Any:
    """All the words of a draft, in place of the ones before.

    412 when somebody saved meanwhile: nothing is overwritten, and what was sent is kept for you to merge, at
    /manual/revisions/{revision_id}/merge.
    """
    try:
        return _save_draft(request, revision_id, words)
    except Stale:
        # Outside the transaction that was just undone.
        kept_texts.keep_text(actor=request.actor, revision_id=revision_id, words=words.words(), now=timezone.now())
        raise


@idempotent
def _save_draft(request: Request, revision_id: int, words: WordsIn) -> Any:
    saved = revisions.save_draft(
        actor=request.actor,
        revision_id=revision_id,
        version=expected_version(request),
        words=words.words(),
        now=timezone.now(),
    )
    return 200, shapes.changed(saved)


@router.post("/{int:revision_id}/submit", response=RevisionChanged)
@access.acting
@idempotent
def submit(request: Request, revision_id: int) -> Any:
    """Asks for approval. From here on the words never change."""
    return 200, shapes.changed(revisions.submit_revision(**_who_what_when(request, revision_id)))


@router.post("/{int:revision_id}/approve", response=RevisionChanged)
@access.acting
@idempotent
def approve(request: Request, revision_id: int, given: NoteIn) -> Any:
    """This organisation's yes. Approvers who did not write in it only."""
    return 200, shapes.changed(approvals.approve_revision(note=given.note, **_who_what_when(request, revision_id)))


@router.post("/{int:revision_id}/return", response=RevisionChanged)
@access.acting
@idempotent
def send_back(request: Request, revision_id: int, given: ReasonIn) -> Any:
    """Back to its author, with what should change."""
    return 200, shapes.changed(approvals.return_revision(reason=given.reason, **_who_what_when(request, revision_id)))


@router.post("/{int:revision_id}/publish", response=RevisionChanged)
@access.acting
@idempotent
def publish(request: Request, revision_id: int, given: PublishIn = Body(PublishIn())) -> Any:  # noqa: B008 -- how ninja says that it may be left out
    """Makes an approved revision the live one. Curators only.

    `significance`: MINOR and MAJOR tell those who follow the page, MAJOR at once; URGENT tells every member of the
    partnership at once.
    """
    published = revisions.publish_revision(significance=given.significance, **_who_what_when(request, revision_id))
    return 200, shapes.changed(published)


@router.post("/{int:revision_id}/schedule", response={201: ScheduleChanged})
@access.acting
@idempotent
def schedule(request: Request, revision_id: int, given: SchedulePublishingIn) -> Any:
    """Publishes an approved revision at a later moment, as long as nobody changes it before."""
    planned = schedules.schedule_publishing(
        at=given.at, significance=given.significance, **_who_what_when(request, revision_id)
    )
    return 201, shapes.schedule_changed(planned)


@router.post("/{int:revision_id}/approval-links", response={201: ApprovalLinkChanged})
@access.acting
@idempotent
def invite_by_link(request: Request, revision_id: int, given: ApprovalLinkIn) -> Any:
    """Asks somebody without an account for an approval. The link is sent to the address, and kept nowhere.

    Read the links to see whether the mail went out.
    """
    link, token = approval_links.invite_by_link(
        email=given.email, organisation_id=given.organisation_id, **_who_what_when(request, revision_id)
    )
    now = timezone.now()
    transaction.on_commit(lambda: approval_links.mail_link(actor=request.actor, link=link, token=token, now=now))
    return 201, {"id": link.id, "revision_id": revision_id}


@router.get("/{int:revision_id}/approval-links", response=ApprovalLinksOut)
@access.member
def links(request: Request, revision_id: int) -> Any:
    """Those that still work. Curators see them."""
    found = revision_to_read(actor=request.actor, revision_id=revision_id).revision
    sent = links_sent(actor=request.actor, revision=found, now=timezone.now())
    return {"links": [shapes.approval_link(link) for link in sent]}


def _who_what_when(request: Request, revision_id: int) -> dict[str, Any]:
    return {
        "actor": request.actor,
        "revision_id": revision_id,
        "version": expected_version(request),
        "now": timezone.now(),
    }
