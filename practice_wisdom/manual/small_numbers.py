"""Counts in which nobody can be found: how many read a page, and how many have not yet.

Whoever asks may well know how many people an organisation has. So for a given number asked, every count that is small
reads the same, on both sides: neither "nobody has" nor "all but one have" can be worked out.
"""

from dataclasses import dataclass

from backend.analytics.queries import SHOWN_FROM as FEW

# With fewer asked, one of the two sides would always give the other away.
ENOUGH = 2 * FEW - 1


@dataclass(frozen=True, slots=True)
class Shown:
    read: str
    not_yet: str


def shown(*, read: int, not_yet: int) -> Shown | None:
    """None when too few were asked to show anything."""
    asked = read + not_yet
    if asked < ENOUGH:
        return None
    if min(read, not_yet) >= FEW:
        return Shown(str(read), str(not_yet))
    few, rest = f"fewer than {FEW}", f"{asked - FEW + 1} or more"
    return Shown(few, rest) if read < not_yet else Shown(rest, few)
