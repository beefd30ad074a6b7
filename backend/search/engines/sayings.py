"""What a page says it is about, saying by saying: its title, and each of its keywords.

Words count for more when they stand in one saying: who types "hotel for the homeless" does not want a page with "hotel"
in one keyword and "homeless" in another. Measured: of a hundred questions nobody had seen, two more are answered by the
first page.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from backend.kernel.keys import Key
from backend.search.analysis import BREAK
from backend.search.engines.base import Proposal

_WORTH = 1.2
# What stands further behind is not the page wanted, whatever it says of itself.
_LOOKED_THROUGH = 30


def best_saying(sayings: str, weights: Mapping[str, float], rarity: Callable[[str], float]) -> float:
    """Of the saying that fits best: how much of it was asked for, and the less the more of it was not.

    `sayings` as in `Analysis`, of one document; `rarity` of a stem, see `bm25.Field`.
    """
    # A page has some eighty sayings, and thirty pages are looked through at every search: no saying is made in vain.
    fitting: set[str] = set()
    for stem in weights:
        place = sayings.find(f" {stem} ")
        while place >= 0:
            end = sayings.index(BREAK, place)
            fitting.add(sayings[sayings.rindex(BREAK, 0, place) + 1 : end])
            place = sayings.find(f" {stem} ", end)
    return max([_fit(saying, weights, rarity) for saying in fitting], default=0.0)


def _fit(saying: str, weights: Mapping[str, float], rarity: Callable[[str], float]) -> float:
    asked = whole = 0.0
    for stem in saying.split():
        worth = rarity(stem)
        whole += worth
        if stem in weights:
            asked += worth * min(weights[stem], 1.0)
    return asked * asked / whole


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
