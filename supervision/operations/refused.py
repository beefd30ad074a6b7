"""What a refusal leaves in the trail. Each in a transaction of its own: the refused one is already undone."""

from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from backend.audit import operations as audit
from backend.kernel.actor import Actor
from backend.kernel.keys import Key
from supervision.operations.action import action_copy
from supervision.operations.agreement import open_agreement
from supervision.operations.section import section_copy
from supervision.operations.session import agenda_item_copy
from supervision.queries import action, agreement, record, session


@transaction.atomic
def note_denial(*, actor: Actor, key: Key, is_read: bool, now: datetime) -> None:
    """For what exists and for what does not: only the trail's readers may ever tell which."""
    verb = "CONSULT" if is_read else "ALTER"
    audit.record(actor=actor, verb=verb, key=key, outcome="DENY", reason="not a participant", now=now)


@transaction.atomic
def note_broken_seal(*, actor: Actor, key: Key, now: datetime) -> None:
    audit.record(actor=actor, verb="CONSULT", key=key, outcome="DENY", reason="seal broken", now=now)


def current_copy(*, actor: Actor, key: Key, now: datetime) -> dict[str, Any]:
    """The server's text for somebody whose save was too late, noted as the reading it is."""
    thing = UUID(key.id)
    if key.kind == record.SECTION_KIND:
        return section_copy(actor=actor, section_id=thing, now=now)
    if key.kind == session.ITEM_KIND:
        return agenda_item_copy(actor=actor, item_id=thing, now=now)
    if key.kind == action.KIND:
        return action_copy(actor=actor, action_id=thing, now=now)
    if key.kind == agreement.KIND:
        page = open_agreement(actor=actor, agreement_id=thing, now=now)
        return {"version": page.version, "terms": asdict(page.terms)}
    raise ValueError(f"nothing to copy for {key.kind}")
