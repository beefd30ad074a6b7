from datetime import datetime

from allauth.mfa.models import Authenticator
from django.conf import settings

from backend.identity.enums import ROLES_WITH_SECOND_FACTOR
from backend.identity.hats import Hat
from backend.identity.models import AccessToken, Membership, Person
from backend.kernel.actor import Actor
from backend.kernel.errors import NotFound

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
)


def hats_of(*, person_id: int) -> list[Hat]:
    """Every hat this person may wear now, oldest membership first. Disabled people and memberships have none."""
    rows = (
        Membership.objects.filter(
            person_id=person_id,
            person__is_active=True,
            disabled_at=None,
            organisation__partnerships__isnull=False,
        )
        .order_by("id", "organisation__partnerships__id")
        .values(*FIELDS)
    )
    return _hats(list(rows))


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


def hat_of_token(*, token_hash: str, now: datetime) -> Hat | None:
    """The hat a bearer token stands for, while the token and the membership are good."""
    token = AccessToken.objects.filter(token_hash=token_hash, revoked_at=None, expires_at__gt=now).first()
    if token is None:
        return None
    rows = (
        Membership.objects.filter(
            id=token.membership_id,
            person__is_active=True,
            disabled_at=None,
            organisation__partnerships__isnull=False,
        )
        # The same partnership at every call, also where the organisation is in several.
        .order_by("organisation__partnerships__id")
        .values(*FIELDS)
    )
    hats = _hats(list(rows))
    return hats[0] if hats else None


def _hats(rows: list[dict]) -> list[Hat]:
    held = {role for row in rows for role in row["roles"]}
    demo = settings.DEMO and any(row["person__is_demo"] for row in rows)
    missing = bool(held & ROLES_WITH_SECOND_FACTOR) and not demo and not _has_second_factor(rows[0]["person_id"])
    return [_hat(row, second_factor_missing=missing) for row in rows]


def _has_second_factor(person_id: int) -> bool:
    second = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return Authenticator.objects.filter(user_id=person_id, type__in=second).exists()


def _hat(row: dict, *, second_factor_missing: bool) -> Hat:
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
