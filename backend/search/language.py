"""How words are read, the same for every engine: in documents when they are indexed and in what people type."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from string import ascii_lowercase
from typing import NamedTuple

from Stemmer import Stemmer

from backend.search.stop_words import STOP_WORDS

# Raise when the same text would be read differently: every index is then rebuilt.
VERSION = "4"

LONGEST_WORD = 40
_APOSTROPHES = "'\u2018\u2019\u02bc\u00b4`"
_HYPHENS = frozenset("-\u2010\u2011\u2012\u2013")
_NUMBER = r"(?P<number>\d{1,4}[a-z]{0,2})(?![^\W_])"
_TOKEN = re.compile(
    rf"""
      (?<![^\W_])(?P<marker>sections?|sect|sec|ss?)(?:\.\s{{0,2}}|\s{{1,3}})?{_NUMBER}   # s.136, sec 136, section136
    | (?<![^\W_])(?P<dotted>(?:[^\W\d_]\.){{2,}}(?:[^\W\d_](?![^\W_]))?)                 # A.M.H.P.
    | (?P<word>[^\W_]+(?:[{_APOSTROPHES}][^\W_]+)*)
    """,
    re.IGNORECASE | re.VERBOSE,
)
# "sections 135 and 136", "s135/136": the second number is a section as well.
_NEXT_OF_SEVERAL = re.compile(rf"\s{{0,2}}(?:,|/|&|-|\u2013|and|or)\s{{0,2}}{_NUMBER}", re.IGNORECASE)
_NEXT_OF_ONE = re.compile(rf"/{_NUMBER}", re.IGNORECASE)
_AMERICAN = re.compile(r"iz(e|ed|es|er|ers|ing|ation|ations)$")
# Forms no rule reaches, of words this manual is full of.
_IRREGULAR = {
    "children": "child", "women": "woman", "men": "man", "people": "person", "knives": "knife", "wives": "wife",
    "lives": "life", "thieves": "thief", "took": "take", "taken": "take", "stole": "steal", "stolen": "steal",
    "ran": "run", "rang": "ring", "rung": "ring", "hidden": "hide", "broke": "break", "broken": "break",
    "threw": "throw", "thrown": "throw", "beaten": "beat", "bitten": "bite", "fled": "flee", "fought": "fight",
    "lost": "lose", "left": "leave", "sent": "send", "told": "tell", "spoke": "speak", "spoken": "speak",
    "held": "hold", "kept": "keep", "felt": "feel", "died": "die", "dying": "die", "hurts": "hurt", "paid": "pay",
}  # fmt: skip
_stemmer = Stemmer("english")


class Token(NamedTuple):
    """A word where it stands: `text[start:end]`.

    `word` is the spelling everyone's spelling is brought to ("s136", "childrens"), `stem` what is compared, `in_phrase`
    what is compared in a phrase, so that "136 suite", "s136 suite" and "section 136 suite" are one. `also`: other stems
    under which the same word is found: of a section "section", its number and more.
    """

    start: int
    end: int
    word: str
    stem: str
    in_phrase: str
    is_stop: bool = False
    also: tuple[str, ...] = ()


def clean(text: str) -> str:
    """One composed form of each letter and single spaces, no control characters; what snippets are cut from."""
    composed = text if text.isascii() else unicodedata.normalize("NFC", text)
    printable = composed if composed.isprintable() else "".join(c if c.isprintable() else " " for c in composed)
    return " ".join(printable.split())


def fold(text: str) -> str:
    """Lower case, no accents, letters and digits only, at most `LONGEST_WORD` of them."""
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text)
        text = "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()
    return "".join(c for c in text.lower() if c.isalnum())[:LONGEST_WORD]


def _has_digit(word: str) -> bool:
    return any(c.isdigit() for c in word)


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    if _has_digit(word):
        return word
    word = _IRREGULAR.get(word, word)
    return str(_stemmer.stemWord(_AMERICAN.sub(r"is\1", word)))


def tokens(text: str) -> Iterator[Token]:
    """The words of `text` (made clean before), in order."""
    marker, last, following = "", None, _TOKEN.finditer(text)
    while True:
        found = _another_number(text, last.end, marker) if marker and last else None
        if found:
            following = _TOKEN.finditer(text, found.end())
        elif (found := next(following, None)) is None:
            return
        if found.lastgroup == "number":
            marker = found.groupdict().get("marker") or marker
            token = _section(found.start(), found.end(), found["number"].lower())
        else:
            marker = ""
            token = _word(found, text, last)
        if token.word:
            yield token
            last = token


def token_of(word: str, *, start: int, end: int) -> Token:
    """As if this word stood there."""
    return Token(start, end, *_read_alone(word))


def _another_number(text: str, position: int, marker: str) -> re.Match[str] | None:
    several = marker.lower() in {"ss", "sections"}
    return (_NEXT_OF_SEVERAL if several else _NEXT_OF_ONE).match(text, position)


def _section(start: int, end: int, number: str) -> Token:
    if number.endswith("s"):  # "the section 136s we had last night"
        number = number[:-1]
    digits = number.rstrip(ascii_lowercase)
    also = ("section", number) if digits == number else ("section", number, f"s{digits}", digits)
    return Token(start, end, f"s{number}", f"s{number}", number, False, also)


def _word(found: re.Match[str], text: str, last: Token | None) -> Token:
    start, end = found.span()
    read = _read_alone(found[0])
    if last and last.end + 1 == start and text[last.end] in _HYPHENS and not _has_digit(last.word + read[0]):
        # "multi-agency" is also "multiagency"
        return Token(start, end, *read, (stem((last.word + read[0])[:LONGEST_WORD]),))
    return Token(start, end, *read)


@lru_cache(maxsize=65_536)
def _read_alone(raw: str) -> tuple[str, str, str, bool]:
    """What a token says of a word, whatever stands around it."""
    word = _spelling(raw)
    stemmed = stem(word)
    return word, stemmed, stemmed, word in STOP_WORDS


def _spelling(raw: str) -> str:
    for apostrophe in _APOSTROPHES:
        if raw[-2:].lower() in {f"{apostrophe}s", f"{apostrophe}d"}:
            raw = raw[:-2]
            break
    word = fold(raw)
    return word[:-1] if re.fullmatch(r"\d+[sd]", word) else word  # "two 136s", "he was 136d"
