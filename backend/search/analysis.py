"""A document as an engine sees it: bags of stems, and one line of stems in which phrases are looked up."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from backend.search import places
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
    in_snippets: bool = False


@dataclass(frozen=True, slots=True)
class Analysis:
    """`words`: every stem with its weight; `name`: what the page calls itself (title and keywords), little words too.

    `line`: the text as stems between blanks, a bar between pieces, so that no phrase reaches from one into the next.
    `said`: the whole words, to complete and correct what people type; `unsaid`: words that are keywords only, which are
    understood but never proposed, because people's misspellings are among them. `sayings`: the telling words of each
    title and keyword, like a line, see `engines.sayings`. `places`: see `places.packed`, for snippets.
    """

    words: Counter[str]
    name: Counter[str]
    line: str
    said: frozenset[str]
    unsaid: frozenset[str]
    sayings: str = ""
    places: bytes = b""


def analyse(document: Document, *, synonyms: Synonyms) -> Analysis:
    name: Counter[str] = Counter()
    said: set[str] = set()
    unsaid: set[str] = set()
    lines: list[str] = []
    sayings: dict[str, None] = {}
    stands: list[places.Rows] = []
    # By how often they count.
    forms: dict[int, list[str]] = defaultdict(list)
    for piece in _pieces(document):
        read = list(tokens(clean(piece.text)))
        lines.append(line_of(read))
        (said if piece.shown else unsaid).update([token.word for token in read])
        forms[piece.times] += _forms(token for token in read if not token.is_stop)
        forms[piece.times] += dict.fromkeys(pairs_of(read))
        named = list(synonyms.named_in(read))
        forms[piece.times] += [concept for concept, _ in named]
        if piece.in_snippets:
            stands.append(places.read_places(read, named))
        if piece.in_name:
            name.update(_forms(read))
            if piece.shown and read:
                name[whole_of(read)] = 1
            if saying := _saying(read):
                sayings[saying] = None
    said_of_itself = "".join(f"{BREAK} {saying} " for saying in sayings) + BREAK
    line = f" {f' {BREAK} '.join(lines)} "
    spelt = frozenset(said), frozenset(unsaid - said)
    return Analysis(_counted(forms), name, line, *spelt, said_of_itself, places.packed(stands))


def _forms(read: Iterable[Token]) -> list[str]:
    """Under which these words are found."""
    found: list[str] = []
    for token in read:
        if token.also:
            found += dict.fromkeys((token.stem, *token.also))
        else:
            found.append(token.stem)
    return found


def _counted(forms: Mapping[int, Sequence[str]]) -> Counter[str]:
    words: Counter[str] = Counter()
    for times, of_these in forms.items():
        for form, count in Counter(of_these).items():
            words[form] += count * times
    return words


def _saying(read: Sequence[Token]) -> str:
    return " ".join(sorted({token.in_phrase for token in read if not token.is_stop}))


def line_of(read: Iterable[Token]) -> str:
    return " ".join([token.in_phrase for token in read])


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
    # In the order that `places` numbers them in.
    yield Piece(document.summary, 2, in_snippets=True)
    for part in document.parts:
        yield Piece(part.heading, 1 + part.weight, in_snippets=True)
        yield Piece(part.text, part.weight, in_snippets=True)
