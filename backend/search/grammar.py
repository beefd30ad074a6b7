"""The grammar of the search box: words, "a quoted phrase", -minus. Everything else is punctuation.

Nothing people type can be wrong, and nothing they type can be expensive: 200 characters, 16 words that count.
"""

import re
from dataclasses import dataclass

from backend.search.language import Token, clean, tokens

LONGEST_QUERY = 200
MOST_WORDS = 16
# "what does CPN mean", "define section 17", "meaning of POS"
_OF_MEANING = frozenset({"mean", "means", "meaning", "meanings", "define", "definition", "acronym", "abbreviation"})
_QUOTES = str.maketrans({"\u201c": '"', "\u201d": '"', "\u201e": '"', "\u00ab": '"', "\u00bb": '"'})
_PIECE = re.compile(r'(?P<minus>(?<!\S)-(?=["\w]))?(?:"(?P<quoted>[^"]*)"|(?P<loose>[^"\s]+))')


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed, read. `unfinished`: the last word is perhaps only the beginning of one."""

    text: str
    words: tuple[Token, ...] = ()
    phrases: tuple[tuple[Token, ...], ...] = ()
    without: tuple[tuple[Token, ...], ...] = ()
    unfinished: bool = False

    @property
    def asks_meaning(self) -> bool:
        return any(token.word in _OF_MEANING for token in self.words)


def read(text: str) -> Typed:
    """Offsets of the tokens are into `Typed.text`."""
    kept = clean(text[:LONGEST_QUERY].translate(_QUOTES))[:LONGEST_QUERY]
    blank = list(kept)
    phrases: list[tuple[Token, ...]] = []
    without: list[tuple[Token, ...]] = []
    left = MOST_WORDS
    for piece in _PIECE.finditer(kept):
        if piece["quoted"] is None and not piece["minus"]:
            continue
        start, end = piece.span("quoted") if piece["quoted"] is not None else _reach(kept, piece)
        said = _counted(kept[:end], start, left)
        left -= _weight(said)
        if said:
            (without if piece["minus"] else phrases).append(said)
        blank[piece.start() : max(end, piece.end())] = " " * (max(end, piece.end()) - piece.start())
    words = _counted("".join(blank), 0, left)
    unfinished = bool(words) and words[-1].end == len(kept) and not text[:LONGEST_QUERY][-1:].isspace()
    return Typed(kept, words, tuple(phrases), tuple(without), unfinished)


def _reach(kept: str, piece: re.Match[str]) -> tuple[int, int]:
    """The end of a word after a minus: "-section 136" takes its number along."""
    start, end = piece.span("loose")
    first = next(tokens(kept[start:]), None)
    return start, max(end, start + first.end) if first else end


def _counted(text: str, start: int, most: int) -> tuple[Token, ...]:
    """Tokens from `start` on; words that say little are not counted, but as many as count is the most of them too."""
    taken: list[Token] = []
    counted = little = 0
    for token in tokens(text):
        if token.start < start:
            continue
        if token.is_stop:
            little += 1
            if little > MOST_WORDS:
                continue
        elif counted == most:
            break
        else:
            counted += 1
        taken.append(token)
    return tuple(taken)


def _weight(said: tuple[Token, ...]) -> int:
    return sum(not token.is_stop for token in said)
