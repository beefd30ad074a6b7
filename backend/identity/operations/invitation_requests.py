from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from backend.audit.operations import record
from backend.identity.models import InvitationRequest
from backend.identity.queries.invitation_requests import open_requests_by, partner_organisation, request_to_change
from backend.kernel.actor import Actor
from backend.kernel.errors import Invalid, WrongMoment
from backend.kernel.keys import Key

MOST_AT_ONCE = 10


@transaction.atomic
def ask_for_invitation(*, actor: Actor, email: str, organisation_id: int, now: datetime) -> InvitationRequest:
    """To the administrators of an organisation of the partnership. The answer does not say who has an account."""
    if partner_organisation(actor=actor, organisation_id=organisation_id) is None:
        choose = "Choose an organisation of your partnership."
        raise Invalid(choose, fields={"organisation_id": [choose]})
    email = _taken(email)
    if open_requests_by(actor=actor) >= MOST_AT_ONCE:
        raise WrongMoment("You have asked for several people already. Wait until somebody has answered.")
    asked, is_new = InvitationRequest.objects.get_or_create(
        email=email,
        organisation_id=organisation_id,
        asked_by_id=actor.membership_id,
        closed_at=None,
        defaults={"asked_at": now},
    )
    if is_new:
        key = Key.of("identity.invitation_request", asked.pk)
        record(actor=actor, verb="ADMIN", key=key, now=now, reason="invitation asked for")
    return asked


@transaction.atomic
def decline_request(*, actor: Actor, request_id: int, now: datetime) -> None:
    asked = request_to_change(actor=actor, request_id=request_id)
    asked.closed_at = now
    asked.save(update_fields=["closed_at"])
    key = Key.of("identity.invitation_request", asked.pk)
    record(actor=actor, verb="ADMIN", key=key, now=now, reason="invitation request declined")


def _taken(email: str) -> str:
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError as wrong:
        unfit = "Enter an e-mail address, such as name@council.example."
        raise Invalid(unfit, fields={"email": [unfit]}) from wrong
    return email
