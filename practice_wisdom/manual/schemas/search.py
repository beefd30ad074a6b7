"""What the API takes and gives about searches and questions."""

from datetime import date, datetime

from pydantic import Field

from backend.kernel.schemas import In, Out


class SearchHitOut(Out):
    """`anchor` and `heading`: the part the snippet is from. `freshness` and `checked_on`: of pages only.

    `area`: the snippet is from a local note, which holds there and nowhere else.
    """

    kind: str
    key: str
    slug: str
    title: str
    summary: str
    snippet: str
    heading: str
    anchor: str
    area: str
    url: str
    topics: list[str]
    agencies: list[str]
    audience: list[str]
    freshness: str | None
    checked_on: date | None


class FacetValueOut(Out):
    value: str
    label: str
    count: int


class SearchOut(Out):
    """`explained`: the glossary's term that was typed, if one was; it is among the results too."""

    query: str
    total: int
    did_you_mean: str | None
    explained: SearchHitOut | None
    facets: dict[str, list[FacetValueOut]]
    results: list[SearchHitOut]


class QuestionIn(In):
    words: str = Field(min_length=1, max_length=200)


class AnswerIn(In):
    """`page`: the slug of a live page."""

    page: str


class QuestionDeclineIn(In):
    reason: str = Field(min_length=1, max_length=500)


class QuestionChanged(Out):
    id: int
    state: str
    version: int


class QuestionOut(QuestionChanged):
    words: str
    page: str
    reason: str


class QuestionLineOut(Out):
    id: int
    words: str
    asked: int
    since: datetime


class QuestionsOut(Out):
    total: int
    questions: list[QuestionLineOut]


class SynonymIn(In):
    """Who types one of `say` wants what the pages call one of `means`."""

    say: list[str] = Field(max_length=60)
    means: list[str] = Field(max_length=60)


class EffectIn(SynonymIn):
    """`instead_of`: the id of the line that this one would take the place of."""

    question: str = Field(min_length=1, max_length=200)
    instead_of: int | None = Field(default=None, strict=True, ge=1, le=2**31)


class SynonymOut(Out):
    id: int
    version: int
    say: list[str]
    means: list[str]


class SynonymsOut(Out):
    total: int
    synonyms: list[SynonymOut]


class SynonymChanged(Out):
    id: int
    version: int
    url: str


class EffectHitOut(Out):
    key: str
    title: str
    url: str


class EffectOut(Out):
    """`same`: the same results in the same order."""

    same: bool
    before: list[EffectHitOut]
    after: list[EffectHitOut]
