"""Pages of the manual that were used in a session. That they were, the manual never learns."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from backend.kernel.actor import Actor
from backend.kernel.errors import Invalid, WrongMoment
from backend.kernel.references import Reference
from supervision.models import AttachedPage, Record
from supervision.operations import trail
from supervision.operations.section import note_shared_change
from supervision.operations.words import PAGE_NAME_MAX_LENGTH, taken
from supervision.policy import record as policy
from supervision.queries import attached_page as queries
from supervision.queries import record as records
from supervision.queries.capture import is_held
from supervision.queries.own_form import form_of
from supervision.queries.participant import participant_of
from supervision.sealed import Seals

MOST_PAGES = 20


def find_pages(*, actor: Actor, record_id: UUID, name: str) -> list[Reference]:
    """What could be attached. It opens no text of the record, and what was typed is kept nowhere."""
    _refuse_closed(records.record_to_read(actor=actor, record_id=record_id))
    return queries.pages_named(actor=actor, name=taken(name, field="name", most=PAGE_NAME_MAX_LENGTH, needed=True))


@transaction.atomic
def attach_page(*, actor: Actor, record_id: UUID, page_key: str, now: datetime) -> AttachedPage:
    """Everybody in the session sees it at once, and signs it with the record. A page is attached once."""
    record = records.record_to_change(actor=actor, record_id=record_id)
    _refuse_closed(record)
    page = queries.page_to_attach(actor=actor, page_key=page_key)
    if page is None:
        raise _invalid("Choose a page of the manual.")
    seals = Seals.of(agreement_id=record.session.agreement_id)
    there = queries.pages_put_up(record=record)
    if any(queries.key_in(seals.open(row=row)) == page.key for row in there):
        raise WrongMoment("This page is attached already.")
    if len(there) >= MOST_PAGES:
        raise WrongMoment(f"A record holds {MOST_PAGES} pages at most. Take one out first.")

    me = participant_of(actor=actor, agreement_id=record.session.agreement_id)
    row = AttachedPage(record=record, attached_by=me, attached_at=now)
    seals.seal(row=row, text=queries.written(page))
    row.save(force_insert=True)
    note_shared_change(record)
    trail.saved(actor=actor, row=row, verb="COLLECT", now=now)
    return row


@transaction.atomic
def take_out_page(*, actor: Actor, attached_page_id: UUID, now: datetime) -> Record:
    record_id = queries.attached_page_to_read(actor=actor, attached_page_id=attached_page_id).record_id
    record = records.record_to_change(actor=actor, record_id=record_id)
    row = queries.attached_page_to_read(actor=actor, attached_page_id=attached_page_id)
    _refuse_closed(record)
    if is_held(agreement_id=record.session.agreement_id):
        raise WrongMoment("A legal hold stands over this agreement: nothing of it can be taken out for now.")

    trail.erased(actor=actor, row=row, reason="taken out", now=now)
    row.delete()
    note_shared_change(record)
    return record


def _refuse_closed(record: Record) -> None:
    if not policy.can_write(record, form_of(record=record)):
        raise WrongMoment("No page is attached any more: the record is signed and locked, ended, or keeps no notes.")


def _invalid(message: str) -> Invalid:
    return Invalid(message, fields={"page_key": [message]})
