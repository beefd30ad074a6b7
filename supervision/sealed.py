"""Which columns are sealed, and to what each is bound. No other module of this app seals or opens text.

A value opens only in its own row, at its own version, under its own agreement, and with the facts beside it that would
change its meaning: whose it is, and who may see it. Whoever turns "only me" into "the two of us" in the database gets
a broken seal, not the text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Self
from uuid import UUID

from backend.audit.live import LiveRow, register_live
from backend.kernel.keys import Key
from backend.safekeeping import keys
from backend.safekeeping.sealing import (
    Place,
    SealBroken,
    dek_version_of,
    fingerprint,
    kek_id_of,
    new_data_key,
    open_sealed,
    seal,
    unwrap_key,
    wrap_key,
)
from backend.safekeeping.wrapped import WrappedKey, register_wrapped
from supervision.models import (
    Action,
    ActionChange,
    AgendaItem,
    AgreementVersion,
    Amendment,
    AttachedPage,
    Capture,
    DataKey,
    ExportPart,
    RecordSignature,
    Section,
)
from supervision.refusals import BrokenSeal

SealedRow = (
    AgreementVersion
    | AgendaItem
    | Capture
    | Section
    | Action
    | ActionChange
    | AttachedPage
    | RecordSignature
    | Amendment
    | ExportPart
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedColumn:
    kind: str
    column: str
    version: str
    bound: tuple[str, ...]


SEALED: dict[type[SealedRow], SealedColumn] = {
    AgreementVersion: SealedColumn(
        kind="supervision.agreement_version",
        column="sealed_terms",
        version="number",
        bound=("agreement_id", "written_by_id"),
    ),
    AgendaItem: SealedColumn(
        kind="supervision.agenda_item",
        column="sealed_text",
        version="version",
        bound=("session_id", "added_by_id"),
    ),
    Capture: SealedColumn(
        kind="supervision.capture",
        column="sealed_text",
        version="version",
        bound=("participant_id",),
    ),
    Section: SealedColumn(
        kind="supervision.section",
        column="sealed_text",
        version="version",
        bound=("record_id", "stage", "author_id", "visibility"),
    ),
    Action: SealedColumn(
        kind="supervision.action",
        column="sealed_text",
        version="version",
        bound=("record_id", "owner_id", "written_by_id", "due_on"),
    ),
    ActionChange: SealedColumn(
        kind="supervision.action_change",
        column="sealed_reason",
        version="number",
        bound=("action_id", "made_by_id", "state", "due_on"),
    ),
    AttachedPage: SealedColumn(
        kind="supervision.attached_page",
        column="sealed_key",
        version="version",
        bound=("record_id", "attached_by_id"),
    ),
    RecordSignature: SealedColumn(
        kind="supervision.record_signature",
        column="sealed_note",
        version="share_number",
        bound=("record_id", "participant_id", "content_digest"),
    ),
    Amendment: SealedColumn(
        kind="supervision.amendment",
        column="sealed_text",
        version="number",
        bound=("record_id", "author_id"),
    ),
    ExportPart: SealedColumn(
        kind="supervision.export_part",
        column="sealed_items",
        version="version",
        bound=("request_id", "agreement_id"),
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Seals:
    """The opened data keys of one agreement."""

    agreement_id: UUID
    data_keys: dict[int, bytes] = field(repr=False)

    @classmethod
    def of(cls, *, agreement_id: UUID) -> Self:
        """SealBroken when a wrapped key was changed or belongs to another agreement."""
        keyring = keys.current_keyring()
        rows = DataKey.objects.filter(agreement_id=agreement_id).values_list("version", "wrapped")
        return cls(
            agreement_id=agreement_id,
            data_keys={
                version: unwrap_key(wrapped=bytes(wrapped), keyring=keyring, agreement_id=str(agreement_id))
                for version, wrapped in rows
            },
        )

    @classmethod
    def new(cls, *, agreement_id: UUID) -> Self:
        """A first data key for a new agreement, stored wrapped."""
        dek, kek = new_data_key(), keys.current_keyring().active_kek
        wrapped = wrap_key(dek=dek, kek=kek, agreement_id=str(agreement_id))
        DataKey.objects.create(agreement_id=agreement_id, version=1, kek_id=kek.id, wrapped=wrapped)
        return cls(agreement_id=agreement_id, data_keys={1: dek})

    def seal(self, *, row: SealedRow, text: str) -> None:
        """Into the row's column, for the version and the facts the row has now. The caller saves it."""
        newest = max(self.data_keys)
        value = seal(dek=self.data_keys[newest], plaintext=text, place=self._place(row, newest))
        setattr(row, SEALED[type(row)].column, value)

    def open(self, *, row: SealedRow) -> str:
        """BrokenSeal for anything but what was sealed in this very place. A null column is no text."""
        value = _value(row)
        if value is None:
            return ""
        try:
            version = dek_version_of(sealed=value)
            return open_sealed(dek=self._data_key(version), sealed=value, place=self._place(row, version))
        except SealBroken as broken:
            raise BrokenSeal(key=key_of(row=row)) from broken

    def _data_key(self, version: int) -> bytes:
        if version not in self.data_keys:
            raise SealBroken("sealed with a data key that is not this agreement's")
        return self.data_keys[version]

    def _place(self, row: SealedRow, dek_version: int) -> Place:
        spec = SEALED[type(row)]
        return Place(
            table=row._meta.db_table,
            field=spec.column,
            record_id=":".join(str(getattr(row, name)) for name in ("id", *spec.bound)),
            agreement_id=str(self.agreement_id),
            version=getattr(row, spec.version),
            dek_version=dek_version,
        )


def key_of(*, row: SealedRow) -> Key:
    return Key.of(SEALED[type(row)].kind, row.pk)


def version_of(*, row: SealedRow) -> int:
    return int(getattr(row, SEALED[type(row)].version))


def fingerprint_of(*, row: SealedRow) -> str:
    value = _value(row)
    return fingerprint(sealed=value) if value else ""


def _value(row: SealedRow) -> bytes | None:
    """None where the column may be empty and is; an empty value where none may be is a broken seal."""
    value = getattr(row, SEALED[type(row)].column)
    return None if value is None else bytes(value)


def live_rows_of(*, model: type[SealedRow]) -> Iterator[LiveRow]:
    """Every sealed value of one kind as it is in the database now."""
    spec = SEALED[model]
    found = model._default_manager.exclude(**{spec.column: None}).only("id", spec.version, spec.column)
    for row in found.iterator():
        yield LiveRow(
            key=key_of(row=row),
            section=spec.column,
            version=version_of(row=row),
            fingerprint=fingerprint_of(row=row),
        )


class WrappedDataKeys:
    """How rotation reaches the data keys."""

    def counts(self) -> dict[str, int]:
        return Counter(DataKey.objects.values_list("kek_id", flat=True))

    def under(self, *, kek_id: str, limit: int) -> list[WrappedKey]:
        rows = DataKey.objects.filter(kek_id=kek_id).order_by("id")[:limit]
        return [
            WrappedKey(id=str(row.pk), agreement_id=str(row.agreement_id), wrapped=bytes(row.wrapped)) for row in rows
        ]

    def replace(self, *, rewrapped: list[WrappedKey]) -> None:
        for key in rewrapped:
            DataKey.objects.filter(pk=key.id).update(wrapped=key.wrapped, kek_id=kek_id_of(wrapped=key.wrapped))


def register() -> None:
    register_wrapped("supervision", WrappedDataKeys())
    for model, spec in SEALED.items():
        register_live(spec.kind, partial(live_rows_of, model=model))
