"""Files that only this account may read, written whole or not at all, and locks between processes."""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Busy(Exception):
    """Another process holds the lock."""


def make_private_folder(*, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)


def write_private(*, path: Path, text: str) -> None:
    """Mode 0600, and on the disk before it gets its name: a crash leaves the former file or the new one, whole."""
    make_private_folder(folder=path.parent)
    for left_by_a_crash in path.parent.glob(f".{path.name}.*"):
        left_by_a_crash.unlink(missing_ok=True)
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
    sync_folder(folder=path.parent)


def sync_folder(*, folder: Path) -> None:
    """A rename survives a power cut once its folder is on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def locked(*, path: Path, shared: bool = False) -> Iterator[None]:
    """Hold a lock that the system lets go of when the process dies. Busy when somebody else has it."""
    make_private_folder(folder=path.parent)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError as taken:
            raise Busy(str(path)) from taken
        yield
    finally:
        os.close(descriptor)
