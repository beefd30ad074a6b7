"""How a site gets its organisations, partnerships and areas, by the operator's command only. No page or API makes them.

Whatever is there already is found and stays as it is, so that the same words can be sent again, and so that a second
agency joins the partnership of the first.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from backend.audit.operations import record
from backend.identity.enums import AreaKind, OrganisationKind
from backend.identity.models import Area, Invitation, Organisation, Partnership
from backend.identity.operations.invitations import invite_administrator
from backend.identity.queries.founding import area_named, organisation_named, partnership_named
from backend.kernel.errors import Invalid
from backend.kernel.keys import Key

BETWEEN = "/"
STOREYS = list(AreaKind)
LONGEST = 120


@dataclass(frozen=True, slots=True)
class Founded:
    """`made`: what was not there before, in words. `invitation` is None when the administrator has joined."""

    organisation: Organisation
    partnership: Partnership
    made: list[str]
    invitation: Invitation | None
    token: str


@transaction.atomic
def found_organisation(
    *,
    name: str,
    kind: str,
    area: str,
    partnership: str,
    admin: str,
    job_title: str,
    roles: Iterable[str] = (),
    now: datetime,
) -> Founded:
    """The organisation, in its area and in this partnership, and the secret of a link for its administrator.

    `area` is a path from the country down, "England/Westmarch", or the name of one area that is there. A link that
    was made before and not used ends. Invalid says which of the words cannot be taken.
    """
    email = _address(admin)
    made: list[str] = []
    place = _area(area, made)
    organisation = _organisation(_name(name, "organisation"), _kind(kind), place, made, now=now)
    together = _partnership(_name(partnership, "partnership"), organisation, made, now=now)
    invited = invite_administrator(
        email=email, organisation_id=organisation.pk, job_title=_name(job_title, "job"), roles=roles, now=now
    )
    return Founded(organisation, together, made, *(invited or (None, "")))


def _address(words: str) -> str:
    try:
        validate_email(words.strip())
    except ValidationError as error:
        raise Invalid(f"“{words}” is not an e-mail address.") from error
    return words.strip()


def _name(words: str, of_what: str) -> str:
    words = " ".join(words.split())
    if not 0 < len(words) <= LONGEST:
        raise Invalid(f"The name of the {of_what} has between 1 and {LONGEST} characters.")
    return words


def _kind(words: str) -> OrganisationKind:
    code = "_".join(words.replace("-", " ").split()).upper()
    if code not in OrganisationKind.values:
        raise Invalid(f"There is no kind “{words}”. The kinds are {', '.join(OrganisationKind.values)}.")
    return OrganisationKind(code)


def _area(path: str, made: list[str]) -> Area:
    names = [_name(part, "area") for part in path.split(BETWEEN)]
    if len(names) > len(STOREYS):
        raise Invalid(f"An area has at most these parts: {BETWEEN.join(kind.label for kind in STOREYS)}.")
    if len(names) == 1:
        return area_named(name=names[0])
    area: Area | None = None
    for name, kind in zip(names, STOREYS, strict=False):
        area = _area_within(area, name, kind, made)
    assert area is not None  # noqa: S101 -- a path has a part
    return area


def _area_within(parent: Area | None, name: str, kind: AreaKind, made: list[str]) -> Area:
    found = Area.objects.filter(parent=parent, name__iexact=name).first()
    if found is not None:
        return found
    made.append(f"the area {name}")
    return Area.objects.create(parent=parent, name=name, kind=kind)


def _organisation(name: str, kind: OrganisationKind, area: Area, made: list[str], *, now: datetime) -> Organisation:
    found = organisation_named(name=name)
    if found is None:
        made.append(f"the organisation {name}")
        found = Organisation.objects.create(name=name, kind=kind, area=area)
        _note(found, "organisation made", now)
    if found.kind != kind:
        there = OrganisationKind(found.kind)
        raise Invalid(f"{found.name} is there already, and its kind is {there}. Say --kind {there}, or another name.")
    if found.area_id != area.pk:
        raise Invalid(f"{found.name} is there already, and its area is {found.area}, not {area}.")
    return found


def _partnership(name: str, organisation: Organisation, made: list[str], *, now: datetime) -> Partnership:
    """Its area is that of the organisation it begins with."""
    found = partnership_named(name=name)
    if found is None:
        made.append(f"the partnership {name}")
        found = Partnership.objects.create(name=name, area=organisation.area)
    elif found.organisations.contains(organisation):
        return found
    else:
        made.append(f"{organisation} in {found}")
    found.organisations.add(organisation)
    _note(organisation, "joined a partnership", now)
    return found


def _note(organisation: Organisation, reason: str, now: datetime) -> None:
    key = Key.of("identity.organisation", organisation.pk)
    record(actor=None, verb="ADMIN", key=key, now=now, organisation_id=organisation.pk, reason=reason)
