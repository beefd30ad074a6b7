import hashlib
import json
from datetime import datetime
from uuid import UUID

from django.db import transaction

from backend.kernel.actor import Actor
from backend.kernel.errors import Invalid, Stale, WrongMoment
from supervision.enums import ClosingMark, RecordState, SessionState, Statement
from supervision.forms_library import TIMES, ReflectiveForm
from supervision.models import Participant, Record, RecordSignature
from supervision.operations import trail
from supervision.operations.telling import invite
from supervision.operations.words import NOTE_MAX_LENGTH, taken
from supervision.policy import record as policy
from supervision.policy import session as session_policy
from supervision.queries import action as actions
from supervision.queries import attached_page as pages
from supervision.queries import record as queries
from supervision.queries import session as sessions
from supervision.queries.own_form import form_of, offered_at
from supervision.queries.participant import participant_of, seated
from supervision.queries.record import RecordPage
from supervision.refusals import BrokenSeal
from supervision.sealed import Seals, fingerprint_of

STATEMENT_FIRST = "Make your statement first. Nothing was written down here, and the session can wait."


def forms_to_start_with(*, actor: Actor, session_id: UUID) -> list[ReflectiveForm]:
    """What ships, and what the organisations of those who meet offer. No word of the session is opened for it."""
    return list(offered_at(session=sessions.session_to_read(actor=actor, session_id=session_id)).values())


@transaction.atomic
def start_record(
    *, actor: Actor, session_id: UUID, form_key: str, minutes: int, statement: str, now: datetime
) -> Record:
    """The session counts as held from here on. `statement` is looked at before anything is kept, and never kept.

    One that was planned for a later day moves to now: nobody signs what was said at a meeting that is still to come,
    and whoever meets earlier than planned is not sent away to plan anew. Everybody's calendar is told.
    """
    session = sessions.session_to_change(actor=actor, session_id=session_id)
    if not session_policy.can_start_record(session, sessions.record_of(session=session)):
        raise WrongMoment("This session has a record already, was cancelled, or its agreement has ended.")
    form = _fit_form(offered_at(session=session), form_key=form_key, minutes=minutes)
    _refuse_before_a_statement(statement)

    if session.state == SessionState.PLANNED:
        is_early = session_policy.is_early(session, now=now)
        session.state, session.planned_for = SessionState.HELD, now if is_early else session.planned_for
        session.version += 1
        session.save(update_fields=["state", "planned_for", "version"])
        if is_early:
            invite(agreement=session.agreement, sessions=[session], now=now)
    me = participant_of(actor=actor, agreement_id=session.agreement_id)
    record = Record.objects.create(
        session=session,
        form_key=form.key,
        minutes=minutes,
        wellbeing=form.wellbeing,
        started_at=now,
        started_by=me,
    )
    trail.collected(actor=actor, key=queries.key(record.pk), version=1, reason="started", now=now)
    return record


@transaction.atomic
def open_record(*, actor: Actor, record_id: UUID, now: datetime) -> RecordPage:
    """A reading, noted before the text is opened: if it cannot be noted, nothing is read."""
    record = queries.record_to_read(actor=actor, record_id=record_id)
    trail.consulted(actor=actor, key=queries.key(record.pk), version=record.version, now=now)
    seals = Seals.of(agreement_id=record.session.agreement_id)
    return queries.page(actor=actor, record=record, seals=seals, now=now)


@transaction.atomic
def share_record(*, actor: Actor, record_id: UUID, expected_version: int, now: datetime) -> Record:
    """Puts what all of you can see up for signing, as it stands in the version named."""
    record = queries.record_to_change(actor=actor, record_id=record_id)
    if not policy.can_share(record, form_of(record=record)):
        raise WrongMoment("This record is up for signing or signed already, was ended, or has nothing to sign.")
    _refuse_stale(record, expected_version)
    if not queries.shared_sections(record=record) and not actions.has_actions(record=record) and not _tapped(record):
        raise WrongMoment("Nothing in this record is shared yet. Choose who sees a section first.")

    record.state = RecordState.SHARED
    record.version += 1
    record.share_number += 1
    record.shared_at, record.shared_by = now, participant_of(actor=actor, agreement_id=record.session.agreement_id)
    record.content_digest = _content_digest(record)
    record.save(update_fields=["state", "version", "share_number", "shared_at", "shared_by", "content_digest"])
    trail.changed(
        actor=actor,
        key=queries.key(record.pk),
        version=record.version,
        reason="shared for signing",
        fingerprint=record.content_digest,
        now=now,
    )
    return record


@transaction.atomic
def sign_record(*, actor: Actor, record_id: UUID, note: str, expected_version: int, now: datetime) -> Record:
    """Signs what was put up, with a note of difference or with "" for none. The last signature locks the record."""
    record = queries.record_to_change(actor=actor, record_id=record_id)
    me = participant_of(actor=actor, agreement_id=record.session.agreement_id)
    signed_by = {row.participant_id for row in queries.standing_signatures(record=record)}
    if not policy.can_sign(record, participant_id=me.pk, signed_by=signed_by):
        raise WrongMoment(_why_not_sign(record))
    _refuse_stale(record, expected_version)
    if record.content_digest != _content_digest(record):
        raise BrokenSeal(key=queries.key(record.pk))
    note = taken(note, field="note", most=NOTE_MAX_LENGTH)

    _sign(actor=actor, record=record, participant=me, note=note, now=now)
    locks = lock_if_signed(record=record, now=now)
    trail.changed(
        actor=actor,
        key=queries.key(record.pk),
        version=record.version,
        reason="signed and locked" if locks else "signed",
        fingerprint=record.content_digest,
        now=now,
    )
    return record


def lock_if_signed(*, record: Record, now: datetime) -> bool:
    """Once everybody who takes part in the session has signed what is put up now."""
    signed_by = {row.participant_id for row in queries.standing_signatures(record=record)}
    if record.state != RecordState.SHARED or seated(session=record.session) - signed_by:
        return False
    record.state, record.locked_at = RecordState.LOCKED, now
    record.version += 1
    record.save(update_fields=["state", "locked_at", "version"])
    return True


def _sign(*, actor: Actor, record: Record, participant: Participant, note: str, now: datetime) -> None:
    signature = RecordSignature(
        record=record,
        participant=participant,
        share_number=record.share_number,
        content_digest=record.content_digest,
        signed_at=now,
    )
    if note.strip():
        Seals.of(agreement_id=record.session.agreement_id).seal(row=signature, text=note)
    signature.save(force_insert=True)
    if note.strip():
        trail.saved(actor=actor, row=signature, verb="COLLECT", reason="note of difference", now=now)


def _content_digest(record: Record) -> str:
    """Of the ciphertexts and the facts beside them: it changes with every word, and says nothing about one."""
    sections = [
        [str(row.pk), row.stage, str(row.author_id), row.visibility, row.version, fingerprint_of(row=row)]
        for row in queries.shared_sections(record=record)
    ]
    facts = [str(record.pk), record.form_key, record.minutes, record.share_number, sections]
    # Only where there is something: what was put up before these existed keeps its digest.
    facts += [tapped] if (tapped := _tapped(record)) else []
    facts += [{"actions": agreed}] if (agreed := _agreed(record)) else []
    facts += [{"pages": used}] if (used := _used(record)) else []
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def _agreed(record: Record) -> list[list[object]]:
    """The actions as they were agreed: what becomes of them is nothing that was signed."""
    return [
        [str(row.pk), str(row.owner_id), str(row.due_on), row.version, fingerprint_of(row=row)]
        for row in actions.actions_put_up(record=record)
    ]


def _used(record: Record) -> list[list[str]]:
    return [[str(row.pk), fingerprint_of(row=row)] for row in pages.pages_put_up(record=record)]


def _tapped(record: Record) -> dict[str, object]:
    """What stands in the record without a word having been written."""
    facts = {"wellbeing": record.wellbeing} | {mark.column: getattr(record, mark.column) for mark in ClosingMark}
    return {name: value for name, value in facts.items() if value not in (None, "")}


def _refuse_before_a_statement(statement: str) -> None:
    if statement not in Statement.values:
        asked = "Say whether this is about an incident in which you are or may be a witness."
        raise Invalid(asked, fields={"statement": [asked]})
    if statement == Statement.NOT_YET:
        raise WrongMoment(STATEMENT_FIRST)


def _fit_form(offered: dict[str, ReflectiveForm], *, form_key: str, minutes: int) -> ReflectiveForm:
    if form_key not in offered:
        raise Invalid("Choose a form.", fields={"form_key": ["Choose a form."]})
    if minutes not in TIMES:
        times = "Choose the time you have: 10, 30, 60 or 90 minutes."
        raise Invalid(times, fields={"minutes": [times]})
    return offered[form_key]


def _refuse_stale(record: Record, expected_version: int) -> None:
    if record.version != expected_version:
        raise Stale(
            "The record was changed after you opened it. Read it as it is now first.",
            current={"version": record.version, "state": record.state},
        )


def _why_not_sign(record: Record) -> str:
    return {
        RecordState.DRAFT.value: "This record is not up for signing: one of you shares it first.",
        RecordState.SHARED.value: "You have already signed this record.",
        RecordState.LOCKED.value: "This record is already signed by all of you.",
        RecordState.ENDED.value: "This record was ended. Take it up again first.",
    }[record.state]
