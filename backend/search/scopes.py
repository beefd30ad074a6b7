"""Whose words are whose.

A scope is a wall: nothing of one scope is weighed, counted, corrected into or suggested in another. What holds in one
area only stands in a scope below its partnership's ("partnership:1/area:7"), which only readers of that area are
answered from. Its documents are weighed as if they stood in the scope above, so that both fit into one list.
"""

import re

from backend.identity.queries.areas import areas_of
from backend.kernel.actor import Actor

_BELOW = "/"
_WRITTEN = re.compile(rf"partnership:(\d+)(?:{_BELOW}area:(\d+))?")


def of_partnership(partnership_id: int) -> str:
    return f"partnership:{partnership_id}"


def in_area(scope: str, *, area_id: int) -> str:
    """The scope below it."""
    return f"{scope}{_BELOW}area:{area_id}"


def ids_of(scope: str) -> tuple[int, int | None] | None:
    """The ids of the partnership and, where it is one area's, of the area. None for a scope of another make."""
    found = _WRITTEN.fullmatch(scope)
    return (int(found[1]), int(found[2]) if found[2] else None) if found else None


def above(scope: str) -> str:
    """The scope whose words are the measure here; the scope itself when none is above it."""
    return scope.partition(_BELOW)[0]


def is_below(scope: str, other: str) -> bool:
    return scope.startswith(other + _BELOW)


def own_of(actor: Actor) -> list[str]:
    """The scopes of the areas this actor works in. One query."""
    scope = of_partnership(actor.partnership_id)
    return [in_area(scope, area_id=place.id) for place in areas_of(actor)]
