"""One file, sealed with a key: it is read whole, verified whole, and only then looked into.

Opening a Whoosh index unpickles its files, and it has no checksums. So its files are kept in one sealed file; what was
verified are the very bytes that are opened, and nothing that happens to the disk afterwards matters.
"""

import hashlib
import hmac
import json
import os
from dataclasses import dataclass
from pathlib import Path

from backend.search.engines.base import IndexDamaged

_MAGIC = b"alongside-search-1\n"
_SEAL = hashlib.sha256().digest_size
_SIZE = 8


@dataclass(frozen=True, slots=True)
class Contents:
    mark: str
    shelves: dict[str, dict[str, bytes]]


def write(path: Path, *, contents: Contents, secret: bytes) -> None:
    """Appears whole or not at all, readable by nobody else."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.parent.chmod(0o700)
    body = _packed(contents)
    unfinished = path.with_suffix(".new")
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(_MAGIC + _seal(body, secret) + body)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)


def read(path: Path, *, secret: bytes) -> Contents:
    """Raises IndexDamaged when the file is missing or is not, to the last bit, what was written with this key."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise IndexDamaged("the index file cannot be read") from error
    body = raw[len(_MAGIC) + _SEAL :]
    sealed = raw[: len(_MAGIC)] == _MAGIC and hmac.compare_digest(raw[len(_MAGIC) :][:_SEAL], _seal(body, secret))
    if not sealed:
        raise IndexDamaged("the index file is not what was written")
    return _unpacked(body)


def _seal(body: bytes, secret: bytes) -> bytes:
    return hmac.digest(secret, _MAGIC + body, "sha256")


def _packed(contents: Contents) -> bytes:
    shelves = {scope: {name: len(data) for name, data in files.items()} for scope, files in contents.shelves.items()}
    table = json.dumps({"mark": contents.mark, "shelves": shelves}).encode()
    blobs = (data for files in contents.shelves.values() for data in files.values())
    return b"".join([len(table).to_bytes(_SIZE), table, *blobs])


def _unpacked(body: bytes) -> Contents:
    start = _SIZE + int.from_bytes(body[:_SIZE])
    table = json.loads(body[_SIZE:start])
    shelves: dict[str, dict[str, bytes]] = {}
    for scope, sizes in table["shelves"].items():
        shelves[scope] = {}
        for name, size in sizes.items():
            shelves[scope][name] = body[start : start + size]
            start += size
    return Contents(table["mark"], shelves)
