"""What changed between two texts, in words: lines first, then the words of the lines that differ."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby

# Comparing words takes time with the product of both sides: two passages of 1,000 words each, and no more.
MAX_PRODUCT = 4_000_000
WORDS_IN_COMMON = 3
_WORD = re.compile(r"\s+|[\w'\u2019]+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Span:
    """`kind` is "same", "gone" or "new"."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """A passage; `spans` tells it once, with what went and what came."""

    spans: tuple[Span, ...]

    @property
    def differs(self) -> bool:
        return any(span.kind != "same" for span in self.spans)

    @property
    def older(self) -> list[Span]:
        return [span for span in self.spans if span.kind != "new"]

    @property
    def newer(self) -> list[Span]:
        return [span for span in self.spans if span.kind != "gone"]


def differences(*, older: list[str], newer: list[str]) -> list[Change]:
    changes = []
    for kind, a, b, c, d in SequenceMatcher(a=older, b=newer, autojunk=False).get_opcodes():
        if kind == "equal":
            changes += [Change((Span("same", line),)) for line in older[a:b] if line.strip()]
        else:
            changes.append(Change(tuple(_words(_text(older[a:b]), _text(newer[c:d])))))
    return [change for change in changes if any(span.text.strip() for span in change.spans)]


def _text(lines: list[str]) -> str:
    """Without the empty lines around it, which say nothing and take room."""
    return "\n".join(lines).strip("\n")


def _words(older: str, newer: str) -> Iterator[Span]:
    before, after = _WORD.findall(older), _WORD.findall(newer)
    if not before or not after or len(before) * len(after) > MAX_PRODUCT:
        yield from _whole(older, newer)
        return
    for same, passage in groupby(_runs(before, after), key=lambda run: run[0]):
        runs = list(passage)
        gone, new = "".join(run[1] for run in runs), "".join(run[2] for run in runs)
        if same:
            yield Span("same", gone)
        else:
            yield from _whole(gone, new)


def _runs(before: list[str], after: list[str]) -> Iterator[tuple[bool, str, str]]:
    """Whether it is the same, and the words of either side.

    A word or two in common between two changes counts as changed: a text that goes to and fro cannot be read.
    """
    codes = SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes()
    for place, (kind, a, b, c, d) in enumerate(codes):
        is_between = 0 < place < len(codes) - 1
        words = sum(token[0].isalnum() for token in before[a:b])
        same = kind == "equal" and not (is_between and words < WORDS_IN_COMMON)
        yield same, "".join(before[a:b]), "".join(after[c:d])


def _whole(older: str, newer: str) -> Iterator[Span]:
    if older:
        yield Span("gone", older)
    if newer:
        yield Span("new", newer)
