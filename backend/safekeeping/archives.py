"""An archive: the database, the files people uploaded and the audit checkpoints, encrypted to the backup key.

In it: `database.*`, `media/**`, `checkpoints/*`, and `manifest.json` last. Not in it: keys, the search index (it can be
rebuilt), logs. It is written as a stream, so that only the database needs room for a second copy.
"""

import hashlib
import io
import os
import tarfile
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO

from backend.safekeeping import manifest as manifests
from backend.safekeeping import parcels
from backend.safekeeping.manifest import Manifest
from backend.safekeeping.private_files import make_private_folder

Files = Iterator[tuple[str, Path]]
MakeManifest = Callable[[dict[str, str]], Manifest]

MANIFEST = "manifest.json"
MEDIA = "media"
CHECKPOINTS = "checkpoints"
_TOP = frozenset({MEDIA, CHECKPOINTS})
# What reading a file that somebody else put together can end in. A full disk is not among them.
_NOT_OURS = (
    parcels.ParcelBroken,
    tarfile.TarError,
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    FileExistsError,
    NotADirectoryError,
)


class ArchiveBroken(Exception):
    """Not a whole backup of Alongside that these keys open."""


def write(
    *,
    target: BinaryIO,
    recipient: str,
    files: Files,
    manifest: MakeManifest,
) -> Manifest:
    """`files` are names in the archive and where they are now; `manifest` is asked for once their hashes are known."""
    reading, writing = os.pipe()
    made: list[Manifest] = []
    troubles: list[BaseException] = []

    def fill() -> None:
        try:
            with os.fdopen(writing, "wb") as pipe:
                made.append(_fill(pipe=pipe, files=files, manifest=manifest))
        except BaseException as trouble:  # noqa: BLE001 -- carried to the caller's thread, and raised there
            troubles.append(trouble)

    filler = threading.Thread(target=fill, name="backup")
    filler.start()
    try:
        with os.fdopen(reading, "rb") as pipe:
            parcels.pack(source=pipe, target=target, recipient=recipient)
    finally:
        filler.join()
        if troubles and not isinstance(troubles[0], BrokenPipeError):
            raise troubles[0]
    return made[0]


def read(*, source: BinaryIO, identity: str, folder: Path) -> Manifest:
    """Unpack into `folder`, which is private and empty. ArchiveBroken unless every byte is what the manifest says."""
    plain = folder / "archive.tar"
    try:
        with plain.open("xb") as target:
            parcels.unpack(source=source, target=target, identity=identity)
        with tarfile.open(plain, "r:") as archive:
            return _unpack(archive=archive, folder=folder)
    except _NOT_OURS as broken:
        raise ArchiveBroken(f"This backup cannot be used: {broken}.") from broken
    finally:
        plain.unlink(missing_ok=True)


def _fill(*, pipe: BinaryIO, files: Files, manifest: MakeManifest) -> Manifest:
    hashes: dict[str, str] = {}
    with tarfile.open(fileobj=pipe, mode="w|") as archive:
        for name, path in files:
            # An upload removed since the folder was listed is simply not in this backup.
            with suppress(FileNotFoundError), path.open("rb") as file:
                hashes[name] = _add(archive=archive, name=name, file=file)
        made = manifest(hashes)
        text = made.to_json().encode()
        archive.addfile(_member(MANIFEST, len(text)), io.BytesIO(text))
    return made


def _add(*, archive: tarfile.TarFile, name: str, file: BinaryIO) -> str:
    hashing = _Hashing(file)
    archive.addfile(_member(name, os.fstat(file.fileno()).st_size), hashing)
    return hashing.hex()


def _member(name: str, size: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    return member


def _unpack(*, archive: tarfile.TarFile, folder: Path) -> Manifest:
    found: dict[str, str] = {}
    text = b""
    for member in archive:
        content = archive.extractfile(member) if member.isreg() else None
        if content is None:
            raise ArchiveBroken(f"This backup holds something that is not a file: {member.name!r}.")
        if member.name == MANIFEST:
            text = content.read()
            continue
        name = _safe(member.name)
        if name in found:
            raise ArchiveBroken(f"This backup holds a file twice: {name!r}.")
        found[name] = _keep(content=content, path=folder / name)
    manifest = manifests.from_json(text=text.decode())
    if manifest.files != found:
        raise ArchiveBroken("This backup does not hold the files its manifest names.")
    return manifest


def _keep(*, content: IO[bytes], path: Path) -> str:
    make_private_folder(folder=path.parent)
    with path.open("xb") as target:
        hashed = manifests.copy_and_hash(source=content, target=target)  # type: ignore[arg-type]
        target.flush()
        os.fsync(target.fileno())
    path.chmod(0o600)
    return hashed


def _safe(name: str) -> str:
    """Who holds the public half of the backup key can write archives too: no name may lead out of the folder."""
    parts = PurePosixPath(name).parts
    inside = len(parts) > 1 and parts[0] in _TOP and ".." not in parts
    database = len(parts) == 1 and name.startswith("database.")
    if not (inside or database) or "\x00" in name:
        raise ArchiveBroken(f"This backup holds a file under a forbidden name: {name!r}.")
    return name


class _Hashing(io.RawIOBase):
    """Reads on, and remembers the SHA-256 of what was read."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        chunk = self._file.read(size)
        self._digest.update(chunk)
        return chunk

    def hex(self) -> str:
        return self._digest.hexdigest()
