"""What changed between two texts, in words: lines first, then the words of the lines that differ."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

# Comparing words takes time with the product of both sides: two passages of 1,000 words each, and no more.
MAX_PRODUCT = 4_000_000
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
            changes.append(Change(tuple(_words("\n".join(older[a:b]), "\n".join(newer[c:d])))))
    return [change for change in changes if any(span.text.strip() for span in change.spans)]


def _words(older: str, newer: str) -> Iterator[Span]:
    before, after = _WORD.findall(older), _WORD.findall(newer)
    if not before or not after or len(before) * len(after) > MAX_PRODUCT:
        yield from _whole(older, newer)
        return
    for kind, a, b, c, d in SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes():
        if kind == "equal":
            yield Span("same", "".join(before[a:b]))
        else:
            yield from _whole("".join(before[a:b]), "".join(after[c:d]))


def _whole(older: str, newer: str) -> Iterator[Span]:
    if older:
        yield Span("gone", older)
    if newer:
        yield Span("new", newer)
