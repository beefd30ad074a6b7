"""Words as they can stand in an address."""

import re
import unicodedata

_NOT_SLUG = re.compile(r"[^a-z0-9]+")
# Letters that do not come apart into a plain letter and a sign.
_LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ħ": "h"})


def slug_of(words: str, *, most: int = 80) -> str:
    """Small letters and digits with hyphens between; "Éclair, café" is eclair-cafe. "" when nothing is left of it."""
    plain = unicodedata.normalize("NFKD", words.lower().translate(_LETTERS))
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return _NOT_SLUG.sub("-", letters).strip("-")[:most].rstrip("-")
