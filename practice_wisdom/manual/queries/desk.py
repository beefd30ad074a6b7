"""The desk of those who write, approve and publish."""

from dataclasses import dataclass
from datetime import date

from backend.kernel.actor import Actor
from backend.kernel.errors import NotPermitted
from practice_wisdom.manual import policy
from practice_wisdom.manual.enums import OPEN_STATES, WORDS_MAY_CHANGE, Freshness, State
from practice_wisdom.manual.models import Revision
from practice_wisdom.manual.queries.links import BrokenLinks, broken_links
from practice_wisdom.manual.queries.local_notes import NoteLine, notes_to_look_at
from practice_wisdom.manual.queries.pages import PageLine, live_pages
from practice_wisdom.manual.queries.practice_notes import NoteView, waiting_notes
from practice_wisdom.manual.queries.questions import QuestionLine, open_questions
from practice_wisdom.manual.queries.readership import Readership, most_and_least_read
from practice_wisdom.manual.queries.requirements import RequiredPage, required_pages
from practice_wisdom.manual.queries.revisions import missing_of, visible_revisions
from practice_wisdom.manual.queries.searches import Searches, searches_of_all
from practice_wisdom.manual.queries.suggestions import SuggestionView, open_suggestions
from practice_wisdom.manual.queries.verdicts import UnhelpfulPage, unhelpful_pages


@dataclass(frozen=True, slots=True)
class DeskLine:
    revision: Revision
    waits_for: str
    mine_to_approve: bool


@dataclass(frozen=True, slots=True)
class Desk:
    to_approve: list[DeskLine]
    to_publish: list[DeskLine]
    drafts: list[DeskLine]
    waiting: list[DeskLine]
    overdue: list[PageLine]
    due: list[PageLine]
    # For curators only, who can write the page anew; None for approvers.
    suggestions: list[SuggestionView] | None
    practice_notes: list[NoteView] | None
    unhelpful: list[UnhelpfulPage] | None
    broken_links: tuple[BrokenLinks, ...] | None
    # Local notes of their own areas.
    notes: list[NoteLine] | None
    readership: Readership | None
    required: list[RequiredPage] | None
    questions: list[QuestionLine] | None
    searches: Searches | None
    may_write: bool


def open_lines(*, actor: Actor) -> list[DeskLine]:
    """Everything that is being prepared, what has waited longest first."""
    if not policy.can_use_desk(actor):
        raise NotPermitted(
            "The desk is for curators and approvers. Ask your organisation's administrator for the role."
        )
    return [_line(actor, revision) for revision in _open_revisions(actor)]


def desk(*, actor: Actor, today: date) -> Desk:
    """What waits for whom. The number of queries is the same however much there is."""
    lines = open_lines(actor=actor)
    pages = live_pages(actor=actor, today=today)
    may_write = policy.can_write(actor)
    return Desk(
        to_approve=[line for line in lines if line.mine_to_approve],
        to_publish=[line for line in lines if line.revision.state == State.APPROVED],
        drafts=[line for line in lines if line.revision.state in WORDS_MAY_CHANGE],
        waiting=[line for line in lines if line.revision.state == State.IN_REVIEW and not line.mine_to_approve],
        overdue=_by_date(pages, Freshness.OVERDUE),
        due=_by_date(pages, Freshness.DUE),
        suggestions=open_suggestions(actor=actor) if may_write else None,
        practice_notes=waiting_notes(actor=actor) if may_write else None,
        unhelpful=unhelpful_pages(actor=actor) if may_write else None,
        broken_links=broken_links(actor=actor) if may_write else None,
        readership=most_and_least_read(actor=actor, pages=pages, today=today) if may_write else None,
        notes=notes_to_look_at(actor=actor, today=today) if may_write else None,
        required=required_pages(actor=actor, today=today) if policy.can_ask_to_read(actor) else None,
        questions=open_questions(actor=actor) if may_write else None,
        searches=searches_of_all(actor=actor, today=today) if may_write else None,
        may_write=may_write,
    )


def _by_date(pages: list[PageLine], state: Freshness) -> list[PageLine]:
    return sorted((page for page in pages if page.fresh.state == state), key=lambda page: page.fresh.review_by)


def _open_revisions(actor: Actor) -> list[Revision]:
    return list(
        visible_revisions(actor)
        .filter(state__in=OPEN_STATES)
        .select_related("page", "author__person", "author__organisation")
        .prefetch_related("approvals", "writers")
        .defer("body", "rendered")
        .order_by("saved_at", "id")
    )


def _line(actor: Actor, revision: Revision) -> DeskLine:
    approvals = list(revision.approvals.all())
    writers = [writer.person_id for writer in revision.writers.all()]
    may = policy.choices(actor, revision, writers=writers, approvals=approvals)
    missing = missing_of(revision.page, approvals)
    return DeskLine(revision=revision, waits_for=" and ".join(missing), mine_to_approve=may.approve)
