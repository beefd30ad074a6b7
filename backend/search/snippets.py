"""The few words of a page that show why it was found."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from operator import itemgetter
from typing import NamedTuple

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from backend.search.documents import Document, Part
from backend.search.language import beginnings, clean, hint_of, smooth, tokens
from backend.search.synonyms import Synonyms

LONGEST = 200
_DOTS = "\u2026"
_ROOM = LONGEST - 2 * len(_DOTS)
_MOST_PLACES, _MOST_IN_WINDOW = 300, 40
# One letter is as many small ones without accents at most: "㎯", and none is longer.
_MOST_LETTERS = 5
_AGAIN = 0.05  # a word that stands in the window already adds little
_IN_HEADING = 0.5
# The same weights added in another order differ in their last digits.
_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Snippet:
    """`html` is escaped text with <mark> round what was found; `anchor` is empty when the page as a whole was found.

    `area`: the only one it holds in, else empty.
    """

    anchor: str
    heading: str
    html: SafeString
    area: str = ""


class _Place(NamedTuple):
    start: int
    end: int
    form: str


@dataclass(frozen=True, slots=True)
class _Read:
    text: str
    places: Mapping[str, list[_Place]]

    def of(self, forms: Iterable[str]) -> list[_Place]:
        return sorted(place for form in forms for place in self.places.get(form, ()))[:_MOST_PLACES]


class _Smooth(NamedTuple):
    """`room`: what a window has in it, for letters may become several; `beginnings` as in `language`."""

    text: str
    room: int
    beginnings: frozenset[int] | None


class _Window(NamedTuple):
    score: float
    start: int
    end: int


def snippet(*, document: Document, weights: Mapping[str, float], synonyms: Synonyms) -> Snippet:
    """From the part in which the words asked for stand closest together, else the beginning of the page."""
    # Of equals the first on the page.
    best: tuple[float, int, Part | None, _Window] = 0.0, 1, None, _Window(0, 0, 0)
    hints = {form: [hint_of(stem) for stem in synonyms.named_by(form) or (form,)] for form in weights}
    likely = sorted(
        ((_at_most(part, weights, hints), -place) for place, part in enumerate(document.parts)), reverse=True
    )
    for most, place in likely:
        # Reading a text word by word takes long: what cannot win is not read.
        if (most, place) <= best[:2]:
            break
        part = document.parts[-place]
        lift = _IN_HEADING * sum(weights[form] for form in weights.keys() & _read(part.heading, synonyms).places.keys())
        window = _closest(_read(part.text, synonyms).of(weights), weights)
        best = max(best, (round(lift + window.score, _DIGITS), place, part, window), key=itemgetter(0, 1))
    _, _, found, window = best
    if found is None:
        opening = _read(document.summary or (document.parts[0].text if document.parts else ""), synonyms)
        return Snippet("", "", _shown(opening, 0, 0, opening.of(weights)))
    read = _read(found.text, synonyms)
    return Snippet(found.anchor, found.heading, _shown(read, window.start, window.end, read.of(weights)), found.area)


def _at_most(part: Part, weights: Mapping[str, float], hints: Mapping[str, Sequence[str]]) -> float:
    """What no window of this part is worth more than, found without reading its words."""
    heading = _smooth(part.heading).text
    lift = sum(_IN_HEADING * weights[form] for form in weights if any(hint in heading for hint in hints[form]))
    # What has no hint may stand anywhere, again and again.
    unknown = sum(weights[form] for form in weights if "" in hints[form]) * (1 + _AGAIN * _MOST_IN_WINDOW)
    return round(lift + unknown + _closest_hints(_smooth(part.text), weights, hints), _DIGITS)


@lru_cache(maxsize=8192)
def _smooth(text: str) -> _Smooth:
    text = clean(text)
    room = _ROOM + _MOST_LETTERS * sum(not letter.isascii() for letter in text)
    return _Smooth(smooth(text), room, beginnings(text))


def _closest_hints(text: _Smooth, weights: Mapping[str, float], hints: Mapping[str, Sequence[str]]) -> float:
    """As `_closest`, of hints instead of words: where a word stands its hint does, and no further from the others."""
    hits = sorted((*hit, form) for form in weights for hint in hints[form] if hint for hit in _hits(text, hint))
    inside: Counter[str] = Counter()
    best = worth = 0.0
    first = 0
    for _, end, form in hits:
        while end - hits[first][0] > text.room:
            inside[hits[first][2]] -= 1
            worth -= weights[hits[first][2]] * (_AGAIN if inside[hits[first][2]] else 1)
            first += 1
        worth += weights[form] * (_AGAIN if inside[form] else 1)
        inside[form] += 1
        best = max(best, worth)
    return best


def _hits(smooth: _Smooth, hint: str) -> Iterator[tuple[int, int]]:
    """Where a word may begin with it; a number may stand in the middle of one."""
    text, _, beginnings = smooth
    anywhere = hint.isdigit()
    start = text.find(hint)
    while start >= 0:
        if anywhere or beginnings is None or start in beginnings or not text[start - 1].isalnum():
            yield start, start + len(hint)
        start = text.find(hint, start + 1)


def _closest(places: list[_Place], weights: Mapping[str, float]) -> _Window:
    best = _Window(0, 0, 0)
    for first, place in enumerate(places):
        score, seen, end = 0.0, set(), place.end
        for other in islice(places, first, first + _MOST_IN_WINDOW):
            if other.end - place.start > _ROOM:
                break
            score += weights[other.form] * (_AGAIN if other.form in seen else 1)
            seen.add(other.form)
            end = max(end, other.end)
        if score > best.score:
            best = _Window(score, place.start, end)
    return best


@lru_cache(maxsize=8192)
def _read(text: str, synonyms: Synonyms) -> _Read:
    """Where each stem, and each synonym's phrase, stands in a text."""
    text = clean(text)
    read = list(tokens(text))
    places: dict[str, list[_Place]] = {}
    for token in read:
        for form in (token.stem, *token.also):
            places.setdefault(form, []).append(_Place(token.start, token.end, form))
    for concept, said in synonyms.named_in(read):
        places.setdefault(concept, []).append(_Place(said[0].start, said[-1].end, concept))
    return _Read(text, places)


def _shown(read: _Read, first: int, last: int, places: list[_Place]) -> SafeString:
    """The words from `first` to `last` with what stands around them, never cut in a word."""
    text = read.text
    start, end = _bounds(text, first, last)
    pieces = [_DOTS if start else ""]
    position = start
    for place in places:
        if place.start >= position and place.end <= end:
            pieces += escape(text[position : place.start]), f"<mark>{escape(text[place.start : place.end])}</mark>"
            position = place.end
    pieces += escape(text[position:end]), _DOTS if end < len(text) else ""
    return mark_safe("".join(pieces))  # noqa: S308 -- every word of the text is escaped


def _bounds(text: str, first: int, last: int) -> tuple[int, int]:
    if len(text) <= LONGEST:
        return 0, len(text)
    start = max(0, min(first - (_ROOM - (last - first)) // 3, len(text) - _ROOM))
    sentence = text.rfind(". ", start, first)
    if sentence >= 0 and sentence + 2 <= first:
        start = sentence + 2
    elif start and text[start - 1] != " ":
        start = text.find(" ", start, first) + 1 or first
    end = min(len(text), start + _ROOM)
    if end < len(text) and text[end] != " ":
        space = text.rfind(" ", max(last, start + 1), end)
        end = space if space > 0 else max(last, start + 1) if last - start <= _ROOM else end
    return start, end
