"""What in a text may point at one person, so that its writer can think again. It explains; it never blocks."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from backend.kernel import identifiers
from supervision.queries.record import RecordPage


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """The very words and why they were noticed. For the screen of who may read them, and for nothing else."""

    words: str = field(repr=False)
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubtAtStage:
    stage: str
    stage_name: str
    author: str
    is_mine: bool
    words: str = field(repr=False)
    reason: str


def doubts(text: str, *, explained: Iterable[str] = ()) -> list[Doubt]:
    """In the order of the text, the same words once; without those that `explained` says the writer has seen."""
    seen = set(explained)
    found = {text[one.start : one.end]: one.reason for one in identifiers.find(text)}
    return [Doubt(words=words, reason=reason) for words, reason in found.items() if words not in seen]


def doubts_in(page: RecordPage) -> list[DoubtAtStage]:
    """In everything that is, or would be, put up for signing. What fewer can read is not part of that."""
    sections = [
        (stage.key, stage.name, section.author, section.text)
        for stage in page.stages
        for section in [*([stage.mine] if stage.mine else []), *stage.others]
        if section.visibility in page.seen_by_all
    ]
    actions = [("actions", "What you agreed to do", action.written_by, action.text) for action in page.actions]
    return [
        DoubtAtStage(
            stage=stage,
            stage_name=name,
            author=author.name,
            is_mine=author.is_me,
            words=doubt.words,
            reason=doubt.reason,
        )
        for stage, name, author, text in [*sections, *actions]
        for doubt in doubts(text)
    ]
