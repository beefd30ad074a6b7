"""Topics that people follow, without importing the app that has them."""

from collections.abc import Collection
from typing import Protocol

from backend.kernel.actor import Actor
from backend.kernel.keys import Key


class TopicSource(Protocol):
    def followed(self, *, actor: Actor) -> list[tuple[str, str]]:
        """(code, label) of each, in the order of the app."""

    def only_reason(self, *, actor: Actor, keys: Collection[Key]) -> dict[Key, set[str]]:
        """By which topics alone this actor is told of a thing. Absent: for another reason too, or for none."""


_sources: list[TopicSource] = []


def register(source: TopicSource) -> None:
    _sources.append(source)


def followed_by(*, actor: Actor) -> list[tuple[str, str]]:
    return [one for source in _sources for one in source.followed(actor=actor)]


def only_reason(*, actor: Actor, keys: Collection[Key]) -> dict[Key, set[str]]:
    return {key: codes for source in _sources for key, codes in source.only_reason(actor=actor, keys=keys).items()}
