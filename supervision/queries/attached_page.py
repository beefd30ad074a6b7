from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from backend.kernel import references
from backend.kernel.actor import Actor
from backend.kernel.keys import Key
from backend.kernel.prepared import Prepared
from backend.kernel.references import Reference
from supervision.models import AttachedPage, Record
from supervision.queries.participant import Circle, Who
from supervision.refusals import Hidden
from supervision.sealed import Seals

KIND = "supervision.attached_page"
# The manual's own name for it. Nothing else of the manual is known here.
PAGE_KIND = "manual.page"

_attached_to = Prepared(
    lambda record_id: AttachedPage.objects.filter(record_id=record_id).order_by("attached_at", "id")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachedPageLine:
    """`page_key`, `title` and `url` are empty for whoever may not read the page."""

    id: UUID
    page_key: str = field(repr=False)
    title: str = field(repr=False)
    url: str = field(repr=False)
    is_withdrawn: bool
    attached_by: Who
    attached_at: datetime

    @property
    def can_read(self) -> bool:
        return bool(self.title)


def key(attached_page_id: UUID) -> Key:
    return Key.of(KIND, attached_page_id)


def attached_page_to_read(*, actor: Actor, attached_page_id: UUID) -> AttachedPage:
    found = AttachedPage.objects.visible_to(actor).filter(id=attached_page_id).first()
    if found is None:
        raise Hidden(key=key(attached_page_id))
    return found


def pages_put_up(*, record: Record) -> list[AttachedPage]:
    return list(AttachedPage.objects.filter(record=record).order_by("id"))


def pages_named(*, actor: Actor, name: str) -> list[Reference]:
    """Pages of the manual that this actor may read, by words of their title."""
    return references.named(actor=actor, kind=PAGE_KIND, name=name)


def page_to_attach(*, actor: Actor, page_key: str) -> Reference | None:
    """None for what is no page, is withdrawn, or not this actor's to read: which of these it is, nobody is told."""
    kind, _, id = page_key.partition(":")
    key = Key(kind, id)
    found = references.resolve(actor=actor, keys=[key]).get(key) if kind == PAGE_KIND else None
    return None if found is None or found.is_withdrawn else found


def written(reference: Reference) -> str:
    """What is sealed: the key, and the title as it is when the page is attached."""
    return f"{reference.key} {reference.title}"


def key_in(text: str) -> Key:
    return Key.parse(text.partition(" ")[0])


def title_in(text: str) -> str:
    """As it was when the page was attached."""
    return text.partition(" ")[2]


def lines_of_record(*, actor: Actor, record: Record, circle: Circle, seals: Seals) -> list[AttachedPageLine]:
    """Of the record that is being opened, with their titles of now."""
    opened = [(row, key_in(seals.open(row=row))) for row in _attached_to(record_id=record.pk)]
    found = references.resolve(actor=actor, keys=[key for _, key in opened])
    return [_line(row, found.get(key), circle) for row, key in opened]


def _line(row: AttachedPage, found: Reference | None, circle: Circle) -> AttachedPageLine:
    return AttachedPageLine(
        id=row.pk,
        page_key=str(found.key) if found else "",
        title=found.title if found else "",
        url=found.url if found else "",
        is_withdrawn=found.is_withdrawn if found else False,
        attached_by=circle.who(row.attached_by_id),
        attached_at=row.attached_at,
    )
