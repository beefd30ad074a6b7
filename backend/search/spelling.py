"""The words of one scope: which are known, how they may go on, and what was probably meant."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from difflib import SequenceMatcher
from functools import lru_cache
from threading import Lock

from symspellpy.symspellpy import SymSpell
from symspellpy.verbosity import Verbosity

from backend.search.language import stem
from backend.search.stop_words import STOP_WORDS

_SHORTEST = 4
_LONG = 7
_MOST_ENDINGS = 12
_MOST_LONGER, _LIKE = 2, 0.5
# A change of more words than this is learnt from the beginning.
_MOST_DIFFERENT = 1_000
# One letter for all that sound alike; what is between the consonants people write as they hear it.
_SOFT = re.compile("c(?=[eiy])")
_ALIKE = (("ph", "f"), ("ck", "k"), ("qu", "k"), ("c", "k"), ("q", "k"), ("x", "ks"), ("z", "s"))


class Lexicon:
    """Made from the published words of a scope: word to number of documents, 0 for words that are keywords only.

    `also`: words people say and no page has. They and keywords are understood, but never proposed. `last`: the one
    that this one takes the place of.
    """

    def __init__(
        self, vocabulary: Mapping[str, int], *, also: Iterable[str] = (), last: "Lexicon | None" = None
    ) -> None:
        self._vocabulary = dict(vocabulary)
        self._counts = {**dict.fromkeys(also, 0), **self._vocabulary}
        self._sorted = sorted(self._vocabulary)
        self._stems = {stem(word) for word in self._vocabulary}
        published = [word for word, count in self._counts.items() if count]
        understood = [word for word, count in self._counts.items() if not count]
        self._published: _Speller = _Speller(published, last._published if last else None)
        self._understood: _Speller = _Speller(understood, last._understood if last else None)

    def prepare(self) -> None:
        """Makes now what the first misspelt word would wait for."""
        self._published.prepare()
        self._understood.prepare()

    def is_of(self, vocabulary: Mapping[str, int]) -> bool:
        return self._vocabulary == vocabulary

    def knows(self, word: str) -> bool:
        return word in self._vocabulary or stem(word) in self._stems

    def proposes(self, word: str) -> bool:
        return self._counts.get(word, 0) > 0

    def endings(self, beginning: str) -> list[str]:
        """The commonest words that begin so; those that are keywords only come last."""
        start = bisect_left(self._sorted, beginning)
        stop = bisect_left(self._sorted, beginning + "\U0010ffff", lo=start)
        return sorted(self._sorted[start:stop], key=lambda word: (-self._counts[word], word))[:_MOST_ENDINGS]

    def meant(self, word: str) -> list[str]:
        """The word this is probably a misspelling of, or the two it ran together; empty when there is none.

        Short words and anything with a digit stay as they are: a wrong "correction" of a section or a number does harm.
        """
        if len(word) < _SHORTEST or not word.isalpha() or not word.isascii():
            return []
        for speller in (self._published, self._understood):
            if found := speller.nearest(word):
                return [min(found, key=lambda other: (other[0] != word[0], -self._counts[other], other))]
        return next(self._halves(word), [])

    def _halves(self, word: str) -> Iterator[list[str]]:
        for cut in range(_SHORTEST - 1, len(word) - _SHORTEST + 2):
            halves = [word[:cut], word[cut:]]
            if all(map(self.proposes, halves)) and STOP_WORDS.isdisjoint(halves):
                yield halves


class _Speller:
    """Built when it is prepared or at the first misspelt word; from the one before it, when most words are the same."""

    def __init__(self, words: Iterable[str], last: "_Speller | None" = None) -> None:
        # Nobody is helped by a word that says nothing in place of theirs.
        self._words = {w for w in words if len(w) >= _SHORTEST and w.isalpha() and w not in STOP_WORDS}
        self._made: _Made | None = None
        self._making = Lock()
        if last and last._made and len(self._words ^ last._words) <= _MOST_DIFFERENT:
            self._made = last._made
            self._made.forget(last._words - self._words)
            self._made.learn(self._words - last._words)

    def prepare(self) -> "_Made":
        with self._making:
            if self._made is None:
                self._made = _Made()
                self._made.learn(self._words)
            return self._made

    def nearest(self, word: str) -> list[str]:
        """Equally near: one slip away, else two in a long word that sounds the same, else only the sound."""
        made = self.prepare()
        furthest = 2 if len(word) >= _LONG else 1
        found = made.symspell.lookup(word, Verbosity.CLOSEST, max_edit_distance=furthest)
        near = [item.term for item in found if item.distance == 1 or _sorted_sound(item.term) == _sorted_sound(word)]
        if near or len(word) < _LONG:
            return near
        return [other for other in made.sounding(word) if _is_like(other, word)]


class _Made:
    """What is dear to make of many thousands of words."""

    def __init__(self) -> None:
        self.symspell = SymSpell(max_dictionary_edit_distance=2, prefix_length=7)
        self._by_sound: dict[str, set[str]] = defaultdict(set)

    def learn(self, words: Iterable[str]) -> None:
        for word in words:
            self.symspell.create_dictionary_entry(word, 1)
            self._by_sound[sound(word)].add(word)

    def forget(self, words: Iterable[str]) -> None:
        for word in words:
            self.symspell.delete_dictionary_entry(word)
            self._by_sound[sound(word)].discard(word)

    def sounding(self, word: str) -> list[str]:
        return sorted(self._by_sound.get(sound(word), ()))


def _is_like(other: str, word: str) -> bool:
    """Not only by its sound: "qwxyzzy" is not "cause"."""
    near = abs(len(other) - len(word)) <= _MOST_LONGER
    return near and SequenceMatcher(None, other, word).ratio() >= _LIKE


@lru_cache(maxsize=65_536)
def sound(word: str) -> str:
    """How a word sounds, roughly: "cuckooing" and "kookooing" are the same."""
    word = _SOFT.sub("s", word)
    for letters, letter in _ALIKE:
        word = word.replace(letters, letter)
    return re.sub(r"(.)\1+", r"\1", word[:1] + re.sub(r"[aeiouyhw]", "", word[1:]))


def _sorted_sound(word: str) -> list[str]:
    return sorted(sound(word))
