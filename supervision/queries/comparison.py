from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from backend.kernel.differences import Change, differences
from supervision.models import Agreement, Terms
from supervision.queries.participant import Circle

# More than anybody writes, and less than a database's integers hold.
MAX_VERSION = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedField:
    """`name` is that of the terms' field; one's own lines are called "wants_12"."""

    name: str
    changes: list[Change] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionComparison:
    """Two versions of an agreement, in words. `numbers` are those that can be compared."""

    agreement_id: UUID
    circle: Circle
    older: int
    newer: int
    numbers: list[int]
    members: frozenset[int]
    changed: list[ChangedField]


def comparison(
    *, agreement: Agreement, circle: Circle, numbers: tuple[int, int], older: Terms, newer: Terms
) -> VersionComparison:
    before, after = older.said(), newer.said()
    return VersionComparison(
        agreement_id=agreement.pk,
        circle=circle,
        older=numbers[0],
        newer=numbers[1],
        numbers=list(range(circle.me.first_version, agreement.version + 1)),
        members=frozenset(older.lines) | frozenset(newer.lines),
        changed=[_changed(name, before, after) for name in {**before, **after} if before.get(name) != after.get(name)],
    )


def _changed(name: str, before: Mapping[str, str], after: Mapping[str, str]) -> ChangedField:
    older, newer = before.get(name, ""), after.get(name, "")
    found = differences(older=older.split("\n"), newer=newer.split("\n"))
    return ChangedField(name=name, changes=found)
