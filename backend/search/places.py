"""Where the words of a document stand, read when it is indexed: a snippet is cut without reading a text again.

Measured at 10,000 pages: reading the texts again took half of the time of a search as one types.
"""

import struct
from collections.abc import Container, Iterable, Sequence
from itertools import islice
from typing import NamedTuple
from zlib import crc32

from backend.search.language import Token

# The number of a form, where it begins and how long it is.
_PLACE = struct.Struct("<IHB")
_COUNT = struct.Struct("<I")
# Further on in a text nothing is shown: no page has as much in one part, and no term as many words.
_MOST_START, _MOST_LENGTH = 2**16 - 1, 2**8 - 1

SUMMARY = 0


def heading(part: int) -> int:
    """The number of the text that the heading of this part is."""
    return 2 * part + 1


def text(part: int) -> int:
    return 2 * part + 2


class Place(NamedTuple):
    start: int
    end: int
    form: int


def number_of(form: str) -> int:
    """31 bits: hardly ever have two forms the same."""
    return crc32(form.encode("utf-8", "surrogatepass")) >> 1


Rows = list[tuple[int, int, int]]


def read_places(read: Iterable[Token], named: Iterable[tuple[str, Sequence[Token]]]) -> Rows:
    """Of one text, made clean before. Little words have none: nobody is shown a text for them."""
    telling = [token for token in read if not token.is_stop]
    spans = [(form, token.start, token.end) for token in telling for form in (token.stem, *token.also)]
    spans += [(concept, said[0].start, said[-1].end) for concept, said in named]
    rows = {(start, end - start, number_of(form)) for form, start, end in spans}
    return [(f, start, length) for start, length, f in sorted(rows) if start <= _MOST_START and length <= _MOST_LENGTH]


def packed(texts: Sequence[Rows]) -> bytes:
    """The places of each text in turn, to be kept with the document."""
    counts = struct.pack(f"<{1 + len(texts)}I", len(texts), *map(len, texts))
    return counts + b"".join(_PLACE.pack(*row) for rows in texts for row in rows)


def places_of(kept: bytes, forms: Container[int]) -> dict[int, list[Place]]:
    """By the number of the text, where one of these forms stands there. Nowhere, of an index of before."""
    if not kept:
        return {}
    texts, *_ = _COUNT.unpack_from(kept)
    counts = struct.unpack_from(f"<{texts}I", kept, _COUNT.size)
    rows = _PLACE.iter_unpack(kept[_COUNT.size * (1 + texts) :])
    found = (
        [Place(start, start + length, form) for form, start, length in islice(rows, count) if form in forms]
        for count in counts
    )
    return {number: places for number, places in enumerate(found) if places}
