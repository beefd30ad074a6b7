from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet

from backend.identity.enums import ROLES_WITH_SECOND_FACTOR
from backend.identity.hats import Hat
from backend.identity.models import AccessToken, Membership, Person
from backend.kernel.actor import Actor
from backend.kernel.errors import NotFound
from backend.kernel.prepared import Prepared

FIELDS = (
    "id",
    "person_id",
    "person__name",
    "person__email",
    "person__is_demo",
    "job_title",
    "roles",
    "organisation_id",
    "organisation__name",
    "organisation__kind",
    "organisation__partnerships__id",
    "organisation__partnerships__name",
    "has_second_factor",
)
SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def _wearable(**whose: Any) -> QuerySet[Membership, tuple[Any, ...]]:
    """Disabled people and memberships have no hats. The same order at every call."""
    second = Authenticator.objects.filter(user_id=OuterRef("person_id"), type__in=SECOND_FACTORS)
    return (
        Membership.objects.filter(
            **whose, person__is_active=True, disabled_at=None, organisation__partnerships__isnull=False
        )
        .annotate(has_second_factor=Exists(second))
        .order_by("id", "organisation__partnerships__id")
        .values_list(*FIELDS)
    )


# On every request of everybody.
_of_person = Prepared(lambda person_id: _wearable(person_id=person_id))
_of_membership = Prepared(lambda membership_id: _wearable(id=membership_id))


def hats_of(*, person_id: int) -> list[Hat]:
    """Every hat this person may wear now, oldest membership first."""
    return _hats(_of_person(person_id=person_id))


def hat_to_wear(*, hats: list[Hat], chosen: str) -> Hat | None:
    """The chosen hat while it may still be worn, else the first one, else none."""
    return next((hat for hat in hats if hat.code == chosen), hats[0] if hats else None)


def actor_by_email(*, email: str) -> Actor:
    """The first hat of the person with this address, for commands and the demonstration. Raises NotFound."""
    person = Person.objects.filter(email__iexact=email).first()
    hats = hats_of(person_id=person.pk) if person else []
    if not hats:
        raise NotFound(f"{email} has no active membership here.")
    return hats[0].actor


def actor_of_membership(*, membership_id: int, partnership_id: int) -> Actor | None:
    """As it stands now, for work that goes on after the person's request. None when they may not act here any more."""
    hats = _hats(_of_membership(membership_id=membership_id))
    return next((hat.actor for hat in hats if hat.actor.partnership_id == partnership_id), None)


def hat_of_token(*, token_hash: str, now: datetime) -> Hat | None:
    """The hat a bearer token stands for, while the token and the membership are good."""
    token = AccessToken.objects.filter(token_hash=token_hash, revoked_at=None, expires_at__gt=now).first()
    if token is None:
        return None
    hats = _hats(_of_membership(membership_id=token.membership_id))
    return hats[0] if hats else None


def _hats(found: list[tuple[Any, ...]]) -> list[Hat]:
    rows = [dict(zip(FIELDS, row, strict=True)) for row in found]
    # Demo people are nobody outside a demonstration, also by a token that was made in one.
    rows = [row for row in rows if settings.DEMO or not row["person__is_demo"]]
    held = {role for row in rows for role in row["roles"]}
    excused = any(row["has_second_factor"] or row["person__is_demo"] for row in rows)
    missing = bool(held & ROLES_WITH_SECOND_FACTOR) and not excused
    return [_hat(row, second_factor_missing=missing) for row in rows]


def _hat(row: dict[str, Any], *, second_factor_missing: bool) -> Hat:
    roles = frozenset(row["roles"])
    actor = Actor(
        person_id=row["person_id"],
        membership_id=row["id"],
        organisation_id=row["organisation_id"],
        organisation_kind=row["organisation__kind"],
        partnership_id=row["organisation__partnerships__id"],
        roles=roles,
        second_factor_missing=second_factor_missing and bool(roles & ROLES_WITH_SECOND_FACTOR),
    )
    return Hat(
        actor=actor,
        person_name=row["person__name"],
        email=row["person__email"],
        job_title=row["job_title"],
        organisation_name=row["organisation__name"],
        partnership_name=row["organisation__partnerships__name"],
    )
