"""Data keys live in the app whose text they seal. That app registers them here, so that rotation can reach them."""

from collections import Counter
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class WrappedKey:
    id: str
    agreement_id: str
    wrapped: bytes


class WrappedKeys(Protocol):
    """What an app with wrapped data keys offers. `replace` runs inside a transaction of the caller."""

    def counts(self) -> dict[str, int]:
        """Wrapped keys per id of the KEK that wraps them."""

    def under(self, *, kek_id: str, limit: int) -> list[WrappedKey]:
        """Up to `limit` keys wrapped by that KEK."""

    def replace(self, *, rewrapped: list[WrappedKey]) -> None:
        """Store the new `wrapped` bytes, and their KEK's id, for each."""


_sources: dict[str, WrappedKeys] = {}


def register_wrapped(name: str, source: WrappedKeys) -> None:
    _sources[name] = source


def sources() -> list[WrappedKeys]:
    return list(_sources.values())


def counts() -> Counter[str]:
    """Data keys per KEK id, over every app."""
    total: Counter[str] = Counter()
    for source in sources():
        total.update(source.counts())
    return total
