"""Unanswered questions: to whoever asked their own, to curators all that are open, never with who asked."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Min, Q, QuerySet

from backend.kernel.actor import Actor
from backend.kernel.errors import NotFound, NotPermitted
from backend.kernel.keys import Key
from backend.kernel.targets import Card
from practice_wisdom.manual import policy
from practice_wisdom.manual.enums import QuestionState
from practice_wisdom.manual.models import Page, UnansweredQuestion

QUESTION_KIND = "manual.question"
SETTLED = "manual.question_settled"
SHOWN = 100


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """Those that are alike, as one. `id`: of the first that asked; `words`: as one of them put it."""

    id: int
    words: str
    asked: int
    since: datetime


@dataclass(frozen=True, slots=True)
class QuestionToRead:
    id: int
    words: str
    version: int
    state: QuestionState
    page_slug: str
    page_title: str
    reason: str
    is_own: bool
    may_settle: bool


def open_questions(*, actor: Actor) -> list[QuestionLine]:
    """Most asked first, then the oldest. Curators only."""
    if not policy.can_write(actor):
        raise NotPermitted("Only curators see the questions readers sent.")
    rows = (
        UnansweredQuestion.objects.filter(partnership_id=actor.partnership_id, state=QuestionState.OPEN)
        .values("alike")
        .annotate(first=Min("id"), words=Max("words"), asked=Count("id"), since=Min("asked_at"))
        .order_by("-asked", "since", "first")[:SHOWN]
    )
    return [QuestionLine(row["first"], row["words"], row["asked"], row["since"]) for row in rows]


def question_to_read(*, actor: Actor, question_id: int) -> QuestionToRead:
    found = visible_questions(actor).select_related("page__live_revision").filter(id=question_id).first()
    if found is None:
        raise NotFound
    live = found.page.live_revision if found.page else None
    return QuestionToRead(
        id=found.id,
        words=found.words,
        version=found.version,
        state=QuestionState(found.state),
        page_slug=found.page.slug if found.page else "",
        page_title=live.title if live else "",
        reason=found.reason,
        is_own=found.asked_by_id == actor.membership_id,
        may_settle=policy.can_write(actor) and found.state == QuestionState.OPEN,
    )


def question_to_settle(*, actor: Actor, question_id: int) -> UnansweredQuestion:
    """Locked, for the transaction. NotFound for a question of somebody else, unless the actor is a curator."""
    found = visible_questions(actor).select_for_update(of=("self",)).filter(id=question_id).first()
    if found is None:
        raise NotFound
    return found


def those_alike(question: UnansweredQuestion) -> list[UnansweredQuestion]:
    """Open ones of the same partnership, with this one. Locked, for the transaction."""
    same = {"partnership_id": question.partnership_id, "alike": question.alike, "state": QuestionState.OPEN}
    return list(UnansweredQuestion.objects.select_for_update().filter(**same).order_by("id"))


def live_page_here(*, actor: Actor, slug: str) -> Page | None:
    here = Page.objects.filter(partnership_id=actor.partnership_id, live_revision__isnull=False)
    return here.filter(slug=slug).first()


def cards(actor: Actor, ids: list[str]) -> dict[str, Card]:
    """What a notice leads to. Only to those who asked: the title is what they typed."""
    own = UnansweredQuestion.objects.filter(
        partnership_id=actor.partnership_id,
        asked_by_id=actor.membership_id,
        id__in=[id for id in ids if id.isdecimal()],
    )
    return {
        str(id): Card(Key.of(QUESTION_KIND, id), words, f"/manual/questions/{id}", "Question")
        for id, words in own.values_list("id", "words")
    }


def visible_questions(actor: Actor) -> QuerySet[UnansweredQuestion]:
    own = Q(asked_by_id=actor.membership_id)
    here = UnansweredQuestion.objects.filter(partnership_id=actor.partnership_id)
    return here if policy.can_write(actor) else here.filter(own)
