from dataclasses import asdict
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from ninja import Router

from backend.identity import access
from backend.identity.http import Request
from backend.kernel.preconditions import etag, expected_version
from backend.receipts.http import idempotent
from practice_wisdom.manual.models import Suggestion
from practice_wisdom.manual.operations import suggestions as operations
from practice_wisdom.manual.queries import suggestions as queries
from practice_wisdom.manual.schemas.voices import (
    DeclineIn,
    SuggestionIn,
    SuggestionOut,
    SuggestionsOut,
    VoiceChanged,
    YouSaidOut,
)

router = Router(tags=["Manual"])


@router.post("/pages/{slug:slug}/suggestions", response={201: VoiceChanged})
@access.acting
@idempotent
def suggest_change(request: Request, slug: str, given: SuggestionIn) -> Any:
    """Other words for a passage of the live page. Words that may be about a person are refused and named."""
    done = operations.suggest_change(actor=request.actor, slug=slug, now=timezone.now(), **given.model_dump())
    return 201, _changed(done)


@router.get("/suggestions", response=SuggestionsOut)
@access.member
def own_suggestions(request: Request) -> Any:
    """Your own, newest first, with what became of them."""
    return {"suggestions": [_shape(view) for view in queries.own_suggestions(actor=request.actor)]}


@router.get("/suggestions/open", response=SuggestionsOut)
@access.member
def open_suggestions(request: Request) -> Any:
    """What waits for the curators. Curators only."""
    return {"suggestions": [_shape(view) for view in queries.open_suggestions(actor=request.actor)]}


@router.get("/suggestions/{int:suggestion_id}", response=SuggestionOut)
@access.member
def suggestion(request: Request, response: HttpResponse, suggestion_id: int) -> Any:
    """Your own, or any of the partnership for curators. Send its ETag as If-Match to decide."""
    view = queries.suggestion_to_read(actor=request.actor, suggestion_id=suggestion_id)
    response["ETag"] = etag(view.suggestion.version)
    return _shape(view)


@router.post("/suggestions/{int:suggestion_id}/accept", response=VoiceChanged)
@access.acting
@idempotent
def accept_suggestion(request: Request, suggestion_id: int) -> Any:
    """Into the draft that is open, or a new one. Curators only; the author is told."""
    done = operations.accept_suggestion(
        actor=request.actor, suggestion_id=suggestion_id, version=expected_version(request), now=timezone.now()
    )
    return 200, _changed(done)


@router.post("/suggestions/{int:suggestion_id}/decline", response=VoiceChanged)
@access.acting
@idempotent
def decline_suggestion(request: Request, suggestion_id: int, given: DeclineIn) -> Any:
    """With a reason, which the author reads. Curators only."""
    done = operations.decline_suggestion(
        actor=request.actor,
        suggestion_id=suggestion_id,
        version=expected_version(request),
        now=timezone.now(),
        **given.model_dump(),
    )
    return 200, _changed(done)


@router.get("/you-said-we-did", response=YouSaidOut)
@access.member
def you_said_we_did(request: Request) -> Any:
    """Suggestions that are live, newest first: kinds of agency, nobody's name."""
    return {"done": [asdict(line) for line in queries.done(actor=request.actor)]}


def _changed(one: Suggestion) -> dict[str, Any]:
    return {"id": one.id, "state": one.state, "version": one.version, "url": f"/manual/suggestions/{one.id}"}


def _shape(view: queries.SuggestionView) -> dict[str, Any]:
    one = view.suggestion
    names = ("section", "passage", "proposed", "why", "reason", "suggested_at")
    return _changed(one) | {
        **{name: getattr(one, name) for name in names},
        "slug": one.revision.page.slug,
        "revision": one.revision.number,
        "outcome": view.outcome,
        "outcome_revision": one.outcome_revision.number if one.outcome_revision else None,
    }
