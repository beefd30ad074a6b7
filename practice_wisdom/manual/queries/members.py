"""Members of a partnership, for handing a page over and for telling them. Disabled ones are nowhere in it."""

from collections.abc import Iterable

from django.db.models import QuerySet

from backend.identity.enums import Role
from backend.identity.models import Membership, Organisation


def active_members() -> QuerySet[Membership]:
    return Membership.objects.filter(disabled_at=None, person__is_active=True)


def members_of_partnership(*, partnership_id: int) -> list[Membership]:
    return list(active_members().filter(organisation__partnerships=partnership_id).order_by("id"))


def curators_among(members: Iterable[Membership], *, organisation_id: int) -> list[Membership]:
    """The curators of this organisation; of all of them when it has none. A list of roles is no column to filter by."""
    curators = [member for member in members if member.has_role(Role.CURATOR)]
    return [member for member in curators if member.organisation_id == organisation_id] or curators


def member_by_email(*, partnership_id: int, email: str) -> Membership | None:
    """The oldest of their memberships here."""
    members = active_members().filter(organisation__partnerships=partnership_id, person__email__iexact=email.strip())
    return members.select_related("person", "organisation").order_by("id").first()


def organisations_of_partnership(*, partnership_id: int) -> list[Organisation]:
    return list(Organisation.objects.filter(partnerships=partnership_id).order_by("name"))
