"""What can be found: documents, and the apps that hand them over.

Only text that every reader of a scope may read belongs in a document. Supervision registers nothing here.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from backend.kernel.keys import Key


@dataclass(frozen=True, slots=True)
class Part:
    """A section of a page. `weight` 2 counts its words twice: for what a reader in a hurry came for.

    `area`: the name of the only area it holds in, else empty.
    """

    anchor: str
    heading: str
    text: str
    weight: int = 1
    area: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """`scope` is a wall, not a preference: nothing of one scope is ever weighed, counted or suggested in another."""

    key: Key
    scope: str
    title: str
    parts: tuple[Part, ...] = ()
    keywords: str = ""
    summary: str = ""
    slug: str = ""
    boost: float = 1.0

    def as_json(self) -> str:
        parts = [[part.anchor, part.heading, part.text, part.weight, part.area] for part in self.parts]
        fields = [str(self.key), self.scope, self.title, parts, self.keywords, self.summary, self.slug, self.boost]
        return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> "Document":
        key, scope, title, parts, keywords, summary, slug, boost = json.loads(text)
        return cls(Key.parse(key), scope, title, tuple(Part(*part) for part in parts), keywords, summary, slug, boost)


@dataclass(frozen=True, slots=True)
class Indexed:
    """A document as it was indexed, and where its words stand, see `places`."""

    document: Document
    places: bytes


@dataclass(frozen=True, slots=True)
class Source:
    kind: str
    load: Callable[[list[Key]], dict[Key, Document]]
    all_keys: Callable[[], Iterable[Key]]
    keys_of: Callable[[str], Iterable[Key]]
    version: str
    explains: bool
    stands_for: Callable[[Key], Key] | None


_sources: dict[str, Source] = {}
_CHUNK = 200


def register(
    *,
    kind: str,
    load: Callable[[list[Key]], dict[Key, Document]],
    all_keys: Callable[[], Iterable[Key]],
    keys_of: Callable[[str], Iterable[Key]] | None = None,
    version: str = "1",
    explains: bool = False,
    stands_for: Callable[[Key], Key] | None = None,
) -> None:
    """`load` gives the published document of each key and leaves out the rest: what it leaves out is removed.

    `keys_of`: those of one scope. Raise `version` when `load` makes other documents of the same pages: the index is
    then rebuilt. `explains`: these documents say what a word means, and stand behind those that say what to do.
    `stands_for`: of a document with what one area adds, the key it is shown under.
    """
    _sources[kind] = Source(kind, load, all_keys, keys_of or (lambda scope: ()), version, explains, stands_for)


def unregister(*, kind: str) -> None:
    _sources.pop(kind, None)


def explains(key: Key) -> bool:
    return key.kind in _sources and _sources[key.kind].explains


def stands_for(key: Key) -> Key:
    """What is shown when this was found: as a rule itself."""
    source = _sources.get(key.kind)
    return source.stands_for(key) if source and source.stands_for else key


def kinds() -> list[str]:
    return sorted(_sources)


def versions() -> dict[str, str]:
    return {kind: _sources[kind].version for kind in kinds()}


def load(*, keys: Iterable[Key]) -> dict[Key, Document]:
    """Documents by key; one call a kind. Keys of kinds nobody registered are left out."""
    wanted: dict[str, list[Key]] = defaultdict(list)
    for key in keys:
        wanted[key.kind].append(key)
    found: dict[Key, Document] = {}
    for kind, of_kind in wanted.items():
        if kind in _sources:
            found.update(_sources[kind].load(of_kind))
    return found


def keys_of_scope(scope: str) -> list[Key]:
    return [key for kind in kinds() for key in _sources[kind].keys_of(scope)]


def load_all() -> Iterator[Document]:
    """Every document there is, read a few at a time."""
    for kind in kinds():
        keys = list(_sources[kind].all_keys())
        for start in range(0, len(keys), _CHUNK):
            yield from _sources[kind].load(keys[start : start + _CHUNK]).values()
