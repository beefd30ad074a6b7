"""Bringing pages in and taking the manual out, by the rules of the pages."""

import base64
import binascii
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from ninja import Router

from backend.identity import access
from backend.identity.http import Request
from backend.kernel.errors import Invalid, NotPermitted
from backend.receipts.http import idempotent, refuse_without_key
from practice_wisdom.manual import policy
from practice_wisdom.manual.api import shapes
from practice_wisdom.manual.arrivals import Arrival, read_arrivals
from practice_wisdom.manual.models import Import
from practice_wisdom.manual.operations import imports as operations
from practice_wisdom.manual.operations.exports import export_manual
from practice_wisdom.manual.queries import imports as queries
from practice_wisdom.manual.schemas.imports import FileIn, ImportAsked, ImportBrought, ImportIn, ImportOut, ImportsOut

router = Router(tags=["Manual"])
ZIP = {"responses": {200: {"content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}}}}}


@router.get("/export", response=bytes, openapi_extra=ZIP)
@access.member
def export(request: Request, drafts: bool = False) -> HttpResponse:
    """Every live page, the glossary and the synonyms, as a zip of Markdown and YAML.

    `drafts`: also what is being prepared, with its state; curators only.
    """
    content = export_manual(
        actor=request.actor, partnership_id=request.actor.partnership_id, drafts=drafts, now=timezone.now()
    )
    return HttpResponse(content, content_type="application/zip")


@router.get("/imports", response=ImportsOut)
@access.acting
def imports(request: Request) -> Any:
    """Your own of the last seven days, the latest first. Curators only."""
    if not policy.can_write(request.actor):
        raise NotPermitted("Only curators bring pages in.")
    kept = queries.imports_kept(actor=request.actor)
    return {"imports": [{**_asked(one), "brought_at": one.brought_at} for one in kept]}


@router.post("/imports", response={201: ImportBrought})
@access.acting
def bring(request: Request, given: ImportIn) -> Any:
    """What the files would change; nothing in the manual changes. Curators only; a request has room for 2 MB."""
    refuse_without_key(request)
    if not policy.can_write(request.actor):
        raise NotPermitted("Only curators bring pages in.")
    # Read before anything waits for the database: reading takes its time, and others want to write.
    return _keep(request, read_arrivals(files=map(_file, given.files), today=timezone.localdate()))


@idempotent
def _keep(request: Request, arrivals: list[Arrival]) -> Any:
    made = operations.keep_import(actor=request.actor, arrivals=arrivals, now=timezone.now())
    return 201, shapes.brought(queries.import_to_read(actor=request.actor, import_id=made.id))


@router.get("/imports/{int:import_id}", response=ImportOut)
@access.acting
def import_found(request: Request, import_id: int) -> Any:
    """Page by page and word by word: what would become of it; once drafts were asked for, what became of it.

    Your own imports only. `done` of `total` are settled.
    """
    return shapes.imported(queries.import_to_read(actor=request.actor, import_id=import_id))


@router.post("/imports/{int:import_id}/apply", response=ImportAsked)
@access.acting
@idempotent
def apply(request: Request, import_id: int, replace: bool = False) -> Any:
    """Makes drafts of the pages and takes the words in, a few at a time; read the import to see how far. Once.

    `replace`: also where curators here have written words of their own for a term or a line.
    """
    asked = operations.ask_for_drafts(actor=request.actor, import_id=import_id, replaces=replace, now=timezone.now())
    return 200, _asked(asked)


def _asked(one: Import) -> dict[str, Any]:
    return {"id": one.id, "state": str(one.state), "url": f"/manual/imports/{one.id}/"}


def _file(given: FileIn) -> tuple[str, bytes]:
    try:
        return given.name, base64.b64decode(given.content, validate=True)
    except (binascii.Error, ValueError) as wrong:
        text = "The content of a file must be in base64."
        raise Invalid(text, fields={"files": [text]}) from wrong
