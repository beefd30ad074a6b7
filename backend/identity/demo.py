"""The demo people: invented, the same in the tour and in the tests."""

from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction

from backend.identity.enums import AreaKind, OrganisationKind, Role
from backend.identity.models import Area, Membership, Organisation, Partnership, Person

PASSWORD = "two-strokes-side-by-side"  # noqa: S105 -- printed at start, on purpose


@dataclass(frozen=True, slots=True)
class DemoPerson:
    email: str
    name: str
    job_title: str
    organisation: str
    roles: tuple[Role, ...]
    does: str


POLICE, COUNCIL, HEALTH, OTHER = "Westmarch Police", "Marchfield Council", "Marchfield Health Trust", "Otherland Police"
OTHER_COUNCIL = "Otherland Council"
PARTNERSHIP, OTHER_PARTNERSHIP = "Marchfield Together", "Otherland Partnership"

PEOPLE = (
    DemoPerson("officer@police.example", "Robin Hale", "Response officer", POLICE, (Role.READER,), "reads the manual"),
    DemoPerson(
        "sergeant@police.example",
        "Sam Okoro",
        "Neighbourhood sergeant",
        POLICE,
        (Role.READER, Role.SUPERVISOR),
        "supervises, also with a partner",
    ),
    DemoPerson(
        "trainer@police.example",
        "Toni Marsh",
        "Joint-working trainer",
        POLICE,
        (Role.READER, Role.CURATOR),
        "writes and publishes pages",
    ),
    DemoPerson(
        "lead@police.example",
        "Lee Farrow",
        "Supervision lead",
        POLICE,
        (Role.READER, Role.APPROVER, Role.LEAD),
        "approves pages for the police",
    ),
    DemoPerson(
        "admin@police.example",
        "Ash Venn",
        "Systems administrator",
        POLICE,
        (Role.READER, Role.ORG_ADMIN),
        "invites people, changes roles",
    ),
    DemoPerson(
        "disclosure@police.example",
        "Dana Frost",
        "Disclosure officer",
        POLICE,
        (Role.READER, Role.DISCLOSURE_OFFICER),
        "answers courts and people who ask for their data",
    ),
    DemoPerson(
        "privacy@police.example",
        "Ira Wells",
        "Data protection officer",
        POLICE,
        (Role.READER, Role.PRIVACY_OFFICER),
        "agrees to disclosures, sets how long things are kept",
    ),
    DemoPerson(
        "socialworker@council.example",
        "Noor Castell",
        "Social worker",
        COUNCIL,
        (Role.READER, Role.SUPERVISOR),
        "holds joint supervision with the sergeant",
    ),
    DemoPerson(
        "approver@council.example",
        "Kit Amara",
        "Practice lead",
        COUNCIL,
        (Role.READER, Role.CURATOR, Role.APPROVER),
        "approves pages for the council",
    ),
    DemoPerson(
        "admin@council.example",
        "Jo Brindle",
        "Business support",
        COUNCIL,
        (Role.READER, Role.ORG_ADMIN),
        "invites people, changes roles",
    ),
    DemoPerson(
        "nurse@health.example",
        "Frankie Dole",
        "Liaison nurse",
        HEALTH,
        (Role.READER, Role.APPROVER),
        "reads, and approves pages for health",
    ),
    DemoPerson(
        "outsider@otherforce.example",
        "Max Perrin",
        "Response officer",
        OTHER,
        tuple(Role),
        "belongs to another partnership, with every role there",
    ),
)

# Nobody signs in as these two: they stand behind the approvals in the other partnership.
BEHIND_THE_SCENES = (
    DemoPerson("approver@otherforce.example", "Val Roper", "Practice lead", OTHER, (Role.APPROVER,), ""),
    DemoPerson("approver@othercouncil.example", "Dee Winter", "Practice lead", OTHER_COUNCIL, (Role.APPROVER,), ""),
)


@transaction.atomic
def create_demo_people(*, now: datetime) -> None:
    """Makes whoever is not there yet; changes nobody who is."""
    country = _area("England", AreaKind.COUNTRY, None)
    here = _area("Westmarch", AreaKind.COUNTY, country)
    town = _area("Marchfield", AreaKind.DISTRICT, here)
    _area("Canal Side", AreaKind.NEIGHBOURHOOD, town)
    there = _area("Otherland", AreaKind.COUNTY, country)
    organisations = {
        POLICE: _organisation(POLICE, OrganisationKind.POLICE, here),
        COUNCIL: _organisation(COUNCIL, OrganisationKind.LOCAL_AUTHORITY, town),
        HEALTH: _organisation(HEALTH, OrganisationKind.HEALTH, town),
        OTHER: _organisation(OTHER, OrganisationKind.POLICE, there),
        OTHER_COUNCIL: _organisation(OTHER_COUNCIL, OrganisationKind.LOCAL_AUTHORITY, there),
    }
    _partnership(PARTNERSHIP, town, [organisations[name] for name in (POLICE, COUNCIL, HEALTH)])
    _partnership(OTHER_PARTNERSHIP, there, [organisations[name] for name in (OTHER, OTHER_COUNCIL)])
    _people(organisations, now)


def _area(name: str, kind: AreaKind, parent: Area | None) -> Area:
    return Area.objects.get_or_create(name=name, parent=parent, defaults={"kind": kind})[0]


def _organisation(name: str, kind: OrganisationKind, area: Area) -> Organisation:
    return Organisation.objects.get_or_create(name=name, defaults={"kind": kind, "area": area})[0]


def _partnership(name: str, area: Area, organisations: list[Organisation]) -> None:
    partnership, made = Partnership.objects.get_or_create(name=name, defaults={"area": area})
    if made:
        partnership.organisations.set(organisations)


def _people(organisations: dict[str, Organisation], now: datetime) -> None:
    everybody = (*PEOPLE, *BEHIND_THE_SCENES)
    emails = [demo.email for demo in everybody]
    there = set(Person.objects.filter(email__in=emails).values_list("email", flat=True))
    missing = [demo for demo in everybody if demo.email not in there]
    if not missing:
        return
    # One slow hash for all of them, and only when somebody is missing: the start must stay quick.
    password, none = make_password(PASSWORD), make_password(None)
    made = Person.objects.bulk_create(
        Person(
            email=demo.email,
            name=demo.name,
            is_demo=True,
            joined_at=now,
            password=password if demo in PEOPLE else none,
        )
        for demo in missing
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=person, email=person.email, verified=True, primary=True) for person in made
    )
    Membership.objects.bulk_create(
        Membership(
            person=person,
            organisation=organisations[demo.organisation],
            job_title=demo.job_title,
            roles=list(demo.roles),
            joined_at=now,
        )
        for demo, person in zip(missing, made, strict=True)
    )
