"""Terms and lines of synonyms that somebody brings are live at once, and never silently over a curator's words."""

from dataclasses import asdict
from datetime import datetime
from typing import Any, cast

from django.db import transaction

from backend.kernel.actor import Actor
from backend.kernel.errors import Invalid
from practice_wisdom.manual import policy
from practice_wisdom.manual.arrivals import Arrival
from practice_wisdom.manual.enums import EntryKind, Outcome
from practice_wisdom.manual.glossary_files import FileEntry
from practice_wisdom.manual.models import Import, ImportedEntry, Synonym, Term
from practice_wisdom.manual.operations.glossary import (
    NOT_CURATOR,
    TermWords,
    slug_of_term,
    take_in_term,
    taken_term,
    weave_anew,
)
from practice_wisdom.manual.operations.synonyms import phrases, take_in_line
from practice_wisdom.manual.queries.imported_entries import EntryFinding, Here, entry_findings, version_of
from practice_wisdom.manual.words import refuse_slug

# What a round of the worker writes: their search documents are made anew once for all of them.
BATCH = 200
WRITTEN = (Outcome.NEW, Outcome.CHANGED)
NOBODY = "Whoever brought it does not act here any more."


def entries_of(*, actor: Actor, arrivals: list[Arrival]) -> list[ImportedEntry]:
    """Not saved: a dry run needs no more."""
    found = [entry for arrival in arrivals for entry in arrival.entries or ()]
    here = Here(partnership_id=actor.partnership_id) if found else None
    entries, seen = [], set[str]()
    for number, one in enumerate(found, start=1):
        content, refusal = _checked(one)
        same = f"{one.kind} {content and (content.get('slug') or content)}"
        if content is not None and same in seen:
            content, refusal = None, "It is in the files twice. Take one of the two out."
        seen.add(same)
        entry = ImportedEntry(number=number, kind=one.kind, name=one.name, content=content, refusal=refusal[:1_000])
        entry.version_here = version_of(here.match(entry)) if here and content else 0
        entries.append(entry)
    return entries


@transaction.atomic
def settle_entries(*, actor: Actor | None, brought: Import, now: datetime, at_most: int = BATCH) -> int:
    """How many were settled. Safe to cut short: what was taken in and the note that it was are one transaction."""
    waiting = list(ImportedEntry.objects.filter(brought=brought, outcome="").select_for_update(of=("self",)))
    if not waiting:
        return 0
    findings = _findings(actor, brought, waiting)
    written = [one for one in findings if one[1].outcome in WRITTEN][:at_most]
    settled = [*[one for one in findings if one[1].outcome not in WRITTEN], *written]
    for entry, finding in settled:
        entry.outcome, entry.reason = finding.outcome, finding.reason
    for entry, finding in written:
        # Nobody who may not do so has anything to write: see `_findings`.
        _take_in(cast(Actor, actor), entry, finding, now)
    ImportedEntry.objects.bulk_update([entry for entry, _ in settled], ["outcome", "reason"], batch_size=100)
    if written:
        weave_anew(partnership_id=brought.partnership_id, now=now)
    return len(settled)


def _findings(
    actor: Actor | None, brought: Import, entries: list[ImportedEntry]
) -> list[tuple[ImportedEntry, EntryFinding]]:
    if actor is None or not policy.can_write(actor):
        refusal = NOBODY if actor is None else NOT_CURATOR
        return [(entry, EntryFinding(Outcome.SKIPPED, refusal)) for entry in entries]
    return entry_findings(partnership_id=brought.partnership_id, entries=entries, replaces=brought.replaces, lock=True)


def _take_in(actor: Actor, entry: ImportedEntry, finding: EntryFinding, now: datetime) -> None:
    content: dict[str, Any] = entry.content or {}
    if entry.kind == EntryKind.TERM:
        words = TermWords(**{**content, "synonyms": tuple(content["synonyms"])})
        take_in_term(actor=actor, term=finding.here if isinstance(finding.here, Term) else None, words=words, now=now)
        return
    line = finding.here if isinstance(finding.here, Synonym) else None
    take_in_line(actor=actor, line=line, say=content["say"], means=content["means"], now=now)


def _checked(one: FileEntry) -> tuple[dict[str, Any] | None, str]:
    """Its words as they can be kept, or why they cannot."""
    if one.content is None:
        return None, one.refusal
    try:
        if one.kind == EntryKind.TERM:
            return _term(one.content), ""
        return {name: phrases(one.content[name], field=name) for name in ("say", "means")}, ""
    except Invalid as refusal:
        return None, " ".join(text for texts in refusal.fields.values() for text in texts)


def _term(content: dict[str, Any]) -> dict[str, Any]:
    words = taken_term(TermWords(**{**content, "synonyms": tuple(content["synonyms"])}))
    slug = slug_of_term(words)
    if words.slug:
        refuse_slug(words.slug)
    return {**asdict(words), "slug": slug, "synonyms": list(words.synonyms)}
