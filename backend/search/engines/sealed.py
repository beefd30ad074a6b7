"""Files sealed with a key: each is read whole, verified whole, and only then looked into.

Opening a Whoosh index unpickles its files, and it has no checksums. So they are kept in parts, each named by its seal,
and one sealed list says which parts there are; what was verified are the very bytes that are opened, and nothing that
happens to the disk afterwards matters. A part never changes: what a change leaves as it was is neither written nor read
again.
"""

import hashlib
import hmac
import json
import os
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from backend.search.engines.base import IndexDamaged

_MAGIC = b"alongside-search-3\n"
_SEAL = hashlib.sha256().digest_size
_SIZE = 8
_PART = ".part"

Files = Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Contents:
    """`shelves`: by scope, its parts by their seals. `raw`: the list as it was read."""

    raw: bytes
    mark: str
    shelves: dict[str, dict[str, Files]]

    def files(self, scope: str) -> dict[str, bytes]:
        return {name: data for part in self.shelves[scope].values() for name, data in part.items()}

    def part(self, seal: str) -> Files | None:
        return next((parts[seal] for parts in self.shelves.values() if seal in parts), None)


def write(path: Path, *, mark: str, shelves: Mapping[str, Files], secret: bytes, last: Contents | None = None) -> None:
    """Appears whole or not at all, readable by nobody else. `last`: what is there now."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.parent.chmod(0o700)
    listed = {scope: [_written(path, part, secret, last) for part in _parts_of(shelves[scope])] for scope in shelves}
    body = json.dumps({"mark": mark, "shelves": listed}).encode()
    _put(path, _MAGIC + _seal(body, secret) + body)
    _forget(path, {seal for seals in listed.values() for seal in seals})


def read(path: Path, *, secret: bytes, last: Contents | None = None) -> Contents:
    """Raises IndexDamaged when a file is missing or is not, to the last bit, what was written with this key."""
    try:
        return _read(path, secret, last)
    except FileNotFoundError:
        pass  # somebody has written since the list was read
    try:
        return _read(path, secret, last)
    except FileNotFoundError as error:
        raise IndexDamaged("an index file is missing") from error


def remove(path: Path) -> None:
    path.unlink(missing_ok=True)
    _forget(path, set())


def _read(path: Path, secret: bytes, last: Contents | None) -> Contents:
    raw = _bytes_of(path)
    if last and last.raw == raw:
        return last
    body = raw[len(_MAGIC) + _SEAL :]
    if raw[: len(_MAGIC)] != _MAGIC or not hmac.compare_digest(raw[len(_MAGIC) :][:_SEAL], _seal(body, secret)):
        raise IndexDamaged("the index file is not what was written")
    listed = json.loads(body)
    shelves = {
        scope: {seal: (last and last.part(seal)) or _part(path, seal, secret) for seal in seals}
        for scope, seals in listed["shelves"].items()
    }
    return Contents(raw, listed["mark"], shelves)


def _part(path: Path, seal: str, secret: bytes) -> Files:
    raw = _bytes_of(_path_of(path, seal))
    if not hmac.compare_digest(seal, _seal(raw, secret).hex()):
        raise IndexDamaged("an index file is not what was written")
    return _unpacked(raw)


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise
    except OSError as error:
        raise IndexDamaged("an index file cannot be read") from error


def _parts_of(files: Files) -> list[Files]:
    """Whoosh never changes the files of a segment: they begin with its name, up to the first dot."""
    parts: dict[str, dict[str, bytes]] = defaultdict(dict)
    for name, data in files.items():
        parts[name.partition(".")[0]][name] = data
    return list(parts.values())


def _written(path: Path, part: Files, secret: bytes, last: Contents | None) -> str:
    for parts in last.shelves.values() if last else ():
        for seal, known in parts.items():
            if known.keys() == part.keys() and all(known[name] is data for name, data in part.items()):
                return seal
    raw = _packed(part)
    seal = _seal(raw, secret).hex()
    _put(_path_of(path, seal), raw)
    return seal


def _put(path: Path, raw: bytes) -> None:
    unfinished = path.with_suffix(".new")
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)


def _forget(path: Path, kept: set[str]) -> None:
    for other in path.parent.glob(f"{path.stem}-*"):
        if other.suffix != _PART or other.stem.removeprefix(f"{path.stem}-") not in kept:
            other.unlink(missing_ok=True)


def _path_of(path: Path, seal: str) -> Path:
    return path.with_name(f"{path.stem}-{seal}{_PART}")


def _seal(body: bytes, secret: bytes) -> bytes:
    return hmac.digest(secret, _MAGIC + body, "sha256")


def _packed(files: Files) -> bytes:
    table = json.dumps({name: len(data) for name, data in files.items()}).encode()
    return b"".join([len(table).to_bytes(_SIZE), table, *files.values()])


def _unpacked(body: bytes) -> Files:
    start = _SIZE + int.from_bytes(body[:_SIZE])
    files = {}
    for name, size in json.loads(body[_SIZE:start]).items():
        files[name] = body[start : start + size]
        start += size
    return files
