from datetime import datetime

from django.db import transaction

from backend.audit import operations as audit
from backend.kernel.actor import Actor
from supervision.queries import report as queries
from supervision.queries.report import PairsPage


@transaction.atomic
def open_pairs(*, actor: Actor, page: int, now: datetime) -> PairsPage:
    """A look at who meets whom is noted like any reading."""
    queries.refuse_unless_administrator(actor)
    audit.record(actor=actor, verb="CONSULT", key=queries.pairs_key(actor), reason="report", now=now)
    return queries.pairs(actor=actor, page=page)
