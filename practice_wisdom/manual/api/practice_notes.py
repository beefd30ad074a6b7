from dataclasses import asdict
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from ninja import Router

from backend.identity import access
from backend.identity.http import Request
from backend.kernel.preconditions import WITHOUT_IF_MATCH, etag, expected_version
from backend.receipts.http import idempotent
from practice_wisdom.manual.models import PracticeNote
from practice_wisdom.manual.operations import practice_notes as operations
from practice_wisdom.manual.queries import practice_notes as queries
from practice_wisdom.manual.queries.reading import page_spoken_of
from practice_wisdom.manual.schemas.voices import (
    DeclineIn,
    ExperienceIn,
    ExperienceTold,
    NoteQuestionIn,
    NotesOnPageOut,
    PracticeNoteIn,
    PracticeNoteOut,
    PracticeNotesOut,
    ReplyIn,
    VoiceChanged,
)

router = Router(tags=["Manual"])


@router.get("/pages/{slug:slug}/practice-notes", response=NotesOnPageOut)
@access.member
def notes_on_page(request: Request, slug: str) -> Any:
    """What colleagues have tried, as on the page: their experience, not approved guidance."""
    page = page_spoken_of(actor=request.actor, slug=slug, today=timezone.localdate())
    return {"slug": page.slug, "practice_notes": [asdict(note) for note in page.practice_notes]}


@router.post("/pages/{slug:slug}/practice-notes", response={201: VoiceChanged})
@access.acting
@idempotent
def offer_note(request: Request, slug: str, given: PracticeNoteIn) -> Any:
    """What worked, or did not. Words that may be about a person are refused and named."""
    done = operations.offer_note(actor=request.actor, slug=slug, now=timezone.now(), **given.model_dump())
    return 201, _changed(done)


@router.get("/practice-notes", response=PracticeNotesOut)
@access.member
def own_notes(request: Request) -> Any:
    """Your own, newest first."""
    return {"practice_notes": [_shape(view) for view in queries.own_notes(actor=request.actor)]}


@router.get("/practice-notes/waiting", response=PracticeNotesOut)
@access.member
def waiting_notes(request: Request) -> Any:
    """What waits for the curators or for a reply. Curators only."""
    return {"practice_notes": [_shape(view) for view in queries.waiting_notes(actor=request.actor)]}


@router.get("/practice-notes/{int:note_id}", response=PracticeNoteOut)
@access.member
def practice_note(request: Request, response: HttpResponse, note_id: int) -> Any:
    """Your own, or any of the partnership for curators. Send its ETag as If-Match to change it."""
    view = queries.note_to_read(actor=request.actor, note_id=note_id)
    response["ETag"] = etag(view.note.version)
    return _shape(view)


@router.post("/practice-notes/{int:note_id}/accept", response=VoiceChanged)
@access.acting
@idempotent
def accept_note(request: Request, note_id: int) -> Any:
    """On the page from now on. Curators only, and not its author."""
    return 200, _changed(operations.accept_note(**_who_what_when(request, note_id)))


@router.post("/practice-notes/{int:note_id}/ask", response=VoiceChanged)
@access.acting
@idempotent
def ask_about_note(request: Request, note_id: int, given: NoteQuestionIn) -> Any:
    """A question to its author. Curators only."""
    return 200, _changed(operations.ask_about_note(**_who_what_when(request, note_id), **given.model_dump()))


@router.post("/practice-notes/{int:note_id}/decline", response=VoiceChanged)
@access.acting
@idempotent
def decline_note(request: Request, note_id: int, given: DeclineIn) -> Any:
    """With a reason, which the author reads. Curators only."""
    return 200, _changed(operations.decline_note(**_who_what_when(request, note_id), **given.model_dump()))


@router.post("/practice-notes/{int:note_id}/reply", response=VoiceChanged)
@access.acting
@idempotent
def reply_about_note(request: Request, note_id: int, given: ReplyIn) -> Any:
    """Its author's answer to the curators' question."""
    return 200, _changed(operations.reply_about_note(**_who_what_when(request, note_id), **given.model_dump()))


@router.post("/practice-notes/{int:note_id}/end", response=VoiceChanged)
@access.acting
@idempotent
def end_note(request: Request, note_id: int) -> Any:
    """Taken back by its author, or off the page by a curator: the words are gone."""
    return 200, _changed(operations.end_note(**_who_what_when(request, note_id)))


@router.put("/practice-notes/{int:note_id}/experience", response=ExperienceTold, openapi_extra=WITHOUT_IF_MATCH)
@access.acting
@idempotent
def tell_experience(request: Request, note_id: int, given: ExperienceIn) -> Any:
    """Worked for us too, or did not work here, in place of what you said before. Shown as your kind of agency."""
    operations.tell_experience(actor=request.actor, note_id=note_id, worked=given.worked, now=timezone.now())
    return 200, {"id": note_id, "worked": given.worked}


def _who_what_when(request: Request, note_id: int) -> dict[str, Any]:
    return {
        "actor": request.actor,
        "note_id": note_id,
        "version": expected_version(request),
        "now": timezone.now(),
    }


def _changed(note: PracticeNote) -> dict[str, Any]:
    return {"id": note.id, "state": note.state, "version": note.version, "url": f"/manual/practice-notes/{note.id}"}


def _shape(view: queries.NoteView) -> dict[str, Any]:
    note = view.note
    names = ("words", "worked", "how_often", "question", "reply", "reason")
    facts = {name: getattr(note, name) for name in names}
    return _changed(note) | facts | {"slug": note.page.slug, "agency": note.organisation_kind}
