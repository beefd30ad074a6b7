"""The switchboard: what a key looks like to this actor, without importing the app that owns it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from backend.kernel.actor import Actor
from backend.kernel.keys import Key


@dataclass(frozen=True, slots=True)
class Card:
    key: Key
    title: str
    url: str
    kind_label: str
    summary: str = ""
    slug: str = ""
    # What a list of cards can be narrowed by: "topic" → codes.
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    checked_on: date | None = None
    review_by: date | None = None


CardSource = Callable[[Actor, list[str]], dict[str, Card]]
_cards: dict[str, CardSource] = {}


def register(kind: str, cards: CardSource) -> None:
    """`cards(actor, ids)` gives a card for each id this actor may see, and no other."""
    _cards[kind] = cards


def resolve(*, actor: Actor, keys: Iterable[Key]) -> dict[Key, Card]:
    """One query a kind. A key that is hidden, gone or of an unknown kind is simply absent."""
    ids: dict[str, list[str]] = defaultdict(list)
    for key in keys:
        ids[key.kind].append(key.id)
    return {
        card.key: card
        for kind, wanted in ids.items()
        if kind in _cards
        for card in _cards[kind](actor, wanted).values()
    }
