from django.db import models


class OrganisationKind(models.TextChoices):
    POLICE = "POLICE", "Police"
    LOCAL_AUTHORITY = "LOCAL_AUTHORITY", "Local authority"
    HEALTH = "HEALTH", "Health"
    HOUSING = "HOUSING", "Housing"
    PROBATION = "PROBATION", "Probation"
    EDUCATION = "EDUCATION", "Education"
    FIRE = "FIRE", "Fire and rescue"
    VOLUNTARY = "VOLUNTARY", "Voluntary sector"
    COMMUNITY = "COMMUNITY", "Community"


class AreaKind(models.TextChoices):
    COUNTRY = "COUNTRY", "Country"
    COUNTY = "COUNTY", "County"
    DISTRICT = "DISTRICT", "District"
    NEIGHBOURHOOD = "NEIGHBOURHOOD", "Neighbourhood"


class Role(models.TextChoices):
    READER = "READER", "Reader"
    CURATOR = "CURATOR", "Curator"
    APPROVER = "APPROVER", "Approver"
    SUPERVISOR = "SUPERVISOR", "Supervisor"
    LEAD = "LEAD", "Lead"
    ORG_ADMIN = "ORG_ADMIN", "Organisation administrator"
    # Two roles, so that whoever asks for something confidential is never the one who agrees to it.
    DISCLOSURE_OFFICER = "DISCLOSURE_OFFICER", "Disclosure officer"
    PRIVACY_OFFICER = "PRIVACY_OFFICER", "Data protection officer"


ROLES_WITH_SECOND_FACTOR = frozenset(
    {Role.SUPERVISOR, Role.LEAD, Role.ORG_ADMIN, Role.DISCLOSURE_OFFICER, Role.PRIVACY_OFFICER}
)
