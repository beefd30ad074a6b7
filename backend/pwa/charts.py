"""Bars for people who would rather look than read; the figures stand beside them (pwa/parts/bars.html)."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bar:
    """`number`: None for one too small to say; `share`: of the longest bar, from 0 to 100."""

    label: str
    url: str
    number: int | None
    share: int


def bars(rows: Iterable[tuple[str, str, int | None]]) -> tuple[Bar, ...]:
    """Of (label, url, number), in their order."""
    rows = list(rows)
    longest = max((number or 0 for _, _, number in rows), default=0) or 1
    return tuple(Bar(label, url, number, share=round(100 * (number or 0) / longest)) for label, url, number in rows)
