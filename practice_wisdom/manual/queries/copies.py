"""What devices keep of the manual: listed by key and hash, and in packs that travel as one."""

import json
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from backend.identity.queries.areas import areas_of
from backend.kernel.actor import Actor
from backend.kernel.errors import NotFound
from practice_wisdom.manual.queries.edition_items import Item, hash_of, items_of_partnership, notes_of_area, written
from practice_wisdom.manual.queries.editions import kept
from practice_wisdom.manual.queries.pages import PAGE_KIND

# What every member of a partnership reads stands beside what holds in one area, which has its id.
EVERYWHERE = 0
# Enough that pages are squeezed together well, and that whoever lost the signal has something.
_IN_A_PACK = 100
# Some 3 MB each.
_MOST_KEPT = 8


@dataclass(frozen=True, slots=True)
class Entry:
    """`squeezed`: the item's JSON, for many are kept."""

    key: str
    hash: str
    squeezed: bytes

    @classmethod
    def of(cls, key: str, item: Item) -> "Entry":
        text = written(item)
        return cls(key, hash_of(text), zlib.compress(text.encode(), 1))

    @property
    def text(self) -> str:
        return zlib.decompress(self.squeezed).decode()


@dataclass(frozen=True, slots=True)
class Pack:
    entries: tuple[Entry, ...]

    @property
    def hash(self) -> str:
        return hash_of(" ".join(entry.hash for entry in self.entries))

    @property
    def text(self) -> str:
        """A JSON list of [key, hash, item]."""
        rows = (f'["{entry.key}","{entry.hash}",{entry.text}]' for entry in self.entries)
        return f"[{','.join(rows)}]"


@dataclass(frozen=True)
class Copy:
    """Of one place: a partnership, or one of its areas."""

    entries: tuple[Entry, ...]

    @cached_property
    def listed(self) -> dict[str, str]:
        return {entry.key: entry.hash for entry in self.entries}

    @cached_property
    def digest(self) -> str:
        return hash_of(json.dumps(sorted(self.listed.items())))

    @cached_property
    def packs(self) -> dict[str, Pack]:
        """By hash. Whatever changes, comes or goes, changes its own pack only."""
        packs = [Pack(tuple(entries)) for _, entries in groupby(self.entries, key=_stretch)]
        return {pack.hash: pack for pack in packs}


def copies_for(*, actor: Actor) -> dict[int, Copy]:
    """By place: the partnership's first, then each of the actor's areas."""
    areas = {area.id: _of_area(partnership_id=actor.partnership_id, area_id=area.id) for area in areas_of(actor)}
    return {EVERYWHERE: _of_partnership(partnership_id=actor.partnership_id), **areas}


def pack_to_fetch(*, actor: Actor, hash: str) -> Pack:
    """NotFound once one of its items has changed: the device then asks anew what there is."""
    for copy in copies_for(actor=actor).values():
        if pack := copy.packs.get(hash):
            return pack
    raise NotFound


def item_to_fetch(*, actor: Actor, hash: str) -> str:
    """As JSON."""
    for copy in copies_for(actor=actor).values():
        for entry in copy.entries:
            if entry.hash == hash:
                return entry.text
    raise NotFound


@kept(most=_MOST_KEPT)
def _of_partnership(*, partnership_id: int) -> Copy:
    return _copy(items_of_partnership(partnership_id=partnership_id))


@kept(most=_MOST_KEPT * 8)
def _of_area(*, partnership_id: int, area_id: int) -> Copy:
    return _copy(notes_of_area(partnership_id=partnership_id, area_id=area_id))


def _copy(items: Iterable[tuple[str, Item]]) -> Copy:
    return Copy(tuple(Entry.of(key, item) for key, item in items))


def _stretch(entry: Entry) -> tuple[str, int]:
    """Pages by their ids, so that one that goes moves no other into another pack; the little rest is one."""
    kind, _, id = entry.key.partition(":")
    return (kind, int(id) // _IN_A_PACK) if kind == PAGE_KIND else ("", 0)
