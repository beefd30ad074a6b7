"""Which documents have a word, how often, as long rows of numbers: thousands are weighed in the time of one.

Measured at 10,000 pages: reading the same from Whoosh's postings takes fifty times as long, writing them twenty times.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from backend.search import places
from backend.search.analysis import is_beside
from backend.search.engines.bm25 import K1, B

Numbers = NDArray[np.int32]
Worths = NDArray[np.float64]

_STEM, _COUNT = np.dtype("<u4"), np.dtype("<u2")
_MOST = 2**16 - 1
# A word in as many documents has its sums kept, up to so many numbers in all: 24 MB.
_MANY, _MOST_KEPT = 500, 2_000_000
# Pairs are many and words are few: they share no numbers, so that hardly ever two words have the same one.
_BESIDE = 1 << 31


def number_of(stem: str) -> int:
    return places.number_of(stem) | (_BESIDE if is_beside(stem) else 0)


def packed(counts: Mapping[str, int]) -> bytes:
    """How often each stem stands in one field of one document, to be kept with it."""
    stems = np.fromiter(map(number_of, counts), _STEM, len(counts))
    times = np.fromiter((min(count, _MOST) for count in counts.values()), _COUNT, len(counts))
    return stems.tobytes() + times.tobytes()


class Column:
    """One field of the documents of one segment, which are numbered from 0. It never changes."""

    def __init__(self, rows: Sequence[bytes]) -> None:
        sizes = np.array([len(row) // (_STEM.itemsize + _COUNT.itemsize) for row in rows], np.int64)
        stems = [np.frombuffer(row, _STEM, count=size) for row, size in zip(rows, sizes, strict=True)]
        times = [np.frombuffer(row, _COUNT, offset=size * 4) for row, size in zip(rows, sizes, strict=True)]
        self.lengths = np.array([row.sum() for row in times], np.float64)
        numbers = np.concatenate([np.zeros(0, _STEM), *stems])
        order = np.argsort(numbers)
        self._stems = numbers[order]
        self._documents = np.repeat(np.arange(len(rows), dtype=np.int32), sizes)[order]
        self._times = np.concatenate([np.zeros(0, _COUNT), *times])[order]

    def having(self, stem: str) -> tuple[Numbers, NDArray[np.uint16]]:
        """The documents with this stem, and how often each has it."""
        # Of the same type: else the whole row is copied to compare it.
        number = _STEM.type(number_of(stem))
        start, stop = self._stems.searchsorted(number, "left"), self._stems.searchsorted(number, "right")
        return self._documents[start:stop], self._times[start:stop]


class Columns:
    """One field of all the segments of a scope; documents are numbered through, and those taken out are passed over."""

    def __init__(self, columns: Sequence[Column], alive: NDArray[np.bool_]) -> None:
        self._columns = columns
        self._alive = None if alive.all() else alive
        self._lengths = np.concatenate([np.zeros(0), *(column.lengths for column in columns)])
        self._containing: dict[str, int] = {}
        # Of the words that stand in many documents: the longest sums, and the same at every search.
        self._worths: dict[tuple[str, float], tuple[Numbers, Worths]] = {}
        self._room = _MOST_KEPT
        self.documents = int(alive.sum())
        self.mean_length = float(self._lengths[alive].mean()) if self.documents else 0.0

    def containing(self, stem: str) -> int:
        if (known := self._containing.get(stem)) is not None:
            return known
        if found := len(self.having(stem)[0]):  # else not kept: people may type what they like for ever
            self._containing[stem] = found
        return found

    def having(self, stem: str) -> tuple[Numbers, Worths]:
        """The documents with this stem, and how often each has it."""
        numbers, times, first = [], [], 0
        for column in self._columns:
            found, count = column.having(stem)
            if len(found):
                numbers.append(found + np.int32(first))
                times.append(count)
            first += len(column.lengths)
        if not numbers:
            return np.zeros(0, np.int32), np.zeros(0)
        documents, counts = np.concatenate(numbers), np.concatenate(times).astype(np.float64)
        if self._alive is not None:
            there = self._alive[documents]
            documents, counts = documents[there], counts[there]
        return documents, counts

    def worth(self, stem: str, *, mean_length: float) -> tuple[Numbers, Worths]:
        """As `bm25.Field.worth`, for each document with this stem."""
        if (kept := self._worths.get((stem, mean_length))) is not None:
            return kept
        found, count = self.having(stem)
        worth = count * (K1 + 1) / (count + K1 * (1 - B + B * self._lengths[found] / (mean_length or 1)))
        if _MANY <= len(found) <= self._room:
            self._room -= len(found)
            self._worths[stem, mean_length] = found, worth
        return found, worth


def best(worth: Worths, first: Sequence[int], *, limit: int) -> list[int]:
    """The documents that are worth something, the best first: `first` before all others. Of equals none is left out."""
    found = np.flatnonzero(worth)
    if len(found) > limit:
        least = np.partition(worth[found], -limit)[-limit]
        found = found[worth[found] >= least]
    ordered = found[np.argsort(-worth[found], kind="stable")].tolist()
    leading = [number for number in first if worth[number]]
    return [*leading, *(number for number in ordered if number not in leading)]
