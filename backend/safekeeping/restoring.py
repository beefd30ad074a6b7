"""Restore a backup, on an empty machine with nothing but the backup and the key file."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connections
from django.db.migrations.loader import MigrationLoader

from backend.safekeeping import archives, database_copies, keys, restore_journal
from backend.safekeeping import keyring as keyrings
from backend.safekeeping.backups import data_folder
from backend.safekeeping.keyring import Keyring
from backend.safekeeping.manifest import Manifest
from backend.safekeeping.private_files import locked, make_private_folder, write_private
from backend.safekeeping.restore_journal import Move

_WORK = "restore-work-"
_KEY_FILE = "keys/keyring.json"
# The index belongs to the database that goes, and is rebuilt for the one that comes.
_FOLDERS_THAT_GO = ("media", "audit", "index")


class RestoreRefused(Exception):
    """Nothing live was touched; the message says why."""


def serving_lock() -> Path:
    """Held, shared, by every process that serves this data folder; a restore wants it for itself."""
    return data_folder() / "serving.lock"


def restore(*, source: Path, key_file: Path, replace: bool, now: datetime) -> Manifest:
    """Everything is unpacked and checked first. Then the present data step aside, where `replace` allows it."""
    with locked(path=serving_lock()):
        if restore_journal.is_unfinished(folder=data_folder()):
            raise RestoreRefused("A restore was interrupted here. Run: restore --finish")
        keyring = _keyring(key_file)
        if not replace and _is_occupied():
            raise RestoreRefused(f"{data_folder()} holds data already. Use --replace to move them aside.")
        with _work_folder() as work:
            manifest = _unpacked(source=source, keyring=keyring, work=work)
            _refuse_unfit(manifest=manifest, keyring=keyring, work=work)
            _swap(manifest=manifest, keyring=keyring, work=work, aside=f"replaced-{now:%Y%m%d-%H%M%S}")
    return manifest


def finish_interrupted() -> None:
    with locked(path=serving_lock()):
        if not restore_journal.is_unfinished(folder=data_folder()):
            raise RestoreRefused("There is no interrupted restore here.")
        restore_journal.finish(folder=data_folder())


def _swap(*, manifest: Manifest, keyring: Keyring, work: Path, aside: str) -> None:
    incoming = _laid_out(work=work, keyring=keyring)
    connections.close_all()
    if not settings.EMBEDDED:
        database_copies.restore_postgresql(source=work / database_copies.POSTGRESQL_NAME)
    made_at = manifest.made_at.isoformat()
    move = Move(work=work.name, aside=aside, outgoing=_outgoing(), incoming=incoming, made_at=made_at)
    restore_journal.begin(folder=data_folder(), move=move)


def _keyring(key_file: Path) -> Keyring:
    try:
        return keyrings.from_json(text=key_file.read_text(encoding="utf-8"))
    except FileNotFoundError as missing:
        raise RestoreRefused(f"There is no key file at {key_file}.") from missing
    except UnicodeDecodeError:
        raise RestoreRefused(f"{key_file} is not a key file of Alongside.") from None


def _is_occupied() -> bool:
    if not settings.EMBEDDED and database_copies.postgresql_has_tables():
        return True
    return any((data_folder() / name).exists() for name in _outgoing() if name != "index")


def _outgoing() -> list[str]:
    database: list[str] = []
    if settings.EMBEDDED:
        name = database_copies.live_sqlite().relative_to(data_folder()).as_posix()
        # The log of the old database beside the new one would be played into it.
        database = [name, f"{name}-wal", f"{name}-shm"]
    folders = [name for name in _FOLDERS_THAT_GO if _has_files(data_folder() / name)]
    return [*(name for name in [*database, _KEY_FILE] if (data_folder() / name).exists()), *folders]


def _has_files(folder: Path) -> bool:
    return any(path.is_file() for path in folder.rglob("*"))


def _unpacked(*, source: Path, keyring: Keyring, work: Path) -> Manifest:
    try:
        with source.open("rb") as file:
            return archives.read(source=file, identity=keyring.backup_identity, folder=work)
    except FileNotFoundError as missing:
        raise RestoreRefused(f"There is no file {source}.") from missing
    except archives.ArchiveBroken as broken:
        raise RestoreRefused(f"{broken} Nothing was changed.") from broken


def _refuse_unfit(*, manifest: Manifest, keyring: Keyring, work: Path) -> None:
    if manifest.keyring != keyring.fingerprint:
        raise RestoreRefused("The key file belongs to another installation than this backup.")
    if manifest.engine != ("sqlite" if settings.EMBEDDED else "postgresql"):
        raise RestoreRefused(f"This backup is of a {manifest.engine} database, and this set-up uses another.")
    known = _known_migrations()
    if newer := [f"{app} {name}" for app, name in manifest.database.schema.items() if (app, name) not in known]:
        words = f"This backup was made by a newer version of Alongside ({', '.join(newer)})."
        raise RestoreRefused(f"{words} Install that version first.")
    if settings.EMBEDDED:
        facts = database_copies.sqlite_facts(database=work / database_copies.SQLITE_NAME)
        if facts != manifest.database:
            raise RestoreRefused("The database in this backup is not the one its manifest describes.")
    _refuse_unless_keys_stay(keyring)


def _known_migrations() -> set[tuple[str, str]]:
    """With those of earlier versions that one of this version stands for."""
    known = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    return {*known, *(earlier for migration in known.values() for earlier in migration.replaces)}


def _refuse_unless_keys_stay(keyring: Keyring) -> None:
    """A key file kept elsewhere is not ours to write: it must be the right one already."""
    if _keys_are_ours() or keys.current_keyring().fingerprint == keyring.fingerprint:
        return
    raise RestoreRefused(f"First put the key file in its place: {keys.provider().place}.")


def _keys_are_ours() -> bool:
    return keys.provider().place == str(keys.default_path())


def _laid_out(*, work: Path, keyring: Keyring) -> list[str]:
    """Give the unpacked files the names they have in the data folder; the names that will come in."""
    incoming: list[str] = []
    renames = {archives.MEDIA: "media", archives.CHECKPOINTS: "audit/checkpoints"}
    if settings.EMBEDDED:
        renames[database_copies.SQLITE_NAME] = database_copies.live_sqlite().relative_to(data_folder()).as_posix()
    for unpacked, name in renames.items():
        if (work / unpacked).exists():
            make_private_folder(folder=(work / name).parent)
            (work / unpacked).rename(work / name)
            incoming.append(name)
    if _keys_are_ours():
        write_private(path=work / _KEY_FILE, text=keyrings.to_json(keyring=keyring))
        incoming.append(_KEY_FILE)
    return incoming


@contextmanager
def _work_folder() -> Iterator[Path]:
    """In the data folder, so that moving in is renaming. Kept while the journal still needs it."""
    for left_by_a_crash in data_folder().glob(f"{_WORK}*"):
        shutil.rmtree(left_by_a_crash)
    work = Path(tempfile.mkdtemp(prefix=_WORK, dir=data_folder()))
    try:
        yield work
    finally:
        if not restore_journal.is_unfinished(folder=data_folder()):
            shutil.rmtree(work, ignore_errors=True)
