"""Subject access for somebody who has left: they ask outside, two officers answer."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from backend.kernel.actor import Actor
from backend.kernel.errors import Invalid
from supervision.models import DataRequest
from supervision.operations.subject_access import ask_for, exported, note
from supervision.queries import former_member as queries
from supervision.queries.hold import refuse_unless_officer


@transaction.atomic
def ask_for_former_member(*, actor: Actor, membership_id: int, now: datetime) -> DataRequest:
    """Somebody who can sign in asks by themselves: nobody does it in their place."""
    refuse_unless_officer(actor)
    if not queries.is_former_member(actor=actor, membership_id=membership_id):
        choose = "Choose somebody who has left your organisation."
        raise Invalid(choose, fields={"membership_id": [choose]})
    return ask_for(actor=actor, membership_id=membership_id, reason="asked for a former member", now=now)


@transaction.atomic
def hand_over_export(*, actor: Actor, request_id: UUID, now: datetime) -> dict[str, Any]:
    """To be given to the person, by another officer than the one who read it through; for a week, noted each time."""
    request = queries.request_to_hand_over(actor=actor, request_id=request_id, now=now)
    note(actor, request, "handed over", now)
    return exported(request, now)
