"""Reading the starter files. Nothing here touches the database."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import frontmatter
import yaml

from practice_wisdom.manual.operations.glossary import SynonymWords, TermWords
from practice_wisdom.manual.words import Source, Words

FOLDER = Path(__file__).parent


class Unreadable(Exception):
    """A starter file that is not what it should be: which, where, and what is wrong."""

    def __init__(self, path: Path, line: int, what: str) -> None:
        super().__init__(f"{path.name}:{line}: {what}")
        self.path, self.line, self.what = path, line, what


@dataclass(frozen=True, slots=True)
class StarterPage:
    """`body_line` is the line of the file on which the body begins."""

    path: Path
    slug: str
    joint: bool
    words: Words
    body_line: int


def page_files(*, folder: Path = FOLDER) -> list[Path]:
    return sorted((folder / "manual").glob("*.md"), key=lambda path: path.stem)


def starter_pages(*, folder: Path = FOLDER, only: Collection[str] = ()) -> list[StarterPage]:
    """All of them, or those of the slugs in `only`, by slug."""
    return [read_page(path=path) for path in page_files(folder=folder) if not only or path.stem in only]


def read_page(*, path: Path) -> StarterPage:
    """Raises Unreadable when the front matter is missing, is no YAML, or lacks or misuses a field."""
    text = path.read_text(encoding="utf-8")
    facts, body = _divide(path, text)
    try:
        words = Words(
            title=_text(facts["title"]),
            summary=_text(facts["summary"]),
            body=body,
            checked_on=_day(facts["checked_on"]),
            review_by=_day(facts["review_by"]),
            topics=_texts(facts["topics"]),
            agencies=_texts(facts["agencies"]),
            audience=_text(facts["audience"]),
            level=_text(facts["level"]),
            lens=_text(facts["lens"]),
            evidence=_texts(facts["evidence"]),
            keywords=_texts(facts["keywords"]),
            sources=tuple(_source(source) for source in facts["sources"]),
        )
        before = text[: text.rindex(body)] if body else text
        return StarterPage(path, _text(facts["slug"]), facts["joint"] is True, words, before.count("\n") + 1)
    except KeyError as missing:
        raise Unreadable(path, 1, f"the front matter lacks {missing}") from missing
    except (TypeError, ValueError) as wrong:
        raise Unreadable(path, 1, f"the front matter has a value of the wrong kind: {wrong}") from wrong


def starter_terms(*, folder: Path = FOLDER) -> list[TermWords]:
    return [
        TermWords(
            slug=row["slug"],
            name=_text(row["term"]),
            expansion=_text(row.get("expansion") or ""),
            meaning=_text(row["meaning"]),
            meanings={kind: _text(text) for kind, text in (row.get("meanings") or {}).items()},
            synonyms=_texts(row.get("synonyms") or []),
        )
        for row in _rows(folder / "glossary.yaml")
    ]


def starter_synonyms(*, folder: Path = FOLDER) -> list[SynonymWords]:
    return [SynonymWords(_texts(row["say"]), _texts(row["means"])) for row in _rows(folder / "synonyms.yaml")]


def _divide(path: Path, text: str) -> tuple[dict[str, Any], str]:
    try:
        post = frontmatter.loads(text)
    except yaml.YAMLError as wrong:
        mark = getattr(wrong, "problem_mark", None)
        raise Unreadable(path, mark.line + 2 if mark else 1, "the front matter is not YAML") from wrong
    if not post.metadata:
        raise Unreadable(path, 1, "there is no front matter between two lines of ---")
    return post.metadata, post.content.strip()


def _rows(path: Path) -> list[dict[str, Any]]:
    if not path.exists():
        return []
    # The loader in C: a second less at every start.
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader) or []


def _text(value: object) -> str:
    # YAML reads 136 as a number and no as a truth; as words people type they are neither.
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise TypeError(f"{value!r} is not text; put it in quotes")
    return " ".join(str(value).split())


def _texts(values: object) -> tuple[str, ...]:
    if not isinstance(values, list):
        raise TypeError(f"{values!r} is not a list")
    return tuple(_text(value) for value in values)


def _day(value: object) -> date:
    if not isinstance(value, date):
        raise TypeError(f"{value!r} is not a date such as 2026-11-22")
    return value


def _source(value: dict[str, Any]) -> Source:
    return Source(title=_text(value["title"]), year=int(value["year"]), section=_text(value.get("section", "")))
