"""What the key file holds, as values; `keys` knows where it is kept."""

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from backend.safekeeping import parcels, signing

FORMAT = 1


class KeyTrouble(Exception):
    """The keys are missing, exposed, wrong or unreadable. The message is for whoever runs the installation."""


class KekState(StrEnum):
    ACTIVE = "ACTIVE"
    DECRYPT_ONLY = "DECRYPT_ONLY"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kek:
    """A key-encryption key: it wraps data keys and nothing else. `id` is eight hex digits."""

    id: str
    state: KekState
    created_at: datetime
    secret: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Keyring:
    id: str
    keks: tuple[Kek, ...]
    audit_signing_key: bytes = field(repr=False)
    backup_identity: str = field(repr=False)

    @property
    def active_kek(self) -> Kek:
        return next(kek for kek in self.keks if kek.state is KekState.ACTIVE)

    def kek(self, *, kek_id: str) -> Kek:
        for kek in self.keks:
            if kek.id == kek_id:
                return kek
        raise KeyTrouble(
            f"The key {kek_id} is not in the key file, and something in the database needs it. "
            "Put back the key file that belongs to this data."
        )

    @property
    def audit_public_key(self) -> bytes:
        return signing.public_key(signing_key=self.audit_signing_key)

    @property
    def backup_recipient(self) -> str:
        return parcels.recipient_of(identity=self.backup_identity)

    @property
    def fingerprint(self) -> str:
        """SHA-256 in hex of the parts that stay when keys are rotated. It says nothing about the secrets."""
        lasting = "\n".join([self.id, self.audit_public_key.hex(), self.backup_recipient])
        return hashlib.sha256(lasting.encode()).hexdigest()


def new_keyring(*, now: datetime) -> Keyring:
    return Keyring(
        id=secrets.token_hex(8),
        keks=(_new_kek(now=now),),
        audit_signing_key=signing.new_signing_key(),
        backup_identity=parcels.new_identity(),
    )


def with_new_kek(*, keyring: Keyring, now: datetime) -> Keyring:
    """The same keyring with one more KEK, the active one; the others go on opening what they wrapped."""
    former = tuple(replace(kek, state=KekState.DECRYPT_ONLY) for kek in keyring.keks)
    return replace(keyring, keks=(*former, _new_kek(now=now)))


def to_json(*, keyring: Keyring) -> str:
    return json.dumps(
        {
            "format": FORMAT,
            "id": keyring.id,
            "keks": [
                {
                    "id": kek.id,
                    "state": kek.state,
                    "created_at": kek.created_at.astimezone(UTC).isoformat(),
                    "secret": base64.b64encode(kek.secret).decode(),
                }
                for kek in keyring.keks
            ],
            "audit_signing_key": base64.b64encode(keyring.audit_signing_key).decode(),
            "backup_identity": keyring.backup_identity,
        },
        indent=1,
    )


def from_json(*, text: str) -> Keyring:
    """KeyTrouble when it is anything but a whole keyring; the message never quotes what was read."""
    try:
        keyring = _read(json.loads(text))
        keyring.fingerprint  # noqa: B018 -- proves that both key pairs can be used
    except (ValueError, KeyError, TypeError, AttributeError) as broken:
        raise KeyTrouble("The key file is damaged or is not a key file of Alongside.") from broken
    if sum(kek.state is KekState.ACTIVE for kek in keyring.keks) != 1:
        raise KeyTrouble("The key file must name exactly one active key.")
    if len({kek.id for kek in keyring.keks}) != len(keyring.keks) or any(len(kek.secret) != 32 for kek in keyring.keks):
        raise KeyTrouble("The key file is damaged: a key is doubled or has the wrong length.")
    return keyring


def _read(written: dict[str, Any]) -> Keyring:
    if written["format"] != FORMAT:
        raise ValueError("a key file of another version")
    return Keyring(
        id=written["id"],
        keks=tuple(
            Kek(
                id=bytes.fromhex(kek["id"]).hex(),
                state=KekState(kek["state"]),
                created_at=datetime.fromisoformat(kek["created_at"]),
                secret=base64.b64decode(kek["secret"], validate=True),
            )
            for kek in written["keks"]
        ),
        audit_signing_key=base64.b64decode(written["audit_signing_key"], validate=True),
        backup_identity=written["backup_identity"],
    )


def _new_kek(*, now: datetime) -> Kek:
    return Kek(id=secrets.token_hex(4), state=KekState.ACTIVE, created_at=now, secret=secrets.token_bytes(32))
