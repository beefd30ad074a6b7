"""Authenticated encryption of confidential text, bound to the place where it is kept.

Two layers. A data key per supervision agreement seals its text; a key-encryption key (KEK), which is never in the
database, wraps the data keys. The associated data names the place, so that a value moved to another record, field,
version or agreement does not open. Every failure is loud: nothing here ever gives back something unsealed.
"""

import hashlib
import secrets
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from backend.safekeeping.keyring import Kek, Keyring

_FORMAT = b"\x01"
_NONCE = 12
_TAG = 16
_KEK_ID = 4
_VERSION = 2
_STEP = 256
_LENGTH = 4


class SealBroken(Exception):
    """It was changed, moved, or sealed with another key. Never caught to show something else instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a sealed value is kept. All of it is bound: a value opens in its own place only."""

    table: str
    field: str
    record_id: str
    agreement_id: str
    version: int
    dek_version: int


def new_data_key() -> bytes:
    return secrets.token_bytes(32)


def wrap_key(*, dek: bytes, kek: Kek, agreement_id: str) -> bytes:
    kek_id = bytes.fromhex(kek.id)
    nonce = secrets.token_bytes(_NONCE)
    sealed = AESGCM(kek.secret).encrypt(nonce, dek, _wrap_place(kek_id=kek_id, agreement_id=agreement_id))
    return _FORMAT + kek_id + nonce + sealed


def unwrap_key(*, wrapped: bytes, keyring: Keyring, agreement_id: str) -> bytes:
    """SealBroken when changed or moved; KeyTrouble when the keyring has no such KEK."""
    if len(wrapped) != len(_FORMAT) + _KEK_ID + _NONCE + 32 + _TAG or wrapped[:1] != _FORMAT:
        raise SealBroken("a wrapped data key has the wrong shape")
    kek_id, nonce, sealed = wrapped[1:5], wrapped[5 : 5 + _NONCE], wrapped[5 + _NONCE :]
    kek = keyring.kek(kek_id=kek_id.hex())
    return _decrypt(kek.secret, nonce, sealed, _wrap_place(kek_id=kek_id, agreement_id=agreement_id))


def kek_id_of(*, wrapped: bytes) -> str:
    return wrapped[1 : 1 + _KEK_ID].hex()


def seal(*, dek: bytes, plaintext: str, place: Place) -> bytes:
    version = place.dek_version.to_bytes(_VERSION, "big")
    nonce = secrets.token_bytes(_NONCE)
    return _FORMAT + version + nonce + AESGCM(dek).encrypt(nonce, _padded(plaintext), _field_place(place))


def open_sealed(*, dek: bytes, sealed: bytes, place: Place) -> str:
    """The text that was sealed in this very place; SealBroken for anything else."""
    head = len(_FORMAT) + _VERSION
    if len(sealed) < head + _NONCE + _TAG or sealed[:1] != _FORMAT:
        raise SealBroken("a sealed value has the wrong shape")
    if dek_version_of(sealed=sealed) != place.dek_version:
        raise SealBroken("a sealed value was sealed with another version of its data key")
    padded = _decrypt(dek, sealed[head : head + _NONCE], sealed[head + _NONCE :], _field_place(place))
    length = int.from_bytes(padded[:_LENGTH], "big")
    return padded[_LENGTH : _LENGTH + length].decode()


def dek_version_of(*, sealed: bytes) -> int:
    return int.from_bytes(sealed[1 : 1 + _VERSION], "big")


def fingerprint(*, sealed: bytes) -> str:
    """What the audit trail keeps of a saved value, so that putting back an old row is noticed."""
    return hashlib.sha256(sealed).hexdigest()


def _padded(plaintext: str) -> bytes:
    """In steps of 256 bytes: the size of what is stored should not tell how much was written."""
    text = plaintext.encode()
    framed = len(text).to_bytes(_LENGTH, "big") + text
    return framed + bytes(-len(framed) % _STEP)


def _decrypt(key: bytes, nonce: bytes, sealed: bytes, place: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(nonce, sealed, place)
    except InvalidTag as broken:
        raise SealBroken("a sealed value was changed, moved or sealed with another key") from broken


def _wrap_place(*, kek_id: bytes, agreement_id: str) -> bytes:
    return _length_prefixed("alongside/dek/v1", _FORMAT, kek_id, agreement_id)


def _field_place(place: Place) -> bytes:
    return _length_prefixed(
        "alongside/field/v1",
        _FORMAT,
        str(place.dek_version),
        place.table,
        place.field,
        place.record_id,
        place.agreement_id,
        str(place.version),
    )


def _length_prefixed(*parts: str | bytes) -> bytes:
    """Each part after its length: ("ab", "c") and ("a", "bc") must not be the same place."""
    raw = [part.encode() if isinstance(part, str) else part for part in parts]
    return b"".join(len(part).to_bytes(4, "big") + part for part in raw)
