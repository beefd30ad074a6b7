from datetime import datetime

from pydantic import Field

from backend.kernel.schemas import In, Out


class FileIn(In):
    """`content` in base64."""

    name: str = Field(min_length=1, max_length=255)
    content: str


class ImportIn(In):
    """.md, .docx or .zip files, glossary.yaml and synonyms.yaml, 2 MB in all as they are sent."""

    files: list[FileIn] = Field(max_length=100)


class WordCounts(Out):
    new: int
    changed: int
    same: int
    skipped: int


class ImportBrought(Out):
    """How many pages, and `words`: terms and lines of synonyms, would be of each kind; read the import for more."""

    id: int
    url: str
    new: int
    changed: int
    same: int
    skipped: int
    words: WordCounts


class ImportAsked(Out):
    id: int
    state: str
    url: str


class ImportLineOut(ImportAsked):
    brought_at: datetime


class ImportsOut(Out):
    imports: list[ImportLineOut]


class ImportedPageOut(Out):
    """`reason` says why, and what to do; `to_fill` what an approver would miss; `revision_id` is of the draft."""

    number: int
    file: str
    slug: str
    title: str
    outcome: str
    reason: str
    notes: list[str]
    to_fill: list[str]
    revision_id: int | None


class ImportedEntryOut(Out):
    """A term or a line of synonyms. `may_replace`: it comes in only with `replace`, over the words of curators here."""

    number: int
    kind: str
    name: str
    outcome: str
    reason: str
    may_replace: bool


class ImportOut(Out):
    id: int
    state: str
    brought_at: datetime
    kept_until: datetime
    new: int
    changed: int
    same: int
    skipped: int
    words: WordCounts
    done: int
    total: int
    pages: list[ImportedPageOut]
    entries: list[ImportedEntryOut]
    url: str
