"""A document as an engine sees it: bags of stems, and one line of stems in which phrases are looked up."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from backend.search.documents import Document
from backend.search.language import Token, clean, tokens
from backend.search.synonyms import Synonyms

BREAK = "|"
# Signs no word has, so that nobody can type what they stand in.
_BESIDE, _WHOLE = "_", "__"


class Piece(NamedTuple):
    """`times`: how often its words count. Whole numbers: a word is simply repeated, so that every engine agrees."""

    text: str
    times: int
    in_name: bool = False
    shown: bool = True


@dataclass(frozen=True, slots=True)
class Analysis:
    """`words`: every stem with its weight; `name`: what the page calls itself (title and keywords), little words too.

    `line`: the text as stems between blanks, a bar between pieces, so that no phrase reaches from one into the next.
    `said`: the whole words, to complete and correct what people type; `unsaid`: words that are keywords only, which are
    understood but never proposed, because people's misspellings are among them. `sayings`: the telling words of each
    title and keyword, see `engines.sayings`.
    """

    words: Counter[str]
    name: Counter[str]
    line: str
    said: frozenset[str]
    unsaid: frozenset[str]
    sayings: tuple[tuple[str, ...], ...] = ()


def analyse(document: Document, *, synonyms: Synonyms) -> Analysis:
    words: Counter[str] = Counter()
    name: Counter[str] = Counter()
    said: set[str] = set()
    unsaid: set[str] = set()
    lines: list[str] = []
    sayings: dict[tuple[str, ...], None] = {}
    for piece in _pieces(document):
        read = list(tokens(clean(piece.text)))
        lines.append(line_of(read))
        (said if piece.shown else unsaid).update(token.word for token in read)
        _count(piece, read, words, name)
        if piece.in_name and (saying := _saying(read)):
            sayings[saying] = None
        for concept, _ in synonyms.named_in(read):
            words[concept] += piece.times
    line = f" {BREAK} ".join(lines)
    return Analysis(words, name, f" {line} ", frozenset(said), frozenset(unsaid - said), tuple(sayings))


def _count(piece: Piece, read: Sequence[Token], words: Counter[str], name: Counter[str]) -> None:
    for token in read:
        for form in {token.stem, *token.also} if token.also else (token.stem,):
            if piece.in_name:
                name[form] += 1
            if not token.is_stop:
                words[form] += piece.times
    for pair in set(pairs_of(read)):
        words[pair] += piece.times
    if piece.in_name and piece.shown and read:
        name[whole_of(read)] = 1


def _saying(read: Sequence[Token]) -> tuple[str, ...]:
    return tuple(sorted({token.in_phrase for token in read if not token.is_stop}))


def line_of(read: Iterable[Token]) -> str:
    return " ".join(token.in_phrase for token in read)


def pairs_of(read: Iterable[Token]) -> Iterator[str]:
    """Two words beside each other as one, little words left out: "left alone" is more than "left" and "alone"."""
    for one, two in pairwise([token.in_phrase for token in read if not token.is_stop]):
        yield pair_of(one, two)


def pair_of(one: str, two: str) -> str:
    return one + _BESIDE + two


def is_beside(form: str) -> bool:
    """A pair, and not a word or a whole title."""
    return _BESIDE in form and not form.startswith(_WHOLE)


def whole_of(read: Sequence[Token]) -> str:
    """All the words of a title as one: who types these and no more means this."""
    return _WHOLE + _BESIDE.join(token.in_phrase for token in read)


def _pieces(document: Document) -> Iterator[Piece]:
    for title in document.title.split(":"):
        yield Piece(title, 3, in_name=True)
    for keyword in document.keywords.split(","):
        yield Piece(keyword, 2, in_name=True, shown=False)
    yield Piece(document.summary, 2)
    for part in document.parts:
        yield Piece(part.heading, 1 + part.weight)
        yield Piece(part.text, part.weight)
