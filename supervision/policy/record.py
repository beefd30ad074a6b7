"""What may happen to a record depends on its state alone: an agreement that has ended does not strand a draft."""

from collections.abc import Collection
from uuid import UUID

from supervision.enums import Kind, RecordState, Visibility
from supervision.forms_library import ReflectiveForm
from supervision.models import Agreement, Record


def is_open(record: Record) -> bool:
    return record.state in {RecordState.DRAFT, RecordState.SHARED}


def can_write(record: Record, form: ReflectiveForm) -> bool:
    """Of a form of which only the attendance is noted, nothing is written by anybody."""
    return is_open(record) and not form.attendance_only


def can_share(record: Record, form: ReflectiveForm) -> bool:
    return record.state == RecordState.DRAFT and not form.attendance_only


def can_end(record: Record) -> bool:
    return is_open(record)


def can_take_up(record: Record) -> bool:
    return record.state == RecordState.ENDED


def can_note_attendance(record: Record, form: ReflectiveForm) -> bool:
    return is_open(record) and form.attendance_only


def can_set_wellbeing(record: Record, form: ReflectiveForm) -> bool:
    return can_write(record, form)


def can_mark(record: Record, form: ReflectiveForm) -> bool:
    return is_open(record) and form.closing_marks


def can_sign(record: Record, *, participant_id: UUID, signed_by: Collection[UUID]) -> bool:
    return record.state == RecordState.SHARED and participant_id not in signed_by


def can_amend(record: Record) -> bool:
    return record.state == RecordState.LOCKED


def seen_by_all(agreement: Agreement) -> frozenset[str]:
    """Who sees a section decides whether it is signed: nobody signs what they cannot read."""
    if agreement.kind == Kind.GROUP:
        return frozenset({Visibility.EVERYONE_IN_SESSION})
    return frozenset({Visibility.TWO_OF_US, Visibility.EVERYONE_IN_SESSION})


def is_visibility_for(visibility: str, *, agreement: Agreement, author_id: UUID, facilitator_id: UUID | None) -> bool:
    """In a group "the two of us" are the author and whoever facilitated when the record was begun: that person has no
    second one, and nobody has once they have left."""
    if agreement.kind == Kind.GROUP and visibility == Visibility.TWO_OF_US:
        return facilitator_id not in {None, author_id}
    return visibility in Visibility.values
