from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from ninja import Router

from backend.identity import access
from backend.identity.http import Request
from backend.kernel.preconditions import etag, expected_version
from backend.receipts.http import idempotent
from practice_wisdom.manual.api import shapes
from practice_wisdom.manual.operations import local_notes as operations
from practice_wisdom.manual.queries.local_notes import note_of_reader
from practice_wisdom.manual.schemas import LocalNoteChanged, LocalNoteOut, LocalNoteWordsIn

router = Router(tags=["Manual"])


@router.get("/{int:note_id}", response=LocalNoteOut)
@access.member
def note(request: Request, response: HttpResponse, note_id: int) -> Any:
    """A standing note of one of your areas. Send its ETag as If-Match to change or end it."""
    found = note_of_reader(actor=request.actor, note_id=note_id, today=timezone.localdate())
    response["ETag"] = etag(found.version)
    return shapes.local_note(found)


@router.put("/{int:note_id}", response=LocalNoteChanged)
@access.acting
@idempotent
def change_note(request: Request, note_id: int, given: LocalNoteWordsIn) -> Any:
    """A new wording in place of the one before, which stays in the note's history. Curators of the area only."""
    changed = operations.change_note(
        actor=request.actor,
        note_id=note_id,
        version=expected_version(request),
        words=given.words(),
        now=timezone.now(),
    )
    return 200, shapes.note_changed(changed)


@router.post("/{int:note_id}/end", response=LocalNoteChanged)
@access.acting
@idempotent
def end_note(request: Request, note_id: int) -> Any:
    """Takes the note from the page; what it said stays in its history. Curators of the area only."""
    ended = operations.end_note(
        actor=request.actor, note_id=note_id, version=expected_version(request), now=timezone.now()
    )
    return 200, shapes.note_changed(ended)
