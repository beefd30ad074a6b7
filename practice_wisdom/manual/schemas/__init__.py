"""What the API takes and gives."""

from base64 import b64decode
from datetime import date, datetime

from pydantic import Field

from backend.kernel.errors import Invalid
from backend.kernel.schemas import In, Out
from practice_wisdom.manual import words
from practice_wisdom.manual.enums import Audience, Lens, Level
from practice_wisdom.manual.operations.glossary import TermWords
from practice_wisdom.manual.operations.local_notes import NoteWords


class SourceIn(In):
    title: str
    year: int
    section: str = ""


class WordsIn(In):
    title: str
    summary: str = ""
    markdown: str = ""
    checked_on: date
    review_by: date
    topics: list[str] = []
    agencies: list[str] = []
    audience: str = Audience.BOTH.value
    level: str = Level.PEOPLE.value
    lens: str = Lens.STRUCTURAL.value
    evidence: list[str] = []
    keywords: list[str] = []
    sources: list[SourceIn] = []

    def words(self) -> words.Words:
        facts = self.model_dump(exclude={"title", "summary", "markdown", "sources"})
        for name in ("topics", "agencies", "evidence", "keywords"):
            facts[name] = tuple(facts[name])
        return words.Words(
            title=self.title.strip(),
            summary=self.summary.strip(),
            body=self.markdown.replace("\r\n", "\n").strip(),
            sources=tuple(words.Source(**source.model_dump()) for source in self.sources),
            **facts,
        )


class PageIn(In):
    slug: str = Field(max_length=words.MAX_SLUG)
    joint: bool = True
    words: WordsIn


class AddressIn(In):
    slug: str = Field(max_length=words.MAX_SLUG)


class NoteIn(In):
    note: str = ""


class ReasonIn(In):
    reason: str


class FreshnessOut(Out):
    state: str
    checked_on: date
    review_by: date


class CreditOut(Out):
    name: str
    organisation: str
    organisation_kind: str
    side: str
    at: datetime | None = None
    job_title: str = ""
    by_link: bool = False


class PartOut(Out):
    anchor: str
    heading: str
    html: str
    text: str


class SourceOut(Out):
    title: str
    year: int
    section: str


class PageLineOut(Out):
    slug: str
    title: str
    summary: str
    topics: list[str]
    joint: bool
    freshness: FreshnessOut
    url: str


class PagesOut(Out):
    total: int
    pages: list[PageLineOut]


class FactsOut(Out):
    title: str
    summary: str
    topics: list[str]
    agencies: list[str]
    audience: str
    level: str
    lens: str
    evidence: list[str]
    keywords: list[str]
    sources: list[SourceOut]
    checked_on: date
    review_by: date
    markdown: str
    html: str
    parts: list[PartOut]


class AreaOut(Out):
    id: int
    name: str


class LocalNoteOut(Out):
    """`after`: the heading it stands after; empty when that part is gone, and the note stands at the end."""

    id: int
    version: int
    area: AreaOut
    after: str
    markdown: str
    html: str
    freshness: FreshnessOut
    author: str
    organisation: str


class LocalNotesOut(Out):
    """The notes of your areas; for curators also where they may write one."""

    notes: list[LocalNoteOut]
    areas: list[AreaOut]
    parts: list[str]


class LocalNoteWordsIn(In):
    after: str
    markdown: str
    checked_on: date
    review_by: date

    def words(self) -> NoteWords:
        body = self.markdown.replace("\r\n", "\n").strip()
        return NoteWords(after=self.after, body=body, checked_on=self.checked_on, review_by=self.review_by)


class LocalNoteIn(LocalNoteWordsIn):
    """`area`: the id of one of your areas."""

    area: int = Field(strict=True, ge=1, le=2**31)


class LocalNoteChanged(Out):
    id: int
    slug: str
    version: int
    url: str


class PageOut(FactsOut):
    slug: str
    joint: bool
    revision_id: int
    revision: int
    published_at: datetime
    significance: str
    owner: CreditOut
    owner_id: int
    freshness: FreshnessOut
    written_by: list[CreditOut]
    approvals: list[CreditOut]
    local_notes: list[LocalNoteOut]
    url: str


class RevisionOut(FactsOut):
    id: int
    slug: str
    joint: bool
    number: int
    state: str
    version: int
    written_by: list[CreditOut]
    approvals: list[CreditOut]
    missing: list[str]
    return_reason: str
    may: list[str]


class RevisionLineOut(Out):
    id: int
    number: int
    state: str
    title: str
    started_at: datetime
    published_at: datetime | None
    significance: str
    written_by: list[CreditOut]
    approvals: list[CreditOut]
    confirmations: list[CreditOut]


class RevisionsOut(Out):
    slug: str
    revisions: list[RevisionLineOut]


class RevisionChanged(Out):
    """What a write answers: ids and states, never words."""

    id: int
    slug: str
    number: int
    state: str
    version: int
    url: str


class AddressChanged(Out):
    id: int
    slug: str
    url: str


class MeaningOut(Out):
    agency: str
    meaning: str


class TermOut(Out):
    slug: str
    term: str
    expansion: str
    meaning: str
    meanings: list[MeaningOut]
    synonyms: list[str]
    version: int
    url: str


class GlossaryOut(Out):
    total: int
    terms: list[TermOut]


class MeaningIn(In):
    """`agency`: a kind of organisation, such as POLICE."""

    agency: str
    meaning: str


class TermIn(In):
    """`meanings`: only where an agency means something else by it."""

    term: str
    expansion: str = ""
    meaning: str
    meanings: list[MeaningIn] = []
    synonyms: list[str] = []

    def words(self) -> TermWords:
        return TermWords(
            slug="",
            name=self.term,
            expansion=self.expansion,
            meaning=self.meaning,
            meanings={one.agency: one.meaning for one in self.meanings},
            synonyms=tuple(self.synonyms),
        )


class TermChanged(Out):
    id: int
    slug: str
    version: int
    url: str


class ConfirmationIn(In):
    """`revision`: the number of the one you have read."""

    revision: int


class Confirmed(Out):
    slug: str
    checked_on: date
    review_by: date


class VerdictIn(In):
    """`revision`: the number of the one you have read. Curators read the reason, without your name."""

    revision: int = Field(strict=True)
    helpful: bool = Field(strict=True)
    reason: str = ""


class VerdictGiven(Out):
    slug: str
    revision: int
    helpful: bool


class ImageIn(In):
    """`content`: the file, JPEG, PNG or WebP, in base64. `alternative_text`: what it shows, in words."""

    content: str
    alternative_text: str

    def data(self) -> bytes:
        try:
            return b64decode(self.content, validate=True)
        except ValueError as broken:
            text = "Send the file in base64."
            raise Invalid(text, fields={"content": [text]}) from broken


class ImageAdded(Out):
    digest: str
    url: str
    width: int
    height: int
