"""The inbox of the hat worn now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, QuerySet

from backend.kernel import targets
from backend.kernel.actor import Actor
from backend.kernel.errors import NotFound
from backend.kernel.keys import Key
from backend.kernel.prepared import Prepared
from backend.notifications.enums import Group
from backend.notifications.kinds import group_of, sentence_of
from backend.notifications.models import Notice

SHOWN = 100
# On every page: whether the header says that something is new.
_any_unread = Prepared(
    lambda membership_id, partnership_id: Notice.objects.filter(
        membership_id=membership_id, partnership_id=partnership_id, read_at=None
    ).values_list("id")[:1]
)


@dataclass(frozen=True, slots=True)
class InboxLine:
    id: int
    kind: str
    sentence: str
    title: str
    url: str
    told_at: datetime
    is_read: bool

    @property
    def is_urgent(self) -> bool:
        return is_urgent(self.kind)


def is_urgent(kind: str) -> bool:
    """It stays unread until its reader says that they have read it."""
    return group_of(kind) == Group.URGENT


def notices_of(actor: Actor) -> QuerySet[Notice]:
    return Notice.objects.filter(membership_id=actor.membership_id, partnership_id=actor.partnership_id)


def inbox(*, actor: Actor) -> list[InboxLine]:
    """Unread first, then the newest. What this actor may not see any more is absent. A query a kind of key, and one."""
    rows = notices_of(actor).order_by(F("read_at").asc(nulls_first=True), "-told_at", "-id")[:SHOWN]
    return lines_of(actor=actor, rows=list(rows))


def lines_of(*, actor: Actor, rows: Iterable[Notice]) -> list[InboxLine]:
    """Those of `rows` that this actor would find in the inbox now."""
    cards = targets.resolve(actor=actor, keys={Key.parse(row.key) for row in rows})
    return [
        InboxLine(row.id, row.kind, sentence, card.title, card.url, row.told_at, is_read=row.read_at is not None)
        for row in rows
        if (card := cards.get(Key.parse(row.key))) and (sentence := sentence_of(row.kind))
    ]


def has_unread(*, actor: Actor) -> bool:
    return bool(_any_unread(membership_id=actor.membership_id, partnership_id=actor.partnership_id))


def notice_to_read(*, actor: Actor, notice_id: int) -> Notice:
    found = notices_of(actor).filter(id=notice_id).first()
    if found is None:
        raise NotFound
    return found


def address_of_notice(*, actor: Actor, notice_id: int) -> str:
    """Where it leads. NotFound for somebody else's, and for what this actor may not see any more."""
    key = Key.parse(notice_to_read(actor=actor, notice_id=notice_id).key)
    card = targets.resolve(actor=actor, keys=[key]).get(key)
    if card is None:
        raise NotFound
    return card.url
