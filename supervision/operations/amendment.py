from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from backend.kernel.actor import Actor
from backend.kernel.errors import WrongMoment
from supervision.models import Amendment, AmendmentSignature
from supervision.operations import trail
from supervision.operations.words import AMENDMENT_MAX_LENGTH, taken
from supervision.policy import record as policy
from supervision.queries import record as queries
from supervision.queries.participant import participant_of
from supervision.sealed import Seals, key_of


@transaction.atomic
def propose_amendment(*, actor: Actor, record_id: UUID, text: str, now: datetime) -> Amendment:
    """A part below a locked record, signed by its author at once; it stands when everybody has signed it."""
    record = queries.record_to_change(actor=actor, record_id=record_id)
    if not policy.can_amend(record):
        raise WrongMoment("A record is amended once it is signed and locked. Until then, change its sections.")
    text = taken(text, field="text", most=AMENDMENT_MAX_LENGTH, needed=True)

    me = participant_of(actor=actor, agreement_id=record.session.agreement_id)
    last = Amendment.objects.filter(record=record).aggregate(last=Max("number"))["last"]
    amendment = Amendment(record=record, number=(last or 0) + 1, author=me, proposed_at=now)
    Seals.of(agreement_id=record.session.agreement_id).seal(row=amendment, text=text)
    amendment.save(force_insert=True)
    AmendmentSignature.objects.create(amendment=amendment, participant=me, signed_at=now)
    trail.saved(actor=actor, row=amendment, verb="COLLECT", reason="amendment proposed", now=now)
    return amendment


@transaction.atomic
def sign_amendment(*, actor: Actor, amendment_id: UUID, now: datetime) -> Amendment:
    amendment = queries.amendment_to_change(actor=actor, amendment_id=amendment_id)
    me = participant_of(actor=actor, agreement_id=amendment.record.session.agreement_id)
    if AmendmentSignature.objects.filter(amendment=amendment, participant=me).exists():
        raise WrongMoment("You have already signed this amendment.")

    AmendmentSignature.objects.create(amendment=amendment, participant=me, signed_at=now)
    trail.changed(actor=actor, key=key_of(row=amendment), version=amendment.number, reason="signed", now=now)
    return amendment
