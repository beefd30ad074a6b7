"""The few words of a page that show why it was found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from backend.search import places
from backend.search.documents import Indexed, Part
from backend.search.language import clean
from backend.search.places import Place

LONGEST = 200
_DOTS = "\u2026"
_ROOM = LONGEST - 2 * len(_DOTS)
_MOST_PLACES, _MOST_IN_WINDOW = 300, 40
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


class _Window(NamedTuple):
    score: float
    start: int
    end: int


def snippet(*, indexed: Indexed, weights: Mapping[str, float]) -> Snippet:
    """From the part in which the words asked for stand closest together, else the beginning of the page."""
    worth = {places.number_of(form): weight for form, weight in weights.items()}
    stands = places.places_of(indexed.places, worth)
    parts = indexed.document.parts
    # Of equals the first on the page.
    best, number, window = 0.0, -1, _Window(0, 0, 0)
    for tried in sorted({(text - 1) // 2 for text in stands if text != places.SUMMARY}):
        lift = sum(worth[form] for form in {place.form for place in stands.get(places.heading(tried), ())})
        closest = _closest(stands.get(places.text(tried), [])[:_MOST_PLACES], worth)
        if (score := round(_IN_HEADING * lift + closest.score, _DIGITS)) > best:
            best, number, window = score, tried, closest
    if number < 0:
        return Snippet("", "", _opening(indexed, stands))
    part = parts[number]
    return Snippet(part.anchor, part.heading, _of_part(part, window, stands.get(places.text(number), [])), part.area)


def _opening(indexed: Indexed, stands: Mapping[int, list[Place]]) -> SafeString:
    document = indexed.document
    text = document.summary or (document.parts[0].text if document.parts else "")
    return _shown(clean(text), 0, 0, stands.get(places.SUMMARY, ()) if document.summary else ())


def _of_part(part: Part, window: _Window, stands: Sequence[Place]) -> SafeString:
    return _shown(clean(part.text), window.start, window.end, stands[:_MOST_PLACES])


def _closest(stands: Sequence[Place], worth: Mapping[int, float]) -> _Window:
    best = _Window(0, 0, 0)
    for first, place in enumerate(stands):
        score, seen, end = 0.0, set(), place.end
        for other in islice(stands, first, first + _MOST_IN_WINDOW):
            if other.end - place.start > _ROOM:
                break
            score += worth[other.form] * (_AGAIN if other.form in seen else 1)
            seen.add(other.form)
            end = max(end, other.end)
        if score > best.score:
            best = _Window(score, place.start, end)
    return best


def _shown(text: str, first: int, last: int, stands: Sequence[Place]) -> SafeString:
    """The words from `first` to `last` with what stands around them, never cut in a word."""
    start, end = _bounds(text, first, last)
    pieces = [_DOTS if start else ""]
    position = start
    for place in stands:
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
