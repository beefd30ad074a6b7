"""The words of one scope: which are known, how they may go on, and what was probably meant."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping

from symspellpy.symspellpy import SymSpell
from symspellpy.verbosity import Verbosity

from backend.search.language import stem

_SHORTEST = 4
_LONG = 7
_MOST_ENDINGS = 12


class Lexicon:
    """Made from the published words of a scope: word to number of documents, 0 for words that are keywords only."""

    def __init__(self, vocabulary: Mapping[str, int]) -> None:
        self._counts = dict(vocabulary)
        self._sorted = sorted(self._counts)
        self._stems = {stem(word) for word in self._counts}
        self._symspell: SymSpell | None = None

    def is_of(self, vocabulary: Mapping[str, int]) -> bool:
        return self._counts == vocabulary

    def knows(self, word: str) -> bool:
        return word in self._counts or stem(word) in self._stems

    def endings(self, beginning: str) -> list[str]:
        """The commonest words that begin so; those that are keywords only come last."""
        start = bisect_left(self._sorted, beginning)
        stop = bisect_left(self._sorted, beginning + "\U0010ffff", lo=start)
        return sorted(self._sorted[start:stop], key=lambda word: (-self._counts[word], word))[:_MOST_ENDINGS]

    def meant(self, word: str) -> list[str]:
        """The published word this is probably a misspelling of, or the two it ran together; empty when there is none.

        Short words and anything with a digit stay as they are: a wrong "correction" of a section or a number does harm.
        """
        if len(word) < _SHORTEST or not word.isalpha() or not word.isascii():
            return []
        furthest = 2 if len(word) >= _LONG else 1
        found = self._speller().lookup(word, Verbosity.CLOSEST, max_edit_distance=furthest)
        if found:
            best = min(found, key=lambda item: (item.term[0] != word[0], -item.count, item.term))
            return [best.term]
        return next(self._halves(word), [])

    def _halves(self, word: str) -> Iterator[list[str]]:
        for cut in range(_SHORTEST - 1, len(word) - _SHORTEST + 2):
            halves = [word[:cut], word[cut:]]
            if all(self._counts.get(half) for half in halves):
                yield halves

    def _speller(self) -> SymSpell:
        if self._symspell is None:
            speller = SymSpell(max_dictionary_edit_distance=2, prefix_length=7)
            for word, count in self._counts.items():
                if count and len(word) >= _SHORTEST and word.isalpha():
                    speller.create_dictionary_entry(word, count)
            self._symspell = speller
        return self._symspell
