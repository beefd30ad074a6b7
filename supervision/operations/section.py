from datetime import datetime
from uuid import UUID

from django.db import transaction

from backend.kernel.actor import Actor
from backend.kernel.errors import Invalid, NotFound, Stale, WrongMoment
from supervision.enums import RecordState
from supervision.forms_library import ReflectiveForm
from supervision.models import Record, Section
from supervision.operations import trail
from supervision.operations.words import SECTION_MAX_LENGTH, taken
from supervision.policy import record as policy
from supervision.queries import record as queries
from supervision.queries.facilitation import facilitator_of
from supervision.queries.own_form import form_of
from supervision.queries.participant import participant_of
from supervision.refusals import StaleText
from supervision.sealed import Seals, key_of


@transaction.atomic
def save_section(
    *, actor: Actor, record_id: UUID, stage: str, text: str, expected_version: int, now: datetime
) -> Section:
    """The actor's own words at one stage; version 0 means "I have not written here yet".

    Words that are already shared, changed after the record was put up for signing, take it back to draft.
    """
    record, most = _record_to_write(actor=actor, record_id=record_id, stage=stage)
    section = _own_or_new(actor, record, stage)
    _refuse_stale(section, expected_version)
    text = taken(text, field="text", most=most)
    seals = Seals.of(agreement_id=record.session.agreement_id)
    # Saving by itself happens every few seconds: the same words again must not take a signature away.
    if text == ("" if section.version == 0 else seals.open(row=section)):
        return section

    _seal_next_version(section, text, seals, now)
    if section.visibility in policy.seen_by_all(record.session.agreement):
        note_shared_change(record)
    trail.saved(actor=actor, row=section, verb="ALTER" if section.version > 1 else "COLLECT", now=now)
    return section


@transaction.atomic
def change_section_visibility(
    *, actor: Actor, record_id: UUID, stage: str, visibility: str, expected_version: int, now: datetime
) -> Section:
    """The one way in which words become readable by others, or private again; only by their author."""
    record, _ = _record_to_write(actor=actor, record_id=record_id, stage=stage)
    section = _own_or_new(actor, record, stage)
    if section.version == 0:
        raise Invalid("Write something first, then choose who sees it.")
    _refuse_stale(section, expected_version)
    if not policy.is_visibility_for(
        visibility,
        agreement=record.session.agreement,
        author_id=section.author_id,
        facilitator_id=facilitator_of(record=record),
    ):
        raise Invalid("Choose who sees this.", fields={"visibility": ["Choose who sees this."]})
    if visibility == section.visibility:
        return section

    seals = Seals.of(agreement_id=record.session.agreement_id)
    text = seals.open(row=section)
    before, section.visibility = section.visibility, visibility
    _seal_next_version(section, text, seals, now)
    if {before, visibility} & policy.seen_by_all(record.session.agreement):
        note_shared_change(record)
    trail.saved(actor=actor, row=section, reason=visibility, now=now)
    return section


@transaction.atomic
def section_copy(*, actor: Actor, section_id: UUID, now: datetime) -> dict[str, object]:
    """What the server has, for an author whose save was too late. A reading."""
    section = queries.section_to_read(actor=actor, section_id=section_id)
    trail.consulted(actor=actor, key=key_of(row=section), version=section.version, now=now)
    text = Seals.of(agreement_id=section.record.session.agreement_id).open(row=section)
    return {"version": section.version, "text": text, "visibility": section.visibility}


def _record_to_write(*, actor: Actor, record_id: UUID, stage: str) -> tuple[Record, int]:
    """With how much may be written at this stage."""
    record = queries.record_to_change(actor=actor, record_id=record_id)
    form = form_of(record=record)
    known = form.stage(key=stage)
    if known is None:
        raise NotFound("This record's form has no such stage.")
    if not policy.can_write(record, form):
        raise WrongMoment(_why_not_write(record, form))
    return record, known.most_characters or SECTION_MAX_LENGTH


def _why_not_write(record: Record, form: ReflectiveForm) -> str:
    if form.attendance_only:
        return "No notes are kept with this form: only how many people took part."
    if record.state == RecordState.ENDED:
        return "The session ended here, and nothing more is written. Take the record up again first."
    return "This record is signed and locked. Add an amendment below it instead."


def _own_or_new(actor: Actor, record: Record, stage: str) -> Section:
    section = queries.own_section(actor=actor, record=record, stage=stage)
    if section is None:
        author = participant_of(actor=actor, agreement_id=record.session.agreement_id)
        return Section(record=record, stage=stage, author=author, version=0)
    # So that the caller sees what became of the record.
    section.record = record
    return section


def _refuse_stale(section: Section, expected_version: int) -> None:
    if section.version == expected_version:
        return
    if section.version == 0:
        raise Stale("You have not written here yet: save with version 0.", current={"version": 0, "text": ""})
    raise StaleText(key=key_of(row=section))


def _seal_next_version(section: Section, text: str, seals: Seals, now: datetime) -> None:
    is_new = section.version == 0
    section.version += 1
    section.saved_at = now
    seals.seal(row=section, text=text)
    section.save(force_insert=is_new)


def note_shared_change(record: Record) -> None:
    """What all of them can see is different now; what was put up for signing is no longer what is there.

    For what is tapped as well as for what is written. The caller has the record locked.
    """
    record.version += 1
    if record.state == RecordState.SHARED:
        record.state, record.content_digest = RecordState.DRAFT, ""
        record.shared_at = record.shared_by = None
    record.save(update_fields=["version", "state", "content_digest", "shared_at", "shared_by"])
