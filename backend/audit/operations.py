from datetime import UTC, datetime
from pathlib import Path

from django.db import connection, transaction

from backend.audit import checkpoints
from backend.audit.chain import START, Facts, link
from backend.audit.enums import Outcome, Verb
from backend.audit.models import LIMITS, Entry
from backend.kernel.actor import Actor
from backend.kernel.keys import Key
from backend.kernel.prepared import Prepared

# Any fixed number: it names the one queue in which PostgreSQL writers of the chain stand.
_CHAIN_LOCK = 7_205_759_403
_head = Prepared(lambda: Entry.objects.order_by("-seq").values_list("seq", "hash")[:1])


def record(
    *,
    actor: Actor | None,
    verb: str,
    key: Key,
    now: datetime,
    organisation_id: int | None = None,
    section: str = "",
    version: int | None = None,
    outcome: str = "ALLOW",
    reason: str = "",
    fingerprint: str = "",
) -> Entry:
    """Append one entry, in the caller's transaction: what it describes stands or falls with it.

    `reason` is a short code or one of a few fixed phrases, `fingerprint` the SHA-256 of a ciphertext in hex;
    neither ever carries what somebody wrote. `actor` is None for the system itself. Call it last in the
    transaction: from here to the commit all other writers of the trail wait.
    """
    facts = Facts(
        at=now.astimezone(UTC),
        actor_person_id=actor.person_id if actor else None,
        actor_membership_id=actor.membership_id if actor else None,
        organisation_id=organisation_id or (actor.organisation_id if actor else None),
        verb=Verb(verb).value,
        key=str(key),
        section=section,
        version=version,
        outcome=Outcome(outcome).value,
        reason=reason,
        fingerprint=fingerprint,
    )
    _refuse_unfit(facts=facts, now=now)
    return _append(facts=facts)


def checkpoint(*, folder: Path | None = None) -> checkpoints.Checkpoint | None:
    """Sign the head of the chain and add the note to the checkpoint file; None when nothing is new since the last."""
    # Durable: a head that may still be rolled back must never be signed.
    with transaction.atomic(durable=True):
        head = _head.first()
    if head is None:
        return None
    return checkpoints.add(size=head[0], head=head[1], folder=folder or checkpoints.default_folder())


def _append(*, facts: Facts) -> Entry:
    if not connection.in_atomic_block:
        raise RuntimeError("an audit entry is written in the transaction of the thing it describes")
    # On SQLite the transaction holds the write lock since its start (transaction_mode IMMEDIATE).
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_CHAIN_LOCK])
    seq, prev = _head.first() or (0, START)
    values = {name: getattr(facts, name) for name in Facts.__slots__}
    entry = Entry(seq=seq + 1, prev=prev, hash=link(seq=seq + 1, prev=prev, facts=facts), **values)
    entry.save(force_insert=True)
    return entry


def _refuse_unfit(*, facts: Facts, now: datetime) -> None:
    """Too long would be cut or refused by one database and kept by the other: refuse it here, on both."""
    if now.tzinfo is None:
        raise ValueError("an audit entry needs a time with its zone")
    for name, limit in LIMITS.items():
        value = getattr(facts, name)
        if len(value) > limit or not (value.isprintable() and value.isascii()):
            raise ValueError(f"{name} of an audit entry: at most {limit} printable ASCII characters")
    if facts.fingerprint and len(bytes.fromhex(facts.fingerprint)) != 32:
        raise ValueError("the fingerprint of an audit entry is a SHA-256 in hex")
