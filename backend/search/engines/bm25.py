"""How well a document answers a question, for the engines that do not bring their own sum."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from math import log

from backend.search.questions import Question

K1, B = 1.6, 0.75
# A word in the title or the keywords is worth this much more, on top of being repeated among the words.
NAME = 0.7


@dataclass(frozen=True, slots=True)
class Bag:
    """How often each stem stands in one field of one document, and how many stems that field has in all."""

    counts: Mapping[str, int]
    length: int


@dataclass(frozen=True, slots=True)
class Field:
    """One field over all documents of one scope, never of more: pages elsewhere may not weigh in the order here."""

    documents: int
    mean_length: float
    containing: Callable[[str], int]

    def rarity(self, stem: str) -> float:
        return log(max(self.documents, 1) / (self.containing(stem) + 1)) + 1

    def worth(self, count: float, length: int) -> float:
        """Of a word that stands `count` times in a field of `length` words; more of the same is worth ever less."""
        return count * (K1 + 1) / (count + K1 * (1 - B + B * length / (self.mean_length or 1)))

    def score(self, bag: Bag, weights: Iterable[tuple[str, float]]) -> float:
        found = ((stem, weight, bag.counts.get(stem, 0)) for stem, weight in weights)
        return sum(weight * self.rarity(stem) * self.worth(n, bag.length) for stem, weight, n in found if n)


class Coverage:
    """How much of what was typed a document has, by how much each word tells: 0 to 1.

    `bits` names the groups a stem belongs to, one bit a group, so that an engine collects them with an "or".
    """

    def __init__(self, question: Question, words: Field) -> None:
        self._shares = [words.rarity(group.typed) for group in question.groups]
        self._all = sum(self._shares)
        self.bits: dict[str, int] = {}
        for place, group in enumerate(question.groups):
            for stem in group.stems:
                self.bits[stem] = self.bits.get(stem, 0) | 1 << place

    def of(self, bits: int) -> float:
        covered = sum(share for place, share in enumerate(self._shares) if bits >> place & 1)
        return covered / self._all if self._all else 1.0


def score(
    question: Question, coverage: Coverage, *, words: Field, name: Field, in_words: Bag, in_name: Bag
) -> tuple[float, float]:
    """What it is worth and how much of the question it covers; 0 and 0 when none of the words asked for is there."""
    wanted, beside = question.weights.items(), question.little.items()
    total = words.score(in_words, wanted) + NAME * name.score(in_name, wanted)
    if not total:
        return 0.0, 0.0
    total += words.score(in_words, beside) + NAME * name.score(in_name, beside)
    bits = 0
    for stem, bit in coverage.bits.items():
        if stem in in_words.counts or stem in in_name.counts:
            bits |= bit
    return total, coverage.of(bits)
