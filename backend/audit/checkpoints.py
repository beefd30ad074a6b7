"""Signed notes of how long the chain was and how it ended, kept outside the database.

A chain alone cannot show that its tail was cut off, or that all of it was written anew; a note from before can. Copy
the file to another machine: whoever can change the database and the file and has the signing key can change all three.

A note is text: origin, size, head in base64, an empty line, and a signature line with the signer's name.
"""

import base64
import binascii
import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from backend.safekeeping import keys, signing
from backend.safekeeping.private_files import make_private_folder

ORIGIN = "alongside-audit"
FILE_NAME = "checkpoints.txt"
_DASH = "\N{EM DASH}"
_ED25519 = b"\x01"


class CheckpointBroken(Exception):
    """A note that cannot be read, or that this installation did not sign."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    size: int
    head: str


def default_folder() -> Path:
    return Path(settings.DATA_DIR) / "audit" / "checkpoints"


def add(*, size: int, head: str, folder: Path) -> Checkpoint | None:
    """Append a note to the file, which is only ever appended to; None when the last one says the same."""
    fresh = Checkpoint(size=size, head=head)
    make_private_folder(folder=folder)
    path = folder / FILE_NAME
    written = path.read_text(encoding="utf-8") if path.exists() else ""
    notes = _notes(written)
    if notes and _verified(notes[-1], public=keys.current_keyring().audit_public_key) == fresh:
        return None
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "ab") as file:
        if (whole := "".join(f"{line}\n" for note in notes for line in note)) != written:
            # A crash cut the last note short: left there, it would garble the next.
            file.truncate(len(whole.encode()))
        file.write(_signed(fresh).encode())
        file.flush()
        os.fsync(file.fileno())
    return fresh


def read(*, folder: Path) -> Iterator[Checkpoint]:
    """Every note of every file in `folder`, its signature checked. CheckpointBroken at the first that is not ours."""
    public = keys.current_keyring().audit_public_key
    for path in sorted(folder.glob("*.txt")):
        for note in _notes(path.read_text(encoding="utf-8")):
            yield _verified(note, public=public)


def _signed(checkpoint: Checkpoint) -> str:
    signing_key = keys.current_keyring().audit_signing_key
    text = f"{ORIGIN}\n{checkpoint.size}\n{base64.b64encode(bytes.fromhex(checkpoint.head)).decode()}\n"
    signature = signing.sign(message=text.encode(), signing_key=signing_key)
    mark = _key_mark(signing.public_key(signing_key=signing_key))
    return f"{text}\n{_DASH} {ORIGIN} {base64.b64encode(mark + signature).decode()}\n"


def _notes(text: str) -> list[list[str]]:
    """Five lines a note. A crash in mid-write leaves a last one that is short: it was never a note."""
    lines = text.split("\n")[:-1]
    whole = len(lines) - len(lines) % 5
    return [lines[start : start + 5] for start in range(0, whole, 5)]


def _verified(note: list[str], *, public: bytes) -> Checkpoint:
    origin, size, head, _, signature_line = note
    text = f"{origin}\n{size}\n{head}\n"
    try:
        dash, name, signature = signature_line.split(" ")
        signed = base64.b64decode(signature, validate=True)
        checkpoint = Checkpoint(size=int(size), head=base64.b64decode(head, validate=True).hex())
    except (ValueError, binascii.Error) as broken:
        raise CheckpointBroken("a checkpoint cannot be read") from broken
    genuine = signed[:4] == _key_mark(public) and signing.is_genuine(
        message=text.encode(), signature=signed[4:], public=public
    )
    if (dash, name, origin) != (_DASH, ORIGIN, ORIGIN) or not genuine:
        raise CheckpointBroken(f"the checkpoint at {checkpoint.size} entries is not signed by this installation")
    return checkpoint


def _key_mark(public: bytes) -> bytes:
    """Four bytes that name the signing key, as in the signed notes of transparency logs."""
    return hashlib.sha256(ORIGIN.encode() + b"\n" + _ED25519 + public).digest()[:4]
