from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from ninja import Router

from backend.identity import access
from backend.identity.http import Request
from backend.kernel.preconditions import WITHOUT_IF_MATCH, etag, expected_version
from backend.receipts.http import idempotent
from practice_wisdom.manual.models import Term
from practice_wisdom.manual.operations import glossary as operations
from practice_wisdom.manual.queries import glossary as queries
from practice_wisdom.manual.schemas import GlossaryOut, TermChanged, TermIn, TermOut

router = Router(tags=["Glossary"])


@router.get("", response=GlossaryOut)
@access.member
def glossary(request: Request) -> Any:
    """Every term of the partnership, with the meaning per agency where it differs."""
    terms = [_term(term) for term in queries.terms(actor=request.actor)]
    return {"total": len(terms), "terms": terms}


@router.get("/{slug:slug}", response=TermOut)
@access.member
def term(request: Request, response: HttpResponse, slug: str) -> Any:
    """One term. Send its ETag as If-Match to change or remove it."""
    found = queries.term(actor=request.actor, slug=slug)
    response["ETag"] = etag(found.version)
    return _term(found)


@router.post("", response={201: TermChanged}, openapi_extra=WITHOUT_IF_MATCH)
@access.acting
@idempotent
def add_term(request: Request, given: TermIn) -> Any:
    """Curators only. Its address is made from its name, and stays."""
    return 201, _changed(operations.add_term(actor=request.actor, words=given.words(), now=timezone.now()))


@router.put("/{slug:slug}", response=TermChanged)
@access.acting
@idempotent
def change_term(request: Request, slug: str, given: TermIn) -> Any:
    """All the words of a term, in place of the ones before. Curators only."""
    changed = operations.change_term(
        actor=request.actor, slug=slug, version=expected_version(request), words=given.words(), now=timezone.now()
    )
    return 200, _changed(changed)


@router.api_operation(["DELETE"], "/{slug:slug}", response=TermChanged)
@access.acting
@idempotent
def remove_term(request: Request, slug: str) -> Any:
    """Curators only, and not while a page links to it. It can be added again."""
    removed = operations.remove_term(
        actor=request.actor, slug=slug, version=expected_version(request), now=timezone.now()
    )
    return 200, _changed(removed)


def _term(term: Term) -> dict[str, Any]:
    return {**queries.copy_of_term(term), "url": f"/glossary/{term.slug}"}


def _changed(term: Term) -> dict[str, Any]:
    return {"id": term.id, "slug": term.slug, "version": term.version, "url": f"/glossary/{term.slug}"}
