"""How supervision writes to the trail: ids, versions and fixed phrases."""

from collections.abc import Iterable
from datetime import datetime

from backend.audit import operations as audit
from backend.kernel.actor import Actor
from backend.kernel.keys import Key
from supervision.models import Action
from supervision.queries.reading import ACTIONS
from supervision.queries.record import key
from supervision.sealed import SEALED, SealedRow, fingerprint_of, key_of, version_of


def consulted(*, actor: Actor, key: Key, version: int, now: datetime, section: str = "") -> None:
    """Before the text is opened: if this cannot be written, nothing is read. `section` says that it was a part only."""
    audit.record(actor=actor, verb="CONSULT", key=key, section=section, version=version, now=now)


def consulted_actions(*, actor: Actor, actions: Iterable[Action], now: datetime) -> None:
    """Actions read away from their record: once for each record, where those who take part see it."""
    for record in {action.record_id: action.record for action in actions}.values():
        consulted(actor=actor, key=key(record.pk), version=record.version, section=ACTIONS, now=now)


def saved(*, actor: Actor, row: SealedRow, now: datetime, verb: str = "ALTER", reason: str = "") -> None:
    """A sealed text is new or changed; its fingerprint makes an old row put back noticeable."""
    audit.record(
        actor=actor,
        verb=verb,
        key=key_of(row=row),
        section=SEALED[type(row)].column,
        version=version_of(row=row),
        reason=reason,
        fingerprint=fingerprint_of(row=row),
        now=now,
    )


def changed(*, actor: Actor, key: Key, version: int, reason: str, now: datetime, fingerprint: str = "") -> None:
    audit.record(actor=actor, verb="ALTER", key=key, version=version, reason=reason, fingerprint=fingerprint, now=now)


def collected(*, actor: Actor, key: Key, version: int, reason: str, now: datetime) -> None:
    audit.record(actor=actor, verb="COLLECT", key=key, version=version, reason=reason, now=now)


def erased(*, actor: Actor, row: SealedRow, reason: str, now: datetime) -> None:
    """By its author, before its time."""
    audit.record(
        actor=actor,
        verb="ERASE",
        key=key_of(row=row),
        section=SEALED[type(row)].column,
        version=version_of(row=row),
        reason=reason,
        now=now,
    )
