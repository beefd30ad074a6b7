"""A record on paper, made while its reader waits: kept nowhere, and nothing of it reaches the worker or the disk."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from backend.kernel.actor import Actor
from backend.kernel.typesetting import at_the_press
from supervision.operations import trail
from supervision.queries import paper
from supervision.queries import record as records
from supervision.queries.reading import PRINT
from supervision.sealed import Seals
from supervision.typesetting import typeset


@dataclass(frozen=True, slots=True)
class Printed:
    name: str
    pdf: bytes = field(repr=False)


def print_record(*, actor: Actor, record_id: UUID, now: datetime) -> Printed:
    """The reading is noted, as a print, before the text is opened: whoever takes part sees who has one."""
    with at_the_press():
        name, document = _opened(actor, record_id, now)
        return Printed(name, typeset(document))


@transaction.atomic
def _opened(actor: Actor, record_id: UUID, now: datetime) -> tuple[str, dict[str, Any]]:
    record = records.record_to_read(actor=actor, record_id=record_id)
    trail.consulted(actor=actor, key=records.key(record.pk), version=record.version, section=PRINT, now=now)
    seals = Seals.of(agreement_id=record.session.agreement_id)
    page = records.page(actor=actor, record=record, seals=seals, now=now)
    return paper.name_of(page=page), paper.document(page=page, now=now)
