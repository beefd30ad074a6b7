"""Reading the starter files. Nothing here touches the database."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from practice_wisdom.manual import page_files as pages
from practice_wisdom.manual.operations.glossary import SynonymWords, TermWords
from practice_wisdom.manual.words import Words

FOLDER = Path(__file__).parent


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
    page = pages.read_page(file=path.name, text=path.read_text(encoding="utf-8"))
    return StarterPage(path, page.slug, page.joint is True, page.words, page.body_line)


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
