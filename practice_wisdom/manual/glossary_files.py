"""The glossary and the synonyms as files of YAML, as the starter content has them, and back.

Files come from people and from elsewhere: what cannot be read is one entry with a reason, and the others come in.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from practice_wisdom.manual.enums import EntryKind
from practice_wisdom.manual.models import Synonym, Term
from practice_wisdom.manual.page_files import Unreadable, listed, plain_yaml, quoted, text_of, texts_of

MAX_ENTRIES, MAX_SHOWN = 2_000, 120
WHAT = "the file"


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A term, or a line of synonyms. `content` is None where it cannot be read: `refusal` says why."""

    kind: EntryKind
    name: str
    content: dict[str, Any] | None = None
    refusal: str = ""


def glossary_text(terms: Iterable[Term]) -> str:
    return "\n".join(_term_text(term) for term in sorted(terms, key=lambda term: term.slug)) or "[]\n"


def synonyms_text(synonyms: Iterable[Synonym]) -> str:
    lines = [f"- say: {listed(one.say)}\n  means: {listed(one.means)}\n" for one in synonyms]
    return "".join(lines) or "[]\n"


def read_entries(*, file: str, text: str) -> list[FileEntry]:
    """What `glossary_text` or `synonyms_text` wrote, by the name of the file. Raises Unreadable."""
    is_glossary = file.rsplit("/", 1)[-1].lower().startswith("glossary")
    rows = plain_yaml(file, text, what=WHAT)
    if not isinstance(rows, list):
        raise Unreadable(file, 1, "the file is not a list that begins with - term: or - say:")
    if len(rows) > MAX_ENTRIES:
        raise Unreadable(file, 1, f"the file has more than {MAX_ENTRIES} entries")
    read, kind = (_term, EntryKind.TERM) if is_glossary else (_synonym, EntryKind.SYNONYM)
    return [_entry(read, kind, number, row) for number, row in enumerate(rows, start=1)]


def _entry(read: Callable[[Any], dict[str, Any]], kind: EntryKind, number: int, row: Any) -> FileEntry:
    try:
        content = read(row)
    except KeyError as lacking:
        return FileEntry(kind, f"Entry {number}", refusal=f"It lacks {lacking}.")
    except (TypeError, ValueError, AttributeError) as wrong:
        return FileEntry(kind, f"Entry {number}", refusal=f"It has a value of the wrong kind: {wrong}.")
    name = content["name"] if kind == EntryKind.TERM else ", ".join(content["say"])
    return FileEntry(
        kind, (name if len(name) <= MAX_SHOWN else f"{name[: MAX_SHOWN - 1]}…") or f"Entry {number}", content
    )


def _term(row: Any) -> dict[str, Any]:
    if not isinstance(row, dict):
        raise TypeError("not a term with a name and a meaning")
    meanings = row.get("meanings") or {}
    if not isinstance(meanings, dict):
        raise TypeError("the meanings are not one for each agency")
    return {
        "slug": text_of(row.get("slug") or ""),
        "name": text_of(row["term"]),
        "expansion": text_of(row.get("expansion") or ""),
        "meaning": text_of(row["meaning"]),
        "meanings": {text_of(agency): text_of(text) for agency, text in meanings.items()},
        "synonyms": list(texts_of(row.get("synonyms") or [])),
    }


def _synonym(row: Any) -> dict[str, Any]:
    if not isinstance(row, dict):
        raise TypeError("not a line that says what people say and what it means")
    return {"say": list(texts_of(row["say"])), "means": list(texts_of(row["means"]))}


def _term_text(term: Term) -> str:
    lines = [
        f"- term: {quoted(term.name)}",
        f"  slug: {quoted(term.slug)}",
        f"  expansion: {quoted(term.expansion)}",
        f"  meaning: {quoted(term.meaning)}",
    ]
    if meanings := [f"    {meaning.agency}: {quoted(meaning.text)}" for meaning in term.meanings.all()]:
        lines += ["  meanings:", *meanings]
    return "\n".join([*lines, f"  synonyms: {listed(term.synonyms)}"]) + "\n"
