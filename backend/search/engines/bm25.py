"""How well a document answers a question, for the engines that do not bring their own sum."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from math import log

from backend.search.questions import Question

K1, B = 1.2, 0.75
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
        return log(self.documents / (self.containing(stem) + 1)) + 1

    def worth(self, count: float, length: int) -> float:
        """Of a word that stands `count` times in a field of `length` words; more of the same is worth ever less."""
        return count * (K1 + 1) / (count + K1 * (1 - B + B * length / (self.mean_length or 1)))

    def score(self, bag: Bag, weights: Iterable[tuple[str, float]]) -> float:
        found = ((stem, weight, bag.counts.get(stem, 0)) for stem, weight in weights)
        return sum(weight * self.rarity(stem) * self.worth(n, bag.length) for stem, weight, n in found if n)


def score(question: Question, *, words: Field, name: Field, in_words: Bag, in_name: Bag) -> float:
    """0 when none of the words asked for is there; the little words alone never make a hit."""
    wanted = question.weights.items()
    total = words.score(in_words, wanted) + NAME * name.score(in_name, wanted)
    return total + NAME * name.score(in_name, question.little.items()) if total else 0.0
