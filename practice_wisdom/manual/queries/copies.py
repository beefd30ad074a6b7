"""What devices keep of the manual: listed by key and hash, and in packs that travel as one."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

import brotli

from backend.identity.queries.areas import areas_of
from backend.kernel.actor import Actor
from backend.kernel.errors import NotFound
from practice_wisdom.manual.queries.edition_items import Item, hash_of, items_of_partnership, notes_of_area, written
from practice_wisdom.manual.queries.editions import kept

# What every member of a partnership reads stands beside what holds in one area, which has its id.
EVERYWHERE = 0
# Enough that pages are squeezed together well, and that whoever lost the signal has something.
_IN_A_PACK = 100
_QUALITY = 6
# Some 2 MB each.
_MOST_KEPT = 8


@dataclass(frozen=True)
class Pack:
    """`body`: a JSON list of [key, hash, item], brotli."""

    hash: str
    hashes: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Copy:
    """Of one place: a partnership, or one of its areas."""

    packs: tuple[Pack, ...]

    @cached_property
    def listed(self) -> dict[str, str]:
        return {key: hash for pack in self.packs for key, hash in pack.hashes.items()}

    @cached_property
    def digest(self) -> str:
        return hash_of(json.dumps(sorted(self.listed.items())))

    def item(self, hash: str) -> str | None:
        for pack in self.packs:
            if hash in pack.hashes.values():
                rows = json.loads(brotli.decompress(pack.body))
                return next(written(item) for _, its_hash, item in rows if its_hash == hash)
        return None


def copies_for(*, actor: Actor) -> dict[int, Copy]:
    """By place: the partnership's first, then each of the actor's areas in which something holds."""
    places = {EVERYWHERE: _of_partnership(partnership_id=actor.partnership_id)}
    for area in areas_of(actor):
        found = _of_area(partnership_id=actor.partnership_id, area_id=area.id)
        if found.packs:
            places[area.id] = found
    return places


def pack_to_fetch(*, actor: Actor, hash: str) -> Pack:
    for copy in copies_for(actor=actor).values():
        for pack in copy.packs:
            if pack.hash == hash:
                return pack
    raise NotFound


def item_to_fetch(*, actor: Actor, hash: str) -> str:
    """As JSON."""
    for copy in copies_for(actor=actor).values():
        if found := copy.item(hash):
            return found
    raise NotFound


@kept(most=_MOST_KEPT)
def _of_partnership(*, partnership_id: int) -> Copy:
    return _copy(items_of_partnership(partnership_id=partnership_id))


@kept(most=_MOST_KEPT * 8)
def _of_area(*, partnership_id: int, area_id: int) -> Copy:
    return _copy(notes_of_area(partnership_id=partnership_id, area_id=area_id))


def _copy(items: Iterable[tuple[str, Item]]) -> Copy:
    return Copy(tuple(_packs(iter(items))))


def _packs(items: Iterator[tuple[str, Item]]) -> Iterator[Pack]:
    while some := list(islice(items, _IN_A_PACK)):
        texts = {key: written(item) for key, item in some}
        hashes = {key: hash_of(text) for key, text in texts.items()}
        rows = (f'[{json.dumps(key)},"{hashes[key]}",{text}]' for key, text in texts.items())
        body = f"[{','.join(rows)}]"
        yield Pack(hash_of(body), hashes, brotli.compress(body.encode(), quality=_QUALITY))
