"""What stands in a record without a word being written: wellbeing, closing marks, attendance. One tap each."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from backend.kernel.actor import Actor
from backend.kernel.errors import Invalid, Stale, WrongMoment
from supervision.enums import ClosingMark, RecordState, Wellbeing
from supervision.models import Record
from supervision.operations import trail
from supervision.operations.section import note_shared_change
from supervision.policy import record as policy
from supervision.queries import record as queries
from supervision.queries.own_form import form_of

MOST_PEOPLE = 500


@transaction.atomic
def set_wellbeing(*, actor: Actor, record_id: UUID, wellbeing: str, expected_version: int, now: datetime) -> Record:
    """By anybody in the session; "" takes the line out again. `expected_version` is the record's `facts_version`."""
    record = queries.record_to_change(actor=actor, record_id=record_id)
    if not policy.can_set_wellbeing(record, form_of(record=record)):
        raise WrongMoment("This line can no longer be changed.")
    _refuse_stale(record, expected_version)
    if wellbeing not in ["", *Wellbeing.values]:
        raise _invalid("wellbeing", "Choose offered, taken up or not today.")
    if wellbeing == record.wellbeing:
        return record

    record.wellbeing = wellbeing
    _keep(actor=actor, record=record, columns=["wellbeing"], reason="wellbeing", now=now)
    return record


@transaction.atomic
def set_closing_mark(
    *, actor: Actor, record_id: UUID, mark: str, answer: bool, expected_version: int, now: datetime
) -> Record:
    """The group's answer, tapped by anybody in it; the last tap counts."""
    record = queries.record_to_change(actor=actor, record_id=record_id)
    if not policy.can_mark(record, form_of(record=record)):
        raise WrongMoment("This record's form has no closing marks, or it can no longer be changed.")
    if mark not in ClosingMark.values:
        raise _invalid("mark", "Choose one of the four marks.")
    _refuse_stale(record, expected_version)
    column = ClosingMark(mark).column
    if getattr(record, column) is answer:
        return record

    setattr(record, column, answer)
    _keep(actor=actor, record=record, columns=[column], reason="closing mark", now=now)
    return record


@transaction.atomic
def note_attendance(*, actor: Actor, record_id: UUID, people: int, expected_version: int, now: datetime) -> Record:
    """How many took part, which is all that is kept; with it the record ends."""
    record = queries.record_to_change(actor=actor, record_id=record_id)
    if not policy.can_note_attendance(record, form_of(record=record)):
        raise WrongMoment("Attendance is noted where no notes are kept, while the record is open.")
    _refuse_stale(record, expected_version)
    if not 1 <= people <= MOST_PEOPLE:
        raise _invalid("people", f"Give a number of people between 1 and {MOST_PEOPLE}.")

    record.attendance, record.state = people, RecordState.ENDED
    _keep(actor=actor, record=record, columns=["attendance"], reason="attendance", now=now)
    return record


def _keep(*, actor: Actor, record: Record, columns: list[str], reason: str, now: datetime) -> None:
    record.facts_version += 1
    record.save(update_fields=[*columns, "facts_version"])
    note_shared_change(record)
    trail.changed(actor=actor, key=queries.key(record.pk), version=record.version, reason=reason, now=now)


def _refuse_stale(record: Record, expected_version: int) -> None:
    if record.facts_version != expected_version:
        raise Stale(
            "Somebody tapped here after you opened it. Look again first.", current={"version": record.facts_version}
        )


def _invalid(field: str, message: str) -> Invalid:
    return Invalid(message, fields={field: [message]})
