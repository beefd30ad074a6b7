"""Telling a device what has changed since it last asked."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from backend.kernel.actor import Actor
from practice_wisdom.manual.models import HandedOut
from practice_wisdom.manual.queries.copies import EVERYWHERE, Copy, Pack, copies_for
from practice_wisdom.manual.queries.handed_out import Cursor, handed_out

KEPT_FOR = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Difference:
    """`items`: new or changed, with their hashes. `packs`: of all items, in this order, when it is all there is."""

    cursor: str
    total: int
    items: list[tuple[str, str]]
    gone: list[str]
    packs: tuple[Pack, ...]
    is_full: bool


def hand_out(*, actor: Actor, since: str, now: datetime) -> Difference:
    """From `since`, the cursor of an earlier answer, to now. A cursor that says nothing here gives all there is.

    What is handed out is noted down, keys and hashes only, so that the next difference can be told.
    """
    copies = copies_for(actor=actor)
    held = {place: copy for place, copy in copies.items() if copy.entries or place == EVERYWHERE}
    before, cursor = Cursor.read(since), Cursor({place: copy.digest for place, copy in held.items()})
    # In a place that is not this actor's, even what is gone would tell something.
    is_own = before.digests.keys() <= copies.keys()
    last = handed_out(partnership_id=actor.partnership_id, cursor=before) if is_own else None
    now_listed = {key: hash for copy in held.values() for key, hash in copy.listed.items()}
    if last is None or cursor != before:
        _note_down(actor.partnership_id, held, now)
    if last is None:
        packs = tuple(pack for copy in held.values() for pack in copy.packs.values())
        return Difference(str(cursor), len(now_listed), list(now_listed.items()), [], packs, is_full=True)
    items = [(key, hash) for key, hash in now_listed.items() if last.get(key) != hash]
    gone = sorted(last.keys() - now_listed.keys())
    return Difference(str(cursor), len(now_listed), items, gone, (), is_full=False)


def _note_down(partnership_id: int, copies: dict[int, Copy], now: datetime) -> None:
    for place, copy in copies.items():
        HandedOut.objects.update_or_create(
            partnership_id=partnership_id,
            area_id=place,
            digest=copy.digest,
            defaults={"asked_on": now.date()},
            create_defaults={"asked_on": now.date(), "listed": list(copy.listed.items())},
        )


def forget_old_copies(*, now: datetime) -> int:
    """How many lists were forgotten: a device that comes after that gets all there is."""
    return HandedOut.objects.filter(asked_on__lt=(now - KEPT_FOR).date()).delete()[0]
