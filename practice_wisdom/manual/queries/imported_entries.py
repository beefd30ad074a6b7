"""The terms and the lines of synonyms of an import, and what would become of each of them now."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from backend.identity.enums import OrganisationKind
from backend.kernel.differences import Change, differences
from backend.search.language import clean
from practice_wisdom.manual.enums import EntryKind, Outcome
from practice_wisdom.manual.models import Import, ImportedEntry, Synonym, Term
from practice_wisdom.manual.models.glossary import origin_of

TAKEN_OUT = "A curator has taken it out here. Add it again by hand if it should come back."
CHANGED_SINCE = "Somebody has changed it here since you brought these files. Bring them again to compare."
WRITTEN_HERE = "Curators here have written words of their own for it. They stay, unless you choose to replace them."
REPLACED = "It takes the place of what curators here have written."


@dataclass(frozen=True, slots=True)
class EntryFinding:
    """`here` is what is here already. `may_replace`: it is left alone only because curators here wrote it."""

    outcome: Outcome
    reason: str = ""
    here: Term | Synonym | None = None
    may_replace: bool = False


@dataclass(frozen=True, slots=True)
class EntryLine:
    """`changes`: from what is here to what the file says, where the two differ."""

    number: int
    kind: EntryKind
    name: str
    outcome: Outcome
    reason: str
    changes: tuple[Change, ...]
    may_replace: bool


class Here:
    """The words of a partnership, also those that were taken out, and what an entry would take the place of."""

    def __init__(self, *, partnership_id: int, lock: bool = False) -> None:
        terms, lines = Term.objects.all(), Synonym.objects.order_by("id")
        if lock:
            terms, lines = terms.select_for_update(of=("self",)), lines.select_for_update(of=("self",))
        self._terms = {
            term.slug: term for term in terms.filter(partnership_id=partnership_id).prefetch_related("meanings")
        }
        rows = list(lines.filter(partnership_id=partnership_id))
        # The first of several: later ones are looked at when it is gone.
        self._by_words = {_line(row.say, row.means): row for row in reversed(rows)}
        self._by_origin = {row.origin: row for row in reversed(rows) if row.origin}
        self._by_say = {_phrases(row.say): row for row in reversed(rows) if not row.removed}

    def match(self, entry: ImportedEntry) -> Term | Synonym | None:
        content = entry.content or {}
        if entry.kind == EntryKind.TERM:
            return self._terms.get(content.get("slug", ""))
        say, means = content.get("say", []), content.get("means", [])
        return (
            self._by_words.get(_line(say, means))
            or self._by_origin.get(origin_of(say, means))
            or self._by_say.get(_phrases(say))
        )


def entry_findings(
    *, partnership_id: int, entries: list[ImportedEntry], replaces: bool, lock: bool = False
) -> list[tuple[ImportedEntry, EntryFinding]]:
    """What would become of each, saved or not. The number of queries is the same for any number."""
    if all(entry.outcome for entry in entries):
        return [(entry, _settled(entry)) for entry in entries]
    here = Here(partnership_id=partnership_id, lock=lock)
    return [(entry, _finding(entry, here.match(entry), replaces=replaces)) for entry in entries]


def entry_lines(*, brought: Import, entries: list[ImportedEntry]) -> list[EntryLine]:
    """In the order of their files."""
    found = entry_findings(partnership_id=brought.partnership_id, entries=entries, replaces=brought.replaces)
    return [_entry_line(entry, finding) for entry, finding in found]


def version_of(here: Term | Synonym | None) -> int:
    return here.version if here else 0


def _finding(entry: ImportedEntry, here: Term | Synonym | None, *, replaces: bool) -> EntryFinding:
    if entry.outcome:
        return _settled(entry)
    if entry.content is None:
        return EntryFinding(Outcome.SKIPPED, entry.refusal)
    if here is None:
        return EntryFinding(Outcome.NEW)
    if _is_out(here):
        return EntryFinding(Outcome.SKIPPED, TAKEN_OUT)
    if _texts(content_here(here)) == _texts(entry.content):
        return EntryFinding(Outcome.SAME)
    if here.version != entry.version_here:
        return EntryFinding(Outcome.SKIPPED, CHANGED_SINCE, here)
    if not _written_here(here):
        return EntryFinding(Outcome.CHANGED, here=here)
    if replaces:
        return EntryFinding(Outcome.CHANGED, REPLACED, here)
    return EntryFinding(Outcome.SKIPPED, WRITTEN_HERE, here, may_replace=True)


def _settled(entry: ImportedEntry) -> EntryFinding:
    return EntryFinding(Outcome(entry.outcome), entry.reason)


def content_here(here: Term | Synonym) -> dict[str, Any]:
    """In the form an entry has it."""
    if isinstance(here, Synonym):
        return {"say": here.say, "means": here.means}
    return {
        "slug": here.slug,
        "name": here.name,
        "expansion": here.expansion,
        "meaning": here.meaning,
        "meanings": {meaning.agency: meaning.text for meaning in here.meanings.all()},
        "synonyms": here.synonyms,
    }


def _entry_line(entry: ImportedEntry, finding: EntryFinding) -> EntryLine:
    changes: Iterable[Change] = ()
    if finding.here is not None and entry.content is not None:
        changes = differences(older=_texts(content_here(finding.here)), newer=_texts(entry.content))
    return EntryLine(
        number=entry.number,
        kind=EntryKind(entry.kind),
        name=entry.name,
        outcome=finding.outcome,
        reason=finding.reason,
        changes=tuple(changes),
        may_replace=finding.may_replace,
    )


def _texts(content: dict[str, Any]) -> list[str]:
    """Line by line, as people compare it; the same lines are the same words."""
    if "say" in content:
        return [
            f"People type: {', '.join(_phrases(content['say']))}",
            f"The pages say: {', '.join(_phrases(content['means']))}",
        ]
    meanings = content["meanings"]
    return [
        content["name"],
        f"In full: {content['expansion']}",
        content["meaning"],
        *[f"{kind.label}: {meanings[kind]}" for kind in OrganisationKind if kind in meanings],
        f"People also type: {', '.join(content['synonyms'])}",
    ]


def _is_out(here: Term | Synonym) -> bool:
    return here.removed if isinstance(here, Synonym) else here.removed_at is not None


def _written_here(here: Term | Synonym) -> bool:
    return here.was_written_here if isinstance(here, Synonym) else not here.from_starter


def _line(say: list[str], means: list[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return _phrases(say), _phrases(means)


def _phrases(texts: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(clean, texts)))
