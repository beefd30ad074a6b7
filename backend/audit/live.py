"""Apps whose rows are sealed say here what is in the database now, so that it can be held against the trail."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from backend.kernel.keys import Key


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveRow:
    key: Key
    section: str
    version: int
    fingerprint: str


# A provider opens no transaction of its own: it reads in the snapshot in which the trail is read.
Provider = Callable[[], Iterable[LiveRow]]
_providers: dict[str, Provider] = {}


def register_live(kind: str, provider: Provider) -> None:
    _providers[kind] = provider


def kinds() -> set[str]:
    return set(_providers)


def rows() -> Iterable[LiveRow]:
    for provider in _providers.values():
        yield from provider()
