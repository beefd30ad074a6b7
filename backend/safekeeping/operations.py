from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from backend.audit import operations as audit
from backend.audit import queries as trail
from backend.kernel.keys import Key
from backend.safekeeping import keyring as keyrings
from backend.safekeeping import keys, restore_journal, wrapped
from backend.safekeeping.keyring import Keyring, KeyTrouble
from backend.safekeeping.keys import KeyringMissing
from backend.safekeeping.private_files import locked
from backend.safekeeping.sealing import SealBroken, kek_id_of, unwrap_key, wrap_key
from backend.safekeeping.wrapped import WrappedKey, WrappedKeys

# One key for every keyring this database ever had, so that the newest is found at once.
KEYRING = Key("safekeeping.keyring", "current")
KEK_KIND = "safekeeping.kek"
_BATCH = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotation:
    active_kek_id: str
    rewrapped: int
    resumed: bool


def ready_keyring(*, now: datetime, may_create: bool) -> Keyring:
    """The keyring that belongs to this database, checked; for the start of every process that serves.

    KeyTrouble, in words for the screen, when it is missing, exposed, damaged or another installation's. A new one is
    made only with `may_create`, and only when nothing in the database was ever sealed or signed with an older one.
    """
    if restore_journal.is_unfinished(folder=Path(settings.DATA_DIR)):
        raise KeyTrouble("A restore was interrupted here. Run: restore --finish")
    known = known_fingerprint()
    try:
        keyring = keys.current_keyring()
    except KeyringMissing as missing:
        if known or wrapped.counts():
            raise KeyTrouble(
                f"{missing} The database holds records sealed with keys from that file. Put the file back from your "
                "safe copy; a new one cannot open them, and none was made."
            ) from missing
        if not may_create:
            raise
        return create_keyring(now=now)
    if known and known != keyring.fingerprint:
        raise KeyTrouble(
            f"The key file ({keys.provider().place}) belongs to another installation. "
            "Put back the key file that belongs to this database."
        )
    _refuse_unless_it_opens(keyring=keyring)
    if not known:
        _introduce(keyring=keyring, now=now)
    _note_restore(now=now)
    return keyring


def create_keyring(*, now: datetime) -> Keyring:
    """A first keyring. KeyTrouble when there is one already, or when the database knows of one that is missing."""
    with locked(path=_lock()):
        try:
            keys.current_keyring()
        except KeyringMissing:
            pass
        else:
            raise KeyTrouble(f"There is a key file already: {keys.provider().place}. It was left as it is.")
        if known_fingerprint() or wrapped.counts():
            raise KeyTrouble("The database belongs to a key file that is missing here. Put that file back instead.")
        keyring = keyrings.new_keyring(now=now)
        keys.provider().store(keyring)
        _introduce(keyring=keyring, now=now)
    return keyring


def rotate_keks(*, now: datetime) -> Rotation:
    """A new active KEK, and every data key wrapped with it. Run again after an interruption, it finishes that one."""
    with locked(path=_lock()):
        keyring = keys.current_keyring()
        unfinished = any(wrapped.counts()[kek.id] for kek in keyring.keks if kek != keyring.active_kek)
        if not unfinished:
            keyring = keyrings.with_new_kek(keyring=keyring, now=now)
            # First the file: a data key must never be wrapped with a KEK that is not safely kept.
            keys.provider().store(keyring)
            _note_kek(keyring=keyring, reason="active", now=now)
        done = sum(_rewrap(source=source, keyring=keyring) for source in wrapped.sources())
        _note_kek(keyring=keyring, reason="data keys re-wrapped", now=now)
    return Rotation(active_kek_id=keyring.active_kek.id, rewrapped=done, resumed=unfinished)


def known_fingerprint() -> str:
    """What the trail says of the keyring that belongs to this database; "" before the first."""
    newest = trail.newest(key=KEYRING)
    return newest.fingerprint if newest else ""


def _introduce(*, keyring: Keyring, now: datetime) -> None:
    with transaction.atomic():
        audit.record(
            actor=None,
            verb="KEYS",
            key=KEYRING,
            now=now,
            reason="belongs to this database",
            fingerprint=keyring.fingerprint,
        )


def _note_restore(*, now: datetime) -> None:
    """A restore takes the trail back to an earlier day: the first thing that the trail then says is why."""
    folder = Path(settings.DATA_DIR)
    if made_at := restore_journal.restored_from(folder=folder):
        with transaction.atomic():
            audit.record(actor=None, verb="ADMIN", key=Key("safekeeping.backup", made_at), now=now, reason="restored")
        restore_journal.forget_restored(folder=folder)


def _note_kek(*, keyring: Keyring, reason: str, now: datetime) -> None:
    with transaction.atomic():
        audit.record(actor=None, verb="KEYS", key=Key(KEK_KIND, keyring.active_kek.id), now=now, reason=reason)


def _rewrap(*, source: WrappedKeys, keyring: Keyring) -> int:
    done = 0
    for kek in keyring.keks:
        if kek == keyring.active_kek:
            continue
        while batch := source.under(kek_id=kek.id, limit=_BATCH):
            with transaction.atomic():
                source.replace(rewrapped=[_rewrapped(key=key, keyring=keyring) for key in batch])
            done += len(batch)
    return done


def _rewrapped(*, key: WrappedKey, keyring: Keyring) -> WrappedKey:
    dek = unwrap_key(wrapped=key.wrapped, keyring=keyring, agreement_id=key.agreement_id)
    fresh = wrap_key(dek=dek, kek=keyring.active_kek, agreement_id=key.agreement_id)
    return WrappedKey(id=key.id, agreement_id=key.agreement_id, wrapped=fresh)


def _refuse_unless_it_opens(*, keyring: Keyring) -> None:
    """One data key of each KEK in use: the right names with other secrets would be found out only by a reader."""
    for source in wrapped.sources():
        for kek_id in source.counts():
            for key in source.under(kek_id=kek_id, limit=1):
                try:
                    unwrap_key(wrapped=key.wrapped, keyring=keyring, agreement_id=key.agreement_id)
                except SealBroken as broken:
                    raise KeyTrouble(
                        f"The key {kek_id_of(wrapped=key.wrapped)} in the key file does not open what it should. "
                        "Put back the key file that belongs to this database."
                    ) from broken


def _lock() -> Path:
    return Path(settings.DATA_DIR) / "keys" / "keyring.lock"
