"""What people type and what the pages call it, by the rules of the pages. Curators only."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from ninja import Router

from backend.identity import access
from backend.identity.http import Request
from backend.kernel.preconditions import WITHOUT_IF_MATCH, etag, expected_version
from backend.receipts.http import idempotent, refuse_without_key
from practice_wisdom.manual.models import Synonym
from practice_wisdom.manual.operations import synonyms as operations
from practice_wisdom.manual.queries import synonyms as queries
from practice_wisdom.manual.schemas.search import (
    EffectIn,
    EffectOut,
    SynonymChanged,
    SynonymIn,
    SynonymOut,
    SynonymsOut,
)

router = Router(tags=["Words for search"])


@router.get("", response=SynonymsOut)
@access.member
def synonyms(request: Request, q: str = "") -> Any:
    """Every line, in the order they were made; `q`: only those with these letters."""
    lines = [_line(line) for line in queries.synonym_lines(actor=request.actor, containing=q[:100])]
    return {"total": len(lines), "synonyms": lines}


@router.get("/{int:synonym_id}", response=SynonymOut)
@access.member
def synonym(request: Request, response: HttpResponse, synonym_id: int) -> Any:
    """One line. Send its ETag as If-Match to change or remove it."""
    line = queries.synonym_to_read(actor=request.actor, synonym_id=synonym_id)
    response["ETag"] = etag(line.version)
    return _line(line)


@router.post("/effect", response=EffectOut, openapi_extra=WITHOUT_IF_MATCH)
@access.acting
def effect(request: Request, given: EffectIn) -> Any:
    """What a question finds now, and with this line. Nothing is saved."""
    refuse_without_key(request)
    old = queries.synonym_to_read(actor=request.actor, synonym_id=given.instead_of) if given.instead_of else None
    found = queries.effect_of(
        actor=request.actor,
        question=given.question,
        old=old,
        say=operations.phrases(given.say, field="say"),
        means=operations.phrases(given.means, field="means"),
    )
    return {
        "same": found.is_the_same,
        "before": [_hit(result) for result in found.before.results],
        "after": [_hit(result) for result in found.after.results],
    }


@router.post("", response={201: SynonymChanged}, openapi_extra=WITHOUT_IF_MATCH)
@access.acting
@idempotent
def add_synonym(request: Request, given: SynonymIn) -> Any:
    """Search follows in a moment."""
    line = operations.add_synonym(actor=request.actor, say=given.say, means=given.means, now=timezone.now())
    return 201, _changed(line)


@router.put("/{int:synonym_id}", response=SynonymChanged)
@access.acting
@idempotent
def change_synonym(request: Request, synonym_id: int, given: SynonymIn) -> Any:
    """Both sides of a line, in place of the ones before."""
    line = operations.change_synonym(say=given.say, means=given.means, **_who_what_when(request, synonym_id))
    return 200, _changed(line)


@router.api_operation(["DELETE"], "/{int:synonym_id}", response=SynonymChanged)
@access.acting
@idempotent
def remove_synonym(request: Request, synonym_id: int) -> Any:
    """The starter content does not bring it back."""
    return 200, _changed(operations.remove_synonym(**_who_what_when(request, synonym_id)))


def _who_what_when(request: Request, synonym_id: int) -> dict[str, Any]:
    return {
        "actor": request.actor,
        "synonym_id": synonym_id,
        "version": expected_version(request),
        "now": timezone.now(),
    }


def _line(line: queries.SynonymLine) -> dict[str, Any]:
    return {"id": line.id, "version": line.version, "say": list(line.say), "means": list(line.means)}


def _changed(line: Synonym) -> dict[str, Any]:
    return {"id": line.id, "version": line.version, "url": f"/manual/synonyms/{line.id}"}


def _hit(result: Any) -> dict[str, str]:
    return {"key": result.key, "title": result.title, "url": result.url}
