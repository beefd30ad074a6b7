"""What a device was told before."""

import re
from dataclasses import dataclass

from practice_wisdom.manual.models import HandedOut

_WRITTEN = re.compile(r"(\d{1,18})-([0-9a-f]{16})")
_MOST_PLACES = 50


@dataclass(frozen=True, slots=True)
class Cursor:
    """By place, the digest of what a device has of it."""

    digests: dict[int, str]

    def __str__(self) -> str:
        return ".".join(f"{place}-{digest}" for place, digest in self.digests.items())

    @classmethod
    def read(cls, text: str) -> "Cursor":
        """Empty for whatever was not written by `str`: a device may send what it likes."""
        places = [_WRITTEN.fullmatch(piece) for piece in text.split(".")[:_MOST_PLACES]]
        return cls({int(found[1]): found[2] for found in places if found}) if all(places) else cls({})


def handed_out(*, partnership_id: int, cursor: Cursor) -> dict[str, str] | None:
    """The hashes by key of what the cursor stands for; None when that is not known here. One query."""
    if not cursor.digests:
        return None
    rows = HandedOut.objects.filter(partnership_id=partnership_id, digest__in=cursor.digests.values())
    found = {(area_id, digest): listed for area_id, digest, listed in rows.values_list("area_id", "digest", "listed")}
    if not all(place in found for place in cursor.digests.items()):
        return None
    return {key: hash for place in cursor.digests.items() for key, hash in found[place]}
