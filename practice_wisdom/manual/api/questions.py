from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from ninja import Router

from backend.identity import access
from backend.identity.http import Request
from backend.kernel.preconditions import WITHOUT_IF_MATCH, etag, expected_version
from backend.receipts.http import idempotent
from practice_wisdom.manual.models import UnansweredQuestion
from practice_wisdom.manual.operations import questions as operations
from practice_wisdom.manual.queries import questions as queries
from practice_wisdom.manual.schemas.search import (
    AnswerIn,
    QuestionChanged,
    QuestionDeclineIn,
    QuestionIn,
    QuestionOut,
    QuestionsOut,
)

router = Router(tags=["Unanswered questions"])


@router.get("", response=QuestionsOut)
@access.member
def questions(request: Request) -> Any:
    """Those that are open, most asked first; alike ones as one. Curators only, and never with who asked."""
    lines = queries.open_questions(actor=request.actor)
    shown = [{"id": one.id, "words": one.words, "asked": one.asked, "since": one.since} for one in lines]
    return {"total": len(shown), "questions": shown}


@router.post("", response={201: QuestionChanged}, openapi_extra=WITHOUT_IF_MATCH)
@access.acting
@idempotent
def ask(request: Request, given: QuestionIn) -> Any:
    """Sends the curators what a search did not answer. Asked again while it is open, it is the same question."""
    return 201, _changed(operations.ask_question(actor=request.actor, words=given.words, now=timezone.now()))


@router.get("/{int:question_id}", response=QuestionOut)
@access.member
def question(request: Request, response: HttpResponse, question_id: int) -> Any:
    """Your own, or for curators any of the partnership. Send its ETag as If-Match to settle it."""
    found = queries.question_to_read(actor=request.actor, question_id=question_id)
    response["ETag"] = etag(found.version)
    return {
        "id": found.id,
        "words": found.words,
        "state": found.state.value,
        "page": found.page_slug,
        "reason": found.reason,
        "version": found.version,
    }


@router.post("/{int:question_id}/answer", response=QuestionChanged)
@access.acting
@idempotent
def answer(request: Request, question_id: int, given: AnswerIn) -> Any:
    """A live page answers it, and all that are alike. Curators only; whoever asked is told."""
    settled = operations.answer_question(
        actor=request.actor,
        question_id=question_id,
        version=expected_version(request),
        slug=given.page,
        now=timezone.now(),
    )
    return 200, _changed(settled)


@router.post("/{int:question_id}/decline", response=QuestionChanged)
@access.acting
@idempotent
def decline(request: Request, question_id: int, given: QuestionDeclineIn) -> Any:
    """No page will answer it, and all that are alike. Curators only; whoever asked reads the reason."""
    settled = operations.decline_question(
        actor=request.actor,
        question_id=question_id,
        version=expected_version(request),
        reason=given.reason,
        now=timezone.now(),
    )
    return 200, _changed(settled)


def _changed(question: UnansweredQuestion) -> dict[str, Any]:
    return {"id": question.id, "state": question.state, "version": question.version}
