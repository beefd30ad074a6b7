"""Make a backup while the site runs."""

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from backend.audit import operations as audit
from backend.audit.checkpoints import default_folder as checkpoint_folder
from backend.kernel.keys import Key
from backend.safekeeping import archives, database_copies, keys
from backend.safekeeping.keyring import Keyring
from backend.safekeeping.manifest import DatabaseFacts, Manifest
from backend.safekeeping.private_files import locked, make_private_folder, sync_folder, write_private

_WORK = "backup-work-"


class BackupRefused(Exception):
    """No backup was made; the message says why."""


def data_folder() -> Path:
    return Path(settings.DATA_DIR)


def default_target(*, now: datetime) -> Path:
    return data_folder() / "backups" / f"alongside-{now:%Y%m%d-%H%M%S}.age"


def last_backup_at() -> datetime | None:
    try:
        return datetime.fromisoformat(json.loads(_stamp().read_text())["made_at"])
    except FileNotFoundError:
        return None


def make_backup(*, target: Path, now: datetime) -> Manifest:
    """Everything committed when it begins, encrypted to the backup key; `target` appears whole or not at all."""
    if target.exists():
        raise BackupRefused(f"{target} is there already. It was left as it is.")
    keyring = keys.current_keyring()
    with locked(path=data_folder() / "backup.lock"), _work_folder() as work:
        manifest = _write(target=target, work=work, keyring=keyring, now=now)
        write_private(path=_stamp(), text=json.dumps({"made_at": now.isoformat(), "name": target.name}))
    with transaction.atomic():
        audit.record(actor=None, verb="ADMIN", key=Key("safekeeping.backup", now.isoformat()), now=now, reason="made")
    return manifest


def _write(*, target: Path, work: Path, keyring: Keyring, now: datetime) -> Manifest:
    # Checkpoints first: one signed after the database was copied would count more entries than the copy holds.
    noted = _copied_checkpoints(work)
    name, facts = _copied_database(work)

    def manifest(hashes: dict[str, str]) -> Manifest:
        engine = "sqlite" if name == database_copies.SQLITE_NAME else "postgresql"
        return Manifest(made_at=now, engine=engine, keyring=keyring.fingerprint, database=facts, files=hashes)

    make_private_folder(folder=target.parent)
    partial = target.with_name(f".{target.name}.partial")
    try:
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            files = _files(database=(name, work / name), checkpoints=noted)
            made = archives.write(target=file, recipient=keyring.backup_recipient, files=files, manifest=manifest)
            file.flush()
            os.fsync(file.fileno())
        partial.rename(target)
    finally:
        partial.unlink(missing_ok=True)
    sync_folder(folder=target.parent)
    return made


def _files(*, database: tuple[str, Path], checkpoints: Path) -> Iterator[tuple[str, Path]]:
    yield database
    for top, folder in ((archives.CHECKPOINTS, checkpoints), (archives.MEDIA, data_folder() / "media")):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.is_symlink():
                yield f"{top}/{path.relative_to(folder).as_posix()}", path


def _copied_database(work: Path) -> tuple[str, DatabaseFacts]:
    if settings.EMBEDDED:
        copy = work / database_copies.SQLITE_NAME
        return copy.name, database_copies.copy_sqlite(database=database_copies.live_sqlite(), target=copy)
    copy = work / database_copies.POSTGRESQL_NAME
    return copy.name, database_copies.copy_postgresql(target=copy)


def _copied_checkpoints(work: Path) -> Path:
    target = work / archives.CHECKPOINTS
    if checkpoint_folder().is_dir():
        shutil.copytree(checkpoint_folder(), target)
    return target


@contextmanager
def _work_folder() -> Iterator[Path]:
    for left_by_a_crash in data_folder().glob(f"{_WORK}*"):
        shutil.rmtree(left_by_a_crash)
    work = Path(tempfile.mkdtemp(prefix=_WORK, dir=data_folder()))
    try:
        yield work
    finally:
        shutil.rmtree(work)


def _stamp() -> Path:
    return data_folder() / "last-backup.json"
