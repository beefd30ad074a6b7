"""What people of one app refer to from another, without importing it: found by name, and named also when it is gone.

Whoever refers asks; nothing here keeps who asked, or for what.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from backend.kernel.actor import Actor
from backend.kernel.keys import Key


@dataclass(frozen=True, slots=True)
class Reference:
    """`title` as it is now, or was last. A withdrawn thing still has an address, which says why."""

    key: Key
    title: str
    url: str
    is_withdrawn: bool


class Source(Protocol):
    def named(self, actor: Actor, words: list[str]) -> list[Reference]:
        """Those of now whose name has all these words and that this actor may see, the likeliest first."""

    def by_id(self, actor: Actor, ids: list[str]) -> dict[str, Reference]:
        """Those of now and those withdrawn that this actor may see; any other id is absent."""


_sources: dict[str, Source] = {}


def register(kind: str, source: Source) -> None:
    _sources[kind] = source


def named(*, actor: Actor, kind: str, name: str) -> list[Reference]:
    words = name.split()
    return _sources[kind].named(actor, words) if words and kind in _sources else []


def resolve(*, actor: Actor, keys: Iterable[Key]) -> dict[Key, Reference]:
    """One query a kind. A key that is hidden, never was, or is of an unknown kind is simply absent."""
    ids: dict[str, list[str]] = defaultdict(list)
    for key in keys:
        ids[key.kind].append(key.id)
    return {
        found.key: found
        for kind, wanted in ids.items()
        if kind in _sources
        for found in _sources[kind].by_id(actor, wanted).values()
    }
