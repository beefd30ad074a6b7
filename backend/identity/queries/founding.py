"""What a site has of organisations, partnerships and areas, by the names that whoever runs it types in a terminal."""

from django.conf import settings

from backend.identity.models import Area, Organisation, Partnership, Person
from backend.kernel.errors import Invalid


def nobody_can_sign_in() -> bool:
    """True from the first start until somebody has joined. Demo people count in a demonstration only."""
    people = Person.objects.filter(is_active=True)
    return not (people if settings.DEMO else people.filter(is_demo=False)).exists()


def area_named(*, name: str) -> Area:
    """The only one of this name. Invalid, with what to write instead, when there is none or when there are several."""
    found = list(Area.objects.select_related("parent").filter(name__iexact=name).order_by("id"))
    if not found:
        raise Invalid(f"There is no area {name} yet. Say where it lies, from the country down: England/{name}.")
    if len(found) > 1:
        within = ", ".join(f"{area.parent or 'nothing'}" for area in found)
        raise Invalid(f"There are several areas {name} (in {within}). Say which one, from the country down.")
    return found[0]


def organisation_named(*, name: str) -> Organisation | None:
    return Organisation.objects.select_related("area").filter(name__iexact=name).first()


def partnership_named(*, name: str) -> Partnership | None:
    return Partnership.objects.filter(name__iexact=name).first()
