"""What somebody brought, and what would become of each page of it now."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import cast

from django.db.models import Count, Q

from backend.kernel.actor import Actor
from backend.kernel.differences import Change, differences
from backend.kernel.errors import NotFound, NotPermitted
from practice_wisdom.manual import policy
from practice_wisdom.manual.enums import WORDS_MAY_CHANGE, ImportState, Outcome
from practice_wisdom.manual.lines import lines_of
from practice_wisdom.manual.models import Import, ImportedPage, Page, Revision
from practice_wisdom.manual.queries.images import set_out_with_images
from practice_wisdom.manual.queries.imported_entries import EntryLine, entry_lines
from practice_wisdom.manual.queries.pages import page_states
from practice_wisdom.manual.words import Words

IMPORT_KIND = "manual.import"
KEPT_FOR = timedelta(days=7)
LABELS = {
    Outcome.SKIPPED: "Skipped",
    Outcome.CHANGED: "Changed pages",
    Outcome.NEW: "New pages",
    Outcome.SAME: "The same as here",
}
ENTRY_LABELS = {
    Outcome.SKIPPED: "Words left as they are here",
    Outcome.CHANGED: "Changed words",
    Outcome.NEW: "New words",
    Outcome.SAME: "Words that are the same here",
}
LIVE_FIRST = "The words that were live come in first. Bring this file again when they are published."


@dataclass(frozen=True, slots=True)
class Finding:
    """`page` and `opened` are what is here already; `reason` says why, and what to do."""

    outcome: Outcome
    reason: str = ""
    page: Page | None = None
    opened: Revision | None = None

    @property
    def words_here(self) -> Words | None:
        """What the words of the file are compared with."""
        if self.opened is not None:
            return self.opened.words
        return words_of_live(self.page) if self.page else None


@dataclass(frozen=True, slots=True)
class ImportLine:
    number: int
    file: str
    title: str
    slug: str
    outcome: Outcome
    reason: str
    notes: tuple[str, ...]
    to_fill: tuple[str, ...]
    revision_id: int | None

    @property
    def can_be_read(self) -> bool:
        return bool(self.slug)

    @property
    def differs_from_here(self) -> bool:
        return self.outcome == Outcome.CHANGED


@dataclass(frozen=True, slots=True)
class OutcomeGroup:
    outcome: Outcome
    label: str
    lines: list[ImportLine]


@dataclass(frozen=True, slots=True)
class EntryGroup:
    outcome: Outcome
    label: str
    entries: list[EntryLine]


@dataclass(frozen=True, slots=True)
class ImportView:
    id: int
    state: ImportState
    brought_at: datetime
    kept_until: datetime
    lines: list[ImportLine]
    entries: list[EntryLine]
    counts: dict[str, int]
    entry_counts: dict[str, int]
    # How many pages and words are settled, of how many.
    done: int
    total: int

    @property
    def is_done(self) -> bool:
        return self.state == ImportState.DONE

    @property
    def heading(self) -> str:
        return "What became of these files" if self.is_done else "What these files would change"

    @property
    def groups(self) -> list[OutcomeGroup]:
        """What needs a look comes first."""
        by_outcome = {one: [line for line in self.lines if line.outcome == one] for one in LABELS}
        return [OutcomeGroup(one, LABELS[one], lines) for one, lines in by_outcome.items() if lines]

    @property
    def to_make(self) -> int:
        return self.counts[Outcome.NEW] + self.counts[Outcome.CHANGED]

    @property
    def to_take_in(self) -> int:
        return self.entry_counts[Outcome.NEW] + self.entry_counts[Outcome.CHANGED]

    @property
    def to_replace(self) -> int:
        """Left alone as long as nobody chooses otherwise."""
        return sum(entry.may_replace for entry in self.entries)

    @property
    def entry_groups(self) -> list[EntryGroup]:
        by_outcome = {one: [entry for entry in self.entries if entry.outcome == one] for one in ENTRY_LABELS}
        return [EntryGroup(one, ENTRY_LABELS[one], entries) for one, entries in by_outcome.items() if entries]

    @property
    def button(self) -> str:
        drafts = f"Make {'this draft' if self.to_make == 1 else 'these drafts'}" if self.to_make else ""
        words = "take in the words" if self.to_take_in or self.to_replace else ""
        text = " and ".join(part for part in (drafts, words) if part)
        return text[:1].upper() + text[1:]


@dataclass(frozen=True, slots=True)
class Progress:
    """Of the making of drafts: how many of how many pages and words are settled."""

    id: int
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class ImportedReading:
    """One page of an import: how it would read, and how it differs from what is here."""

    import_id: int
    line: ImportLine
    html: str
    changes: list[Change]

    @property
    def differ(self) -> bool:
        return any(change.differs for change in self.changes)


def import_of(*, actor: Actor, import_id: int) -> Import:
    """Whoever brought it sees it, and nobody else."""
    found = Import.objects.filter(
        id=import_id, partnership_id=actor.partnership_id, brought_by_id=actor.membership_id
    ).first()
    if found is None:
        raise NotFound
    if not policy.can_write(actor):
        raise NotPermitted("Only curators bring pages in.")
    return found


def import_to_read(*, actor: Actor, import_id: int) -> ImportView:
    """Until drafts are made: what would become of each page now. Afterwards: what became of it."""
    found = import_of(actor=actor, import_id=import_id)
    pages = list(found.pages.all())
    lines = [_line(page, finding) for page, finding in findings(actor=actor, pages=pages, since=found.brought_at)]
    brought = list(found.entries.all())
    entries = entry_lines(brought=found, entries=brought)
    return ImportView(
        id=found.id,
        state=found.state,
        brought_at=found.brought_at,
        kept_until=found.brought_at + KEPT_FOR,
        lines=lines,
        entries=entries,
        counts=count(line.outcome for line in lines),
        entry_counts=count(entry.outcome for entry in entries),
        done=sum(bool(page.outcome) for page in pages) + sum(bool(entry.outcome) for entry in brought),
        total=len(pages) + len(brought),
    )


def progress_of(*, actor: Actor, import_id: int) -> Progress | None:
    """None when no drafts are being made: nobody asked yet, or all are there."""
    found = import_of(actor=actor, import_id=import_id)
    if found.state != ImportState.MAKING:
        return None
    counted = {"total": Count("id"), "done": Count("id", filter=~Q(outcome=""))}
    pages, entries = found.pages.aggregate(**counted), found.entries.aggregate(**counted)
    return Progress(id=found.id, done=pages["done"] + entries["done"], total=pages["total"] + entries["total"])


def imported_page_to_read(*, actor: Actor, import_id: int, number: int) -> ImportedReading:
    found = import_of(actor=actor, import_id=import_id)
    page = found.pages.filter(number=number).first()
    if page is None or page.words is None:
        raise NotFound
    finding = finding_of(actor=actor, page=page, since=found.brought_at)
    here = finding.words_here
    changes = differences(older=lines_of(here), newer=lines_of(page.words)) if here else []
    return ImportedReading(
        found.id,
        _line(page, finding),
        set_out_with_images(page.words, partnership_id=actor.partnership_id).html,
        changes,
    )


def imports_kept(*, actor: Actor) -> list[Import]:
    """Those of this person, the latest first."""
    mine = Import.objects.filter(partnership_id=actor.partnership_id, brought_by_id=actor.membership_id)
    return list(mine.order_by("-brought_at", "-id"))


def findings(*, actor: Actor, pages: list[ImportedPage], since: datetime) -> list[tuple[ImportedPage, Finding]]:
    """What would become of each of these pages, saved or not. The number of queries is the same for any number."""
    slugs = {page.slug for page in pages if page.slug and not page.outcome}
    states = page_states(partnership_id=actor.partnership_id, slugs=slugs) if slugs else {}
    found, ahead = [], set[str]()
    for page in pages:
        finding = _finding(actor, page, *states.get(page.slug, (None, None)), since=since)
        if page.state and page.slug in ahead and not page.outcome:
            finding = Finding(Outcome.SKIPPED, LIVE_FIRST, finding.page, finding.opened)
        if not page.state and _fills_the_draft(page, finding):
            ahead.add(page.slug)
        found.append((page, finding))
    return found


def finding_of(*, actor: Actor, page: ImportedPage, since: datetime) -> Finding:
    """Of a saved page. A draft looks at what the same import brings for its live words."""
    before = list(page.brought.pages.filter(slug=page.slug, state="")) if page.state else []
    return findings(actor=actor, pages=[*before, page], since=since)[-1][1]


def _fills_the_draft(page: ImportedPage, finding: Finding) -> bool:
    """A page has one draft: what was live takes it before what was to follow."""
    if finding.outcome == Outcome.SAME:
        return bool(page.revision_id or finding.opened)
    return finding.outcome in (Outcome.NEW, Outcome.CHANGED)


def words_of_live(page: Page) -> Words | None:
    """With the dates of the page: somebody may have found it still right since."""
    if page.live_revision is None:
        return None
    checked_on, review_by = cast(date, page.checked_on), cast(date, page.review_by)
    return replace(page.live_revision.words, checked_on=checked_on, review_by=review_by)


def count(outcomes: Iterable[Outcome]) -> dict[str, int]:
    """Of each outcome, also of those that no page has."""
    return dict.fromkeys(Outcome.values, 0) | Counter(map(str, outcomes))


def _finding(
    actor: Actor, imported: ImportedPage, page: Page | None, opened: Revision | None, *, since: datetime
) -> Finding:
    if imported.outcome:
        return Finding(Outcome(imported.outcome), imported.reason)
    words = imported.words
    if words is None:
        return Finding(Outcome.SKIPPED, imported.refusal)
    if page is None:
        return Finding(Outcome.NEW)
    if _is_same(words, words_of_live(page)):
        return Finding(Outcome.SAME, "The live page has these words.", page)
    if opened is None:
        return _changed(imported, page)
    if _is_same(words, opened.words):
        return Finding(Outcome.SAME, "A draft has these words already.", page, opened)
    if refusal := _refusal_of(actor, opened, since=since):
        return Finding(Outcome.SKIPPED, refusal, page, opened)
    return _changed(imported, page, opened)


def _refusal_of(actor: Actor, opened: Revision, *, since: datetime) -> str:
    """Why a draft that is there must stay as it is; empty when it may take the words of the file."""
    if {writer.id for writer in opened.writers.all()} != {actor.membership_id}:
        return f"{opened.author.person.name} is preparing a revision of this page. Agree with them whose words count."
    if opened.state not in WORDS_MAY_CHANGE:
        return "Your own revision of it is with the approvers. Publish it first, or have it sent back."
    if opened.saved_at > since:
        return "You have saved your draft of it since you brought these files. Bring them again to compare."
    return ""


def _changed(imported: ImportedPage, page: Page, opened: Revision | None = None) -> Finding:
    reasons = ["It takes the place of the words in your own draft."] if opened else []
    if page.slug != imported.slug:
        reasons.append(f"The page has moved to manual/{page.slug}.")
    if imported.joint not in (None, page.joint):
        reasons.append(f"The page stays {'joint' if page.joint else 'not joint'}, whatever the file says.")
    return Finding(Outcome.CHANGED, " ".join(reasons), page, opened)


def _is_same(words: Words, other: Words | None) -> bool:
    """Lines that are empty at the beginning and at the end are nobody's words."""
    return other is not None and replace(words, body=words.body.strip()) == replace(other, body=other.body.strip())


def _line(page: ImportedPage, finding: Finding) -> ImportLine:
    words = page.words
    return ImportLine(
        number=page.number,
        file=page.file,
        title=words.title if words else "",
        slug=page.slug,
        outcome=finding.outcome,
        reason=finding.reason,
        notes=tuple(page.notes),
        to_fill=tuple(page.to_fill) if finding.outcome in (Outcome.NEW, Outcome.CHANGED) else (),
        revision_id=page.revision_id or (finding.opened.id if finding.opened else None),
    )
