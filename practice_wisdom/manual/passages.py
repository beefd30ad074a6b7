"""Whether quoted words stand on a page. What a selection adds or leaves out between words does not matter."""

from collections.abc import Iterable

from backend.kernel.markdown import Part

_QUOTES = str.maketrans("‘’“”", "''\"\"")  # noqa: RUF001 -- phones turn one into the other


def place_of(passage: str, *, parts: Iterable[Part], likely: str = "") -> str | None:
    """The anchor of the part the passage is in, `likely` before others; None when it is in none."""
    quoted = _bare(passage)
    if not quoted:
        return None
    found = [part.anchor for part in parts if quoted in _bare(part.text) or quoted in _bare(part.heading + part.text)]
    return likely if likely in found else next(iter(found), None)


def same_words(one: str, other: str) -> bool:
    return "".join(one.split()) == "".join(other.split())


def _bare(text: str) -> str:
    return "".join(text.split()).translate(_QUOTES).casefold()
