"""Where somebody works: the areas whose local matters are theirs."""

from dataclasses import dataclass

from django.db.models import Q

from backend.identity.models import Area, Organisation, Partnership
from backend.kernel.actor import Actor
from backend.kernel.prepared import Prepared


@dataclass(frozen=True, slots=True)
class Place:
    """An area. `local`: not a whole country."""

    id: int
    name: str
    local: bool
    parent_id: int | None = None


# A tree of at most four storeys (AreaKind): country, county, district, neighbourhood.
_STOREYS = [f"{'parent__' * height}{field}" for height in range(4) for field in ("id", "name", "parent_id")]
_chains = Prepared(
    lambda organisation_id, partnership_id: (
        Area.objects.filter(
            Q(id__in=Organisation.objects.filter(id=organisation_id).values("area_id"))
            | Q(id__in=Partnership.objects.filter(id=partnership_id).values("area_id"))
        )
        .order_by("id")
        .values_list(*_STOREYS)
    )
)


def areas_of(actor: Actor) -> tuple[Place, ...]:
    """The area of the actor's organisation, that of the partnership they act in, and every area these lie in.

    By name. Whoever serves a county and works in a partnership of one of its towns reads what holds in that town,
    not what holds in the next one. One query.
    """
    found: dict[int, Place] = {}
    for row in _chains(organisation_id=actor.organisation_id, partnership_id=actor.partnership_id):
        for id, name, parent_id in zip(row[::3], row[1::3], row[2::3], strict=True):
            if id is not None:
                found[id] = Place(id, name, local=parent_id is not None, parent_id=parent_id)
    return tuple(sorted(found.values(), key=lambda place: (place.name, place.id)))
