"""Whose words are whose.

A scope is a wall: nothing of one scope is weighed, counted, corrected into or suggested in another. What holds in one
area only stands in a scope below its partnership's ("partnership:1/area:7"), which only readers of that area are
answered from. Its documents are weighed as if they stood in the scope above, so that both fit into one list.
"""

from backend.identity.queries.areas import areas_of
from backend.kernel.actor import Actor

_BELOW = "/"


def of_partnership(partnership_id: int) -> str:
    return f"partnership:{partnership_id}"


def of_area(*, partnership_id: int, area_id: int) -> str:
    return f"{of_partnership(partnership_id)}{_BELOW}area:{area_id}"


def above(scope: str) -> str:
    """The scope whose words are the measure here; the scope itself when none is above it."""
    return scope.partition(_BELOW)[0]


def is_below(scope: str, other: str) -> bool:
    return scope.startswith(other + _BELOW)


def own_of(actor: Actor) -> list[str]:
    """The scopes of the areas this actor works in. One query."""
    return [of_area(partnership_id=actor.partnership_id, area_id=place.id) for place in areas_of(actor)]
