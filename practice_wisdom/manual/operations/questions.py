"""A search nobody could satisfy becomes a task for the curators, and whoever asked is told how it ended."""

from datetime import datetime

from django.db import transaction

from backend.audit import operations as audit
from backend.audit.enums import Verb
from backend.kernel.actor import Actor
from backend.kernel.errors import Invalid, NotPermitted, Stale, WrongMoment
from backend.kernel.keys import Key
from backend.notifications.operations import notify
from backend.search.language import clean, tokens
from practice_wisdom.manual import policy
from practice_wisdom.manual.enums import QuestionState
from practice_wisdom.manual.models import MAX_QUESTION, UnansweredQuestion
from practice_wisdom.manual.queries import questions as queries
from practice_wisdom.manual.said import MAX_ANSWER, doubts


@transaction.atomic
def ask_question(*, actor: Actor, words: str, now: datetime) -> UnansweredQuestion:
    """Asked again while it is open, it is the same question."""
    words = _about_nobody(_taken(words, field="words", most=MAX_QUESTION))
    if not policy.can_ask(actor):
        raise NotPermitted("Set up your second sign-in step before you ask the curators.")
    question, is_new = UnansweredQuestion.objects.get_or_create(
        partnership_id=actor.partnership_id,
        asked_by_id=actor.membership_id,
        alike=alike(words),
        state=QuestionState.OPEN,
        defaults={"words": words, "asked_at": now},
    )
    if is_new:
        _record(actor, question, "question asked", now)
    return question


@transaction.atomic
def answer_question(*, actor: Actor, question_id: int, version: int, slug: str, now: datetime) -> UnansweredQuestion:
    """A live page answers it, and all that are alike."""
    question = _to_settle(actor, question_id, version)
    page = queries.live_page_here(actor=actor, slug=slug)
    if page is None:
        text = "There is no live page at this address. Choose the page that answers the question."
        raise Invalid(text, fields={"slug": [text]})
    return _settle(actor, question, now, reason="question answered", state=QuestionState.ANSWERED, page=page)


@transaction.atomic
def decline_question(*, actor: Actor, question_id: int, version: int, reason: str, now: datetime) -> UnansweredQuestion:
    """No page will answer it, and all that are alike; `reason` says why, to those who asked."""
    question = _to_settle(actor, question_id, version)
    said = _taken(reason, field="reason", most=MAX_ANSWER)
    return _settle(actor, question, now, reason="question declined", state=QuestionState.DECLINED, said=said)


def alike(words: str) -> str:
    """The same however it is spelt: "S.136 home?" and "section 136 home"."""
    return " ".join(token.word for token in tokens(clean(words)))[:MAX_QUESTION] or words.casefold()


def _to_settle(actor: Actor, question_id: int, version: int) -> UnansweredQuestion:
    question = queries.question_to_settle(actor=actor, question_id=question_id)
    if not policy.can_write(actor):
        raise NotPermitted("Only curators settle questions.")
    if question.state != QuestionState.OPEN:
        raise WrongMoment("This question is settled already.")
    if question.version != version:
        current = {"id": question.id, "version": question.version, "state": question.state}
        raise Stale("Somebody changed this question in the meantime. Read it again.", current=current)
    return question


def _settle(
    actor: Actor, question: UnansweredQuestion, now: datetime, *, reason: str, said: str = "", **outcome: object
) -> UnansweredQuestion:
    together = queries.those_alike(question)
    for one in together:
        changes = {**outcome, "reason": said, "settled_by_id": actor.membership_id, "settled_at": now}
        for name, value in {**changes, "version": one.version + 1}.items():
            setattr(one, name, value)
        one.save()
        _record(actor, one, reason, now)
        notify(
            memberships=[one.asked_by_id],
            partnership_id=one.partnership_id,
            kind=queries.SETTLED,
            key=Key.of(queries.QUESTION_KIND, one.id),
            now=now,
        )
    return next(one for one in together if one.id == question.id)


def _record(actor: Actor, question: UnansweredQuestion, reason: str, now: datetime) -> None:
    key = Key.of(queries.QUESTION_KIND, question.id)
    audit.record(actor=actor, verb=Verb.ALTER, key=key, version=question.version, reason=reason, now=now)


def _taken(words: str, *, field: str, most: int) -> str:
    words = clean(words)
    if not words:
        raise _refused(field, "Write something first.")
    if len(words) > most:
        raise _refused(field, f"Use {most} characters or fewer.")
    return words


def _about_nobody(words: str) -> str:
    """Whoever answers needs the matter, and never the person: there is nothing to confirm, only to leave out."""
    for doubt in doubts(words):
        raise _refused(
            "words",
            f"“{doubt.words}”: {doubt.reason[0].lower()}{doubt.reason[1:]}. Ask without saying who it is about.",
        )
    return words


def _refused(field: str, message: str) -> Invalid:
    return Invalid(message, fields={field: [message]})
