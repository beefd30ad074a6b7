from datetime import datetime, timedelta

from django.db import transaction

from backend.audit.operations import record
from backend.identity.models import AccessToken, Membership
from backend.identity.tokens import new_token
from backend.kernel.errors import NotFound
from backend.kernel.keys import Key

LASTS = timedelta(days=90)


@transaction.atomic
def issue_access_token(*, email: str, organisation: str = "", now: datetime) -> str:
    """A new token for this person's membership (of the named organisation, or their first). Shown once.

    For the operator's command only: no page or API makes tokens.
    """
    memberships = Membership.objects.filter(person__email__iexact=email, person__is_active=True, disabled_at=None)
    if organisation:
        memberships = memberships.filter(organisation__name__iexact=organisation)
    membership = memberships.order_by("id").first()
    if membership is None:
        raise NotFound(f"Nobody with the address {email} has an active membership here.")
    token, token_hash = new_token()
    kept = AccessToken.objects.create(
        token_hash=token_hash, membership=membership, created_at=now, expires_at=now + LASTS
    )
    record(
        actor=None,
        verb="ADMIN",
        key=Key.of("identity.access_token", kept.pk),
        now=now,
        organisation_id=membership.organisation_id,
        reason="access token issued",
    )
    return token


@transaction.atomic
def revoke_access_tokens(*, email: str, now: datetime) -> int:
    """Ends every token of this person; the number ended. They are refused from the next request on."""
    tokens = AccessToken.objects.filter(membership__person__email__iexact=email, revoked_at=None)
    for token in tokens.select_related("membership"):
        record(
            actor=None,
            verb="ADMIN",
            key=Key.of("identity.access_token", token.pk),
            now=now,
            organisation_id=token.membership.organisation_id,
            reason="access token revoked",
        )
    return tokens.update(revoked_at=now)
