"""What readers and curators write in a box: short, kept as it was typed, and about nobody."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from backend.kernel import identifiers
from backend.kernel.errors import Invalid

MAX_PASSAGE, MAX_PROPOSED, MAX_NOTE, MAX_ANSWER = 1_000, 2_000, 600, 500


@dataclass(frozen=True, slots=True)
class Box:
    """`needed`: what to do about an empty one; "" where it may be empty."""

    longest: int
    needed: str = ""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Words that may be about a person. `may_stay` once somebody has said that they are not."""

    words: str
    reason: str
    may_stay: bool


SUGGESTED = {"proposed": Box(MAX_PROPOSED, "Write the words you would put there."), "why": Box(MAX_ANSWER)}
NOTED = {"words": Box(MAX_NOTE, "Say what you did and what came of it.")}
REPLIED = NOTED | {"reply": Box(MAX_ANSWER, "Answer the question.")}
ASKED = {"question": Box(MAX_ANSWER, "Write your question.")}
DECLINED = {"reason": Box(MAX_ANSWER, "Say why not. The person who wrote it reads this.")}


def typed(text: str) -> str:
    """Browsers send two characters for a line end, and count one."""
    return text.replace("\r\n", "\n").strip()


def doubts(text: str) -> list[Doubt]:
    found = identifiers.find(text)
    return [Doubt(text[one.start : one.end], one.reason, one.may_be_confirmed) for one in found]


def taken(boxes: Mapping[str, Box], given: Mapping[str, str], *, about_nobody: Iterable[str]) -> dict[str, str]:
    """The words to keep. Raises Invalid, field by field; `about_nobody`: words that somebody said are not a person."""
    words = {name: typed(given.get(name, "")) for name in boxes}
    settled = set(about_nobody)
    problems = {name: found for name, box in boxes.items() if (found := _problems(words[name], box, settled))}
    if problems:
        raise Invalid(next(iter(problems.values()))[0], fields=problems)
    return words


def _problems(text: str, box: Box, settled: set[str]) -> list[str]:
    if not text:
        return [box.needed] if box.needed else []
    if len(text) > box.longest:
        return [f"Use {box.longest:,} characters or fewer."]
    if "\x00" in text:
        return ["There is a character in it that cannot be kept. Type the words again."]
    return [_said(doubt) for doubt in doubts(text) if not (doubt.may_stay and doubt.words in settled)]


def _said(doubt: Doubt) -> str:
    what = "Change it, or say that it is not about a person." if doubt.may_stay else "Take it out."
    return f"“{doubt.words}”: {doubt.reason[0].lower()}{doubt.reason[1:]}. {what}"
