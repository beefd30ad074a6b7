"""Files encrypted to a public key (age format): the only module that imports pyrage.

The format is authenticated in chunks with a marked last one: a changed byte, a cut tail or something added is noticed.
"""

from typing import BinaryIO

from pyrage import (  # type: ignore[attr-defined]  # compiled, and comes without its types
    DecryptError,
    IdentityError,
    decrypt_io,
    encrypt_io,
    x25519,
)


class ParcelBroken(Exception):
    """It cannot be opened: damaged, cut short, or encrypted to somebody else."""


def new_identity() -> str:
    return str(x25519.Identity.generate())


def recipient_of(*, identity: str) -> str:
    """ValueError when `identity` is none."""
    try:
        return str(x25519.Identity.from_str(identity).to_public())
    except IdentityError:
        # Not "from": the library's message may quote the secret.
        raise ValueError("not an age identity") from None


def pack(*, source: BinaryIO, target: BinaryIO, recipient: str) -> None:
    encrypt_io(source, target, [x25519.Recipient.from_str(recipient)])


def unpack(*, source: BinaryIO, target: BinaryIO, identity: str) -> None:
    """Writes as it reads: what is in `target` counts only when this returns."""
    try:
        decrypt_io(source, target, [x25519.Identity.from_str(identity)])
    except (DecryptError, OSError) as broken:
        if isinstance(broken, OSError) and broken.errno:
            raise  # the disk, not the parcel
        raise ParcelBroken("damaged, cut short, or encrypted with another key") from broken
