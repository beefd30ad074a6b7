"""From what was typed to what an engine is asked."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import sqrt
from typing import NamedTuple

from backend.search.analysis import line_of, pair_of, pairs_of, whole_of
from backend.search.grammar import Typed
from backend.search.language import Token, stem, token_of
from backend.search.spelling import Lexicon
from backend.search.stop_words import STOP_WORDS
from backend.search.synonyms import Synonyms

_AS_TYPED = 1.0
_OTHER_FORM = 0.4  # "136" for "section 136", "multiagency" for "multi-agency"
_CORRECTED = 0.9
_RUN_TOGETHER = 0.8  # "safe guarding"
_CONCEPT = 0.7
_ENDING, _ENDING_OF_KNOWN = 0.8, 0.25  # "safeg" is surely the beginning of a word, "home" may be the word itself
_SHORTEST_BEGINNING = 2
_LITTLE = 0.3  # "who does what": little words count where a page names itself, and nowhere else
_PAIR = 0.5


@dataclass(frozen=True, slots=True)
class Group:
    """One word that was typed: a document that has any of `stems` covers it."""

    typed: str
    stems: frozenset[str]


@dataclass(frozen=True, slots=True)
class Question:
    """`weights`: stems a document may have, one at least; `little`: what only tells apart those that have.

    `phrases` and `without` are lines of stems between blanks: a document must have all of the first and none of the
    second; `needed`: stems and pairs that whatever has all the phrases has. `groups`: what to cover; their stems are
    all in `weights`. `title`: all of it as one word, see `whole_of`. `begun`: the stem that is no word, only the
    beginning of some, if the last one is.
    """

    weights: Mapping[str, float] = field(default_factory=dict)
    little: Mapping[str, float] = field(default_factory=dict)
    phrases: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()
    groups: tuple[Group, ...] = ()
    title: str = ""
    begun: str = ""

    @property
    def is_empty(self) -> bool:
        return not self.weights

    @property
    def marked(self) -> Mapping[str, float]:
        """What can stand in a text, to be shown where it does."""
        return {stem: weight for stem, weight in self.weights.items() if stem != self.begun}

    @property
    def is_strict(self) -> bool:
        return bool(self.phrases or self.without)

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


class _Asked:
    """A question while it is put together."""

    def __init__(self, read: Sequence[Token]) -> None:
        self.read = read
        self.weights: dict[str, float] = defaultdict(float)
        self.little: dict[str, float] = defaultdict(float)
        # By where the word stands.
        self.groups: dict[int, dict[str, None]] = defaultdict(dict)
        self.begun = ""

    def word(self, token: Token, weight: float) -> None:
        if token.is_stop:
            self.little[token.stem] += weight * _LITTLE
            return
        self.add(token.stem, weight, token)
        for form in token.also:
            if form != "section":
                self.add(form, weight * _OTHER_FORM, token)

    def add(self, form: str, weight: float, *tokens: Token) -> None:
        """`tokens`: the words it stands for."""
        self.weights[form] += weight
        for token in tokens:
            if not token.is_stop:
                self.groups[token.start][form] = None

    def beginning(self, token: Token, lexicon: Lexicon) -> None:
        endings = lexicon.endings(token.word)
        if endings and not lexicon.knows(token.word):
            self.begun = token.stem
        if len(token.word) < _SHORTEST_BEGINNING:
            return
        forms = {stem(word) for word in endings if word not in STOP_WORDS}
        # It is the beginning of one of them: a page that has several is not asked for several times over.
        weight = (_ENDING_OF_KNOWN if lexicon.knows(token.word) else _ENDING) / sqrt(max(len(forms), 1))
        for form in forms:
            self.weights.setdefault(form, weight)
            self.groups[token.start][form] = None

    def beside(self) -> None:
        """Words beside each other: no document is found by these alone."""
        telling = [token for token in self.read if not token.is_stop]
        for one, two in pairwise(telling):
            last = self.groups[two.start] if two is telling[-1] else {two.in_phrase: None}
            for form in {two.in_phrase, *last}:
                self.little[pair_of(one.in_phrase, form)] += _PAIR

    def question(self, typed: Typed) -> Question:
        if not self.weights:  # nothing but little words ("what is it"): then they are what was asked for
            self.weights, self.little = self.little, {}
        groups = tuple(Group(next(iter(forms)), frozenset(forms)) for forms in self.groups.values())
        lines = _lines(typed.phrases), _lines(typed.without)
        needed = tuple(_needed(typed.phrases))
        return Question(dict(self.weights), dict(self.little), *lines, needed, groups, whole_of(self.read), self.begun)


def understand(*, typed: Typed, lexicon: Lexicon, synonyms: Synonyms) -> Understood:
    readings = [_reading(token, typed, lexicon, synonyms) for token in typed.words]
    read = [word for reading in readings for word in reading.words]
    asked = _Asked(read)
    for reading in [*readings, *(_Reading(token, (token,), _AS_TYPED) for phrase in typed.phrases for token in phrase)]:
        for word in reading.words:
            asked.word(word, reading.weight)
    for token, following in pairwise(typed.words):
        if lexicon.knows(token.word + following.word):
            asked.add(stem(token.word + following.word), _RUN_TOGETHER, token, following)
    if typed.unfinished:
        asked.beginning(typed.words[-1], lexicon)
    for said in (read, *typed.phrases):
        # Each concept once, however often it is asked for.
        for concept, tokens in dict(synonyms.asked_in(said)).items():
            asked.add(concept, _CONCEPT, *tokens)
    asked.beside()
    return Understood(asked.question(typed), _respelt(typed.text, readings, lexicon))


def _reading(token: Token, typed: Typed, lexicon: Lexicon, synonyms: Synonyms) -> _Reading:
    known = token.is_stop or token.word in synonyms.words or lexicon.knows(token.word)
    begun = typed.unfinished and token is typed.words[-1] and lexicon.endings(token.word)
    meant = [] if known or begun else lexicon.meant(token.word)
    if not meant:
        return _Reading(token, (token,), _AS_TYPED)
    words = tuple(token_of(word, start=token.start, end=token.end) for word in meant)
    return _Reading(token, words, _CORRECTED)


def _lines(phrases: Iterable[tuple[Token, ...]]) -> tuple[str, ...]:
    return tuple(f" {line_of(phrase)} " for phrase in phrases)


def _needed(phrases: Iterable[tuple[Token, ...]]) -> Iterator[str]:
    for phrase in phrases:
        yield from (token.in_phrase for token in phrase if not token.is_stop)
        yield from pairs_of(phrase)


def _respelt(text: str, readings: list[_Reading], lexicon: Lexicon) -> str | None:
    """What was typed with the probable words in place, or None when every word was taken as it stands.

    Only published words are said: among the others are people's misspellings.
    """
    respelt = text
    for reading in reversed(readings):
        meant = " ".join(word.word for word in reading.words)
        if reading.weight == _CORRECTED and all(lexicon.proposes(word.word) for word in reading.words):
            respelt = respelt[: reading.typed.start] + meant + respelt[reading.typed.end :]
    return None if respelt == text else respelt
