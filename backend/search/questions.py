"""From what was typed to what an engine is asked."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from backend.search.analysis import line_of
from backend.search.grammar import Typed
from backend.search.language import Token, stem
from backend.search.spelling import Lexicon
from backend.search.stop_words import STOP_WORDS
from backend.search.synonyms import Synonyms

_AS_TYPED = 1.0
_OTHER_FORM = 0.4  # "136" for "section 136", "multiagency" for "multi-agency"
_CORRECTED = 0.9
_RUN_TOGETHER = 0.8  # "safe guarding"
_CONCEPT = 0.5
_ENDING, _ENDING_OF_KNOWN = 0.8, 0.25  # "safeg" is surely the beginning of a word, "home" may be the word itself
_SHORTEST_BEGINNING = 2
_LITTLE = 0.3  # "who does what": little words count where a page names itself, and nowhere else


@dataclass(frozen=True, slots=True)
class Question:
    """`weights`: stems a document may have, one at least; `little`: what only tells apart those that have.

    `phrases` and `without` are lines of stems between blanks: a document must have all of the first and none of the
    second.
    """

    weights: Mapping[str, float] = field(default_factory=dict)
    little: Mapping[str, float] = field(default_factory=dict)
    phrases: tuple[str, ...] = ()
    without: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not self.weights

    def allows(self, line: str) -> bool:
        return all(p in line for p in self.phrases) and not any(p in line for p in self.without)


@dataclass(frozen=True, slots=True)
class Understood:
    question: Question
    did_you_mean: str | None


class _Reading(NamedTuple):
    """A typed word and the words it is taken for: itself, or what was probably meant."""

    typed: Token
    words: tuple[Token, ...]
    weight: float


def understand(*, typed: Typed, lexicon: Lexicon, synonyms: Synonyms) -> Understood:
    readings = [_reading(token, typed, lexicon, synonyms) for token in typed.words]
    weights: dict[str, float] = defaultdict(float)
    little: dict[str, float] = defaultdict(float)
    for reading in [*readings, *(_Reading(token, (token,), _AS_TYPED) for phrase in typed.phrases for token in phrase)]:
        for word in reading.words:
            _weigh(word, reading.weight, weights, little)
    for token, following in pairwise(typed.words):
        if lexicon.knows(token.word + following.word):
            weights[stem(token.word + following.word)] += _RUN_TOGETHER
    if typed.unfinished:
        _weigh_endings(typed.words[-1], lexicon, weights)
    for said in ([word for reading in readings for word in reading.words], *typed.phrases):
        for concept in synonyms.asked_in(said):
            weights[concept] += _CONCEPT
    if not weights:  # nothing but little words ("what is it"): then they are what was asked for
        weights, little = little, {}
    question = Question(dict(weights), dict(little), _lines(typed.phrases), _lines(typed.without))
    return Understood(question, _respelt(typed.text, readings))


def _reading(token: Token, typed: Typed, lexicon: Lexicon, synonyms: Synonyms) -> _Reading:
    known = token.is_stop or token.word in synonyms.words or lexicon.knows(token.word)
    begun = typed.unfinished and token is typed.words[-1] and lexicon.endings(token.word)
    meant = [] if known or begun else lexicon.meant(token.word)
    if not meant:
        return _Reading(token, (token,), _AS_TYPED)
    words = tuple(Token(token.start, token.end, word, stem(word)) for word in meant)
    return _Reading(token, words, _CORRECTED)


def _weigh(token: Token, weight: float, weights: dict[str, float], little: dict[str, float]) -> None:
    if token.is_stop:
        little[token.stem] += weight * _LITTLE
        return
    weights[token.stem] += weight
    for form in token.also:
        if form != "section":
            weights[form] += weight * _OTHER_FORM


def _weigh_endings(token: Token, lexicon: Lexicon, weights: dict[str, float]) -> None:
    if len(token.word) < _SHORTEST_BEGINNING:
        return
    weight = _ENDING_OF_KNOWN if lexicon.knows(token.word) else _ENDING
    for form in {stem(word) for word in lexicon.endings(token.word) if word not in STOP_WORDS}:
        weights.setdefault(form, weight)


def _lines(phrases: Iterable[tuple[Token, ...]]) -> tuple[str, ...]:
    return tuple(f" {line_of(phrase)} " for phrase in phrases)


def _respelt(text: str, readings: list[_Reading]) -> str | None:
    """What was typed with the probable words in place, or None when every word was taken as it stands."""
    respelt = text
    for reading in reversed(readings):
        meant = " ".join(word.word for word in reading.words)
        if reading.weight == _CORRECTED:
            respelt = respelt[: reading.typed.start] + meant + respelt[reading.typed.end :]
    return None if respelt == text else respelt
