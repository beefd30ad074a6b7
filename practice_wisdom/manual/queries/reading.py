"""A live page as one reader sees it. Most of it is the same for all of them, and read once an edition."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, cast
from uuid import UUID

from django.db.models import F

from backend.identity.enums import OrganisationKind
from backend.kernel.actor import Actor
from backend.kernel.errors import NotFound
from backend.kernel.keys import Key
from backend.kernel.markdown import Part
from backend.kernel.prepared import Prepared
from practice_wisdom.manual import policy
from practice_wisdom.manual.enums import DO_NOW, Audience, Evidence, Topic
from practice_wisdom.manual.freshness import Fresh, freshness
from practice_wisdom.manual.models import Revision
from practice_wisdom.manual.queries.addresses import slug_moved_to
from practice_wisdom.manual.queries.credits import Credit, credits_of_live
from practice_wisdom.manual.queries.editions import kept
from practice_wisdom.manual.queries.glossary import edition_of_glossary
from practice_wisdom.manual.queries.local_notes import NoteToRead, notes_of_reader, standing_wordings
from practice_wisdom.manual.queries.pages import PAGE_KIND
from practice_wisdom.manual.queries.practice_notes import NoteLine, accepted_notes, notes_of_page
from practice_wisdom.manual.queries.revisions import open_revision_id
from practice_wisdom.manual.queries.standing import Planned, change_to_notice, owner_of, planned_for, withdrawn_links
from practice_wisdom.manual.words import Source

# Some 20 kB each.
MOST_KEPT = 1_000
_live_page = Prepared(
    lambda partnership_id, slug: Revision.objects.filter(
        page__partnership_id=partnership_id, page__slug=slug, page__live_revision_id=F("id")
    ).select_related("page__owner__person", "page__owner__organisation")
)


@dataclass(frozen=True, slots=True)
class ReadingPage:
    """Values all through: two that are equal read the same, so that one drawn before can be shown again."""

    slug: str
    joint: bool
    revision: Revision
    fresh: Fresh
    do_now: Part | None
    parts: tuple[Part, ...]
    topics: tuple[Topic, ...]
    agencies: tuple[str, ...]
    audience: str
    evidence: tuple[str, ...]
    sources: tuple[Source, ...]
    writers: tuple[Credit, ...]
    approvals: tuple[Credit, ...]
    owner: Credit
    # "Major change", for as long as its readers should notice; else empty.
    changed: str
    # Linked from it, and not there any more.
    withdrawn: tuple[str, ...]
    # Of the glossary whose terms are marked in it.
    edition: UUID | None
    # What follows is this reader's. The notes are of their own areas.
    notes: tuple[NoteToRead, ...] = ()
    practice_notes: tuple[NoteLine, ...] = ()
    planned: Planned | None = None
    open_revision_id: int | None = None
    may_write: bool = False
    may_confirm: bool = False

    @property
    def displaced_notes(self) -> tuple[NoteToRead, ...]:
        return tuple(note for note in self.notes if note.is_displaced)


@dataclass(frozen=True, slots=True)
class _Kept:
    """The page as somebody reads it to whom nothing in it is special, and the notes from which each gets their own."""

    page: ReadingPage
    wordings: tuple[Any, ...]
    accepted: tuple[Any, ...]


def page_to_read(*, actor: Actor, slug: str, today: date) -> ReadingPage:
    """The live page. NotFound for a page of another partnership, one never published, and one that never was."""
    found = _page_of_everybody(partnership_id=actor.partnership_id, slug=slug, today=today)
    if found is None:
        raise NotFound
    page = found.page.revision.page
    may_confirm = policy.can_confirm(actor, page)
    if not (found.wordings or found.accepted or may_confirm or policy.can_use_desk(actor)):
        return found.page
    headings = [part.heading for part in found.page.revision.parts if part.heading]
    return replace(
        found.page,
        notes=notes_of_reader(found.wordings, actor=actor, headings=headings, today=today),
        practice_notes=notes_of_page(found.accepted, actor=actor),
        planned=planned_for(page) if policy.can_write(actor) else None,
        open_revision_id=open_revision_id(page_id=page.id) if policy.can_use_desk(actor) else None,
        may_write=policy.can_write(actor),
        may_confirm=may_confirm,
    )


def page_spoken_of(*, actor: Actor, slug: str, today: date) -> ReadingPage:
    """The live page, by a former address too: a form that was open while the page moved is about that page."""
    try:
        return page_to_read(actor=actor, slug=slug, today=today)
    except NotFound:
        moved = slug_moved_to(actor=actor, slug=slug, live=True)
        if moved is None:
            raise
        return page_to_read(actor=actor, slug=moved, today=today)


def key_of(page: ReadingPage) -> Key:
    return Key.of(PAGE_KIND, page.revision.page_id)


@kept(most=MOST_KEPT)
def _page_of_everybody(*, partnership_id: int, slug: str, today: date) -> _Kept | None:
    revision = _live_page.first(partnership_id=partnership_id, slug=slug)
    if revision is None:
        return None
    return _Kept(
        page=_reading_page(revision, today=today),
        wordings=standing_wordings(page_id=revision.page_id),
        accepted=accepted_notes(page_id=revision.page_id),
    )


def _reading_page(revision: Revision, *, today: date) -> ReadingPage:
    page, parts, facts = revision.page, revision.parts, revision.facts
    writers, approvals = credits_of_live(revision)
    return ReadingPage(
        slug=page.slug,
        joint=page.joint,
        revision=revision,
        # Never without both while it is live (page_fresh_while_live).
        fresh=freshness(checked_on=cast(date, page.checked_on), review_by=cast(date, page.review_by), today=today),
        do_now=next((part for part in parts if part.heading == DO_NOW), None),
        parts=tuple(part for part in parts if part.heading != DO_NOW),
        topics=tuple(Topic(code) for code in facts["topics"]),
        agencies=tuple(str(OrganisationKind(code).label) for code in facts["agencies"]),
        audience=str(Audience(facts["audience"]).label),
        evidence=tuple(str(Evidence(code).label) for code in facts["evidence"]),
        sources=tuple(Source(**source) for source in facts["sources"]),
        writers=tuple(writers),
        approvals=tuple(approvals),
        owner=owner_of(page),
        changed=change_to_notice(revision, today=today),
        withdrawn=withdrawn_links(page, parts),
        edition=edition_of_glossary(partnership_id=page.partnership_id),
    )
