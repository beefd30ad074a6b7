"""What the API takes and gives of suggestions and practice notes."""

from datetime import datetime

from pydantic import Field

from backend.kernel.schemas import In, Out


class AboutNobodyIn(In):
    """`about_nobody`: of the words a refusal names, those that are not about a person."""

    about_nobody: list[str] = []


class SuggestionIn(AboutNobodyIn):
    """`passage`: words of the live page, or empty with the `section` (its anchor) you mean."""

    section: str = ""
    passage: str = ""
    proposed: str
    why: str = ""


class DeclineIn(AboutNobodyIn):
    reason: str


class NoteQuestionIn(AboutNobodyIn):
    question: str


class ReplyIn(AboutNobodyIn):
    """`words`: your note as it should read now."""

    words: str
    reply: str


class PracticeNoteIn(AboutNobodyIn):
    """`how_often`: ONCE, SOMETIMES or OFTEN."""

    words: str
    worked: bool = Field(strict=True)
    how_often: str


class ExperienceIn(In):
    worked: bool = Field(strict=True)


class VoiceChanged(Out):
    """What a write answers: never words."""

    id: int
    state: str
    version: int
    url: str


class SuggestionOut(VoiceChanged):
    """`outcome` in words; `outcome_revision`: the number of the revision it went into."""

    slug: str
    revision: int
    section: str
    passage: str
    proposed: str
    why: str
    outcome: str
    outcome_revision: int | None
    reason: str
    suggested_at: datetime


class SuggestionsOut(Out):
    suggestions: list[SuggestionOut]


class DoneOut(Out):
    slug: str
    title: str
    section: str
    agency: str
    number: int
    published_at: datetime


class YouSaidOut(Out):
    done: list[DoneOut]


class PracticeNoteOut(VoiceChanged):
    """As its author and the curators see it."""

    slug: str
    words: str
    worked: bool
    how_often: str
    agency: str
    question: str
    reply: str
    reason: str


class PracticeNotesOut(Out):
    practice_notes: list[PracticeNoteOut]


class NoteLineOut(Out):
    """As readers see it: colleagues' experience, not approved guidance. `own`: what you said about it."""

    id: int
    words: str
    worked: bool
    how_often: str
    agency: str
    since: datetime
    worked_for: list[str]
    did_not_work_for: list[str]
    own: bool | None
    is_own: bool


class NotesOnPageOut(Out):
    slug: str
    practice_notes: list[NoteLineOut]


class ExperienceTold(Out):
    id: int
    worked: bool
