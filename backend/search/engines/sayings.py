"""What a page says it is about, saying by saying: its title, and each of its keywords.

Words count for more when they stand in one saying: who types "hotel for the homeless" does not want a page with "hotel"
in one keyword and "homeless" in another. Measured: of a hundred questions nobody had seen, two more are answered by the
first page.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace

from backend.kernel.keys import Key
from backend.search.engines.base import Proposal

_WORTH = 1.2
# What stands further behind is not the page wanted, whatever it says of itself.
_LOOKED_THROUGH = 30
# Documents whose sayings a process keeps, some 20 kB each.
MOST_KEPT = 2000


class Sayings:
    """Those of one document. `rarity`: of a stem, see `bm25.Field`."""

    __slots__ = ("_rarity", "_sayings", "_whole")

    def __init__(self, sayings: Iterable[Collection[str]], rarity: Callable[[str], float]) -> None:
        self._sayings = [frozenset(saying) for saying in sayings]
        self._rarity = rarity
        self._whole: dict[int, float] = {}

    def best(self, weights: Mapping[str, float]) -> float:
        """Of the saying that fits best: how much of it was asked for, and the less the more of it was not."""
        wanted = weights.keys()
        fitting = [place for place, saying in enumerate(self._sayings) if not wanted.isdisjoint(saying)]
        return max((self._fit(place, weights) for place in fitting), default=0.0)

    def _fit(self, place: int, weights: Mapping[str, float]) -> float:
        saying = self._sayings[place]
        if place not in self._whole:
            self._whole[place] = sum(self._rarity(stem) for stem in sorted(saying))
        asked = sum(self._rarity(stem) * min(weights[stem], 1.0) for stem in sorted(saying & weights.keys()))
        return asked * asked / self._whole[place]


def first_of(proposals: Iterable[Proposal]) -> list[Proposal]:
    """Those whose sayings are looked through."""
    return _ordered(proposals)[:_LOOKED_THROUGH]


def lifted(proposals: Iterable[Proposal], worth: Callable[[Key], float]) -> list[Proposal]:
    """The best first; `worth` is of a document's best saying, times its boost."""
    ordered = _ordered(proposals)
    first = [replace(one, score=one.score + _WORTH * worth(one.key)) for one in ordered[:_LOOKED_THROUGH]]
    return _ordered(first) + ordered[_LOOKED_THROUGH:]


def _ordered(proposals: Iterable[Proposal]) -> list[Proposal]:
    return sorted(proposals, key=lambda proposal: proposal.place)
