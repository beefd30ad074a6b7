"""Terms of the glossary, marked where a page first mentions them: a link to the term, and nothing else is changed.

Works on the HTML that `backend.kernel.markdown` makes: well formed, with text escaped and attributes in double quotes.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import escape

# A tag, a character written as an entity, or the first word of what may be a term. A word with a hyphen is one word.
_PIECES = re.compile(r"""<(?:[^>"]|"[^"]*")*>|&\#?\w+;|(?<![\w@.-])[^\W_]+""")
_TAG = re.compile(r"<(/?)([a-z0-9]+)")
_LINK_TO_TERM = re.compile(r'href="/glossary/([a-z0-9-]+)')
_FIRST_WORD = re.compile(r"[^\W_]+")
# In these a link would be in the way, or cannot stand at all.
_LEFT_ALONE = frozenset({"a", "code", "pre", "th", "h1", "h2", "h3", "h4", "h5", "h6"})
# "Section 2" is of a hundred Acts; "Section 136" is of one.
_NUMBER_OF_MANY = re.compile(r"\D+ \d{1,2}")


@dataclass(frozen=True, slots=True)
class Phrase:
    """How a term may stand in a text."""

    slug: str
    text: str


Phrases = Mapping[str, tuple[Phrase, ...]]


def phrases_of(terms: Iterable[tuple[str, str, str, list[str]]]) -> Phrases:
    """By first word in small letters, the longest first. `terms`: (slug, name, expansion, synonyms) of each.

    Names before expansions: where one term is called what another one stands for, the words lead to the first.
    Other synonyms than acronyms are what people type, and often ordinary English: they are never marked.
    """
    terms = list(terms)
    said = [(slug, name) for slug, name, _, _ in terms]
    said += [(slug, long) for slug, _, long, _ in terms if long and not _NUMBER_OF_MANY.fullmatch(long)]
    said += [(slug, synonym) for slug, *_, synonyms in terms for synonym in synonyms if _is_capitals(synonym)]
    found: dict[str, Phrase] = {}
    for slug, text in said:
        # One letter is a word of every sentence.
        if len(text) > 1 and _FIRST_WORD.match(text):
            found.setdefault(text if _is_acronym(text) else text.casefold(), Phrase(slug, text))
    grouped: dict[str, list[Phrase]] = defaultdict(list)
    for phrase in sorted(found.values(), key=lambda one: (-len(one.text), one.text)):
        grouped[_first_word(phrase.text)].append(phrase)
    return {word: tuple(of_word) for word, of_word in grouped.items()}


def mark(sections: Iterable[str], phrases: Phrases) -> list[str]:
    """The same sections of one page, with its first mention of each term a link to it. An author's own link counts."""
    done: set[str] = set()
    return ["".join(_marked(html, phrases, done)) for html in sections]


def _marked(html: str, phrases: Phrases, done: set[str]) -> Iterator[str]:
    kept_from, next_from, inside = 0, 0, 0
    for piece in _PIECES.finditer(html):
        if piece.start() < next_from:
            continue
        if piece[0][0] == "<":
            inside += _step(piece[0])
            done.update(_LINK_TO_TERM.findall(piece[0]))
        elif not inside and (found := _phrase_at(html, piece, phrases)):
            phrase, next_from = found
            if phrase.slug not in done:
                done.add(phrase.slug)
                yield html[kept_from : piece.start()]
                yield f'<a href="/glossary/{phrase.slug}" class="term">{html[piece.start() : next_from]}</a>'
                kept_from = next_from
    yield html[kept_from:]


def _phrase_at(html: str, piece: re.Match[str], phrases: Phrases) -> tuple[Phrase, int] | None:
    """With the place where it ends."""
    for phrase in phrases.get(_singular(piece[0], phrases), ()):
        if match := _pattern(phrase.text).match(html, piece.start()):
            return phrase, match.end()
    return None


def _singular(word: str, phrases: Phrases) -> str:
    word = word.casefold()
    return word if word in phrases else word.removesuffix("s")


def _step(tag: str) -> int:
    """One deeper into what is left alone, or one out of it."""
    match = _TAG.match(tag)
    if match is None or match[2] not in _LEFT_ALONE:
        return 0
    return -1 if match[1] else 1


@lru_cache(maxsize=4_000)
def _pattern(text: str) -> re.Pattern[str]:
    """From its first word on. Made when that word is met: a glossary has hundreds, a page a few."""
    words = r"\s+".join(re.escape(escape(word, quote=False)) for word in text.split())
    words = re.sub("['’]", "['’]", words)
    return re.compile(rf"{words}s?(?![\w@-]|\.\w)", 0 if _is_acronym(text) else re.IGNORECASE)


def _first_word(text: str) -> str:
    match = _FIRST_WORD.match(text)
    return match[0].casefold() if match else ""


def _is_acronym(text: str) -> bool:
    """AMHP, DoLS, S136: written so and no other way. "Safe" and "Place of safety" may begin with a small letter."""
    capitals = sum(letter.isupper() for letter in text)
    return " " not in text and (capitals > 1 or (capitals == 1 and not any(letter.islower() for letter in text)))


def _is_capitals(text: str) -> bool:
    return len(text) > 1 and " " not in text and text == text.upper() and text != text.lower()
