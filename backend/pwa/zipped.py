"""Gzip put together from pieces, so that what is drawn for many readers is compressed once.

What is squeezed apart tells nothing of what stands beside it: how well a secret goes together with words that somebody
else chose would betray it (BREACH).
"""

import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

# Deflate; no name, no time, no system.
_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
# A last block with nothing in it.
_END = b"\x03\x00"


@dataclass(frozen=True, slots=True)
class Piece:
    plain: bytes
    # Raw deflate that ends on a whole byte and looks back at nothing before it.
    squeezed: bytes


def squeeze(text: str) -> Piece:
    plain = text.encode()
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return Piece(plain, packer.compress(plain) + packer.flush(zlib.Z_FULL_FLUSH))


def gzip_of(pieces: Iterable[Piece]) -> bytes:
    """What unzips to the pieces, one after another."""
    check, size, squeezed = 0, 0, [_HEAD]
    for one in pieces:
        check, size = zlib.crc32(one.plain, check), size + len(one.plain)
        squeezed.append(one.squeezed)
    return b"".join([*squeezed, _END, struct.pack("<II", check, size & 0xFFFFFFFF)])
