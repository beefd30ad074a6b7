from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import prefetch_related_objects

from backend.kernel.actor import Actor
from backend.kernel.keys import Key
from backend.kernel.prepared import Prepared
from supervision.enums import ClosingMark, RecordState, Visibility, Wellbeing
from supervision.forms_library import ReflectiveForm
from supervision.models import Agreement, Amendment, Record, RecordSignature, Section
from supervision.policy import record as policy
from supervision.queries.action import ActionLine, lines_of_record
from supervision.queries.attached_page import AttachedPageLine
from supervision.queries.attached_page import lines_of_record as pages_of_record
from supervision.queries.facilitation import facilitator_of
from supervision.queries.own_form import form_of
from supervision.queries.participant import Circle, Who, circle_of
from supervision.queries.retention import private_days
from supervision.refusals import Hidden
from supervision.sealed import Seals

KIND = "supervision.record"
SECTION_KIND = "supervision.section"
AMENDMENT_KIND = "supervision.amendment"

_readable_record = Prepared(
    lambda membership_id, record_id: (
        Record.objects.of_participant(membership_id).filter(id=record_id).select_related("session__agreement")
    )
)
_readable_sections = Prepared(
    lambda membership_id, record_id: Section.objects.of_reader(membership_id).filter(record_id=record_id).order_by("id")
)
_own_notes = Prepared(
    lambda record_id, participant_id: RecordSignature.objects.filter(
        record_id=record_id, participant_id=participant_id, sealed_note__isnull=False
    ).order_by("-share_number")
)
_amendments_of = Prepared(lambda record_id: Amendment.objects.filter(record_id=record_id).order_by("number"))


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionText:
    author: Who
    text: str = field(repr=False)
    visibility: str
    visibility_label: str
    version: int
    saved_at: datetime
    expires_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StageOfRecord:
    """`mine` is None before I first wrote here: then I save with version 0. `others` holds only what is shared.

    `most_characters` is None where only the limit of every section holds.
    """

    key: str
    name: str
    minutes: int
    prompts: list[str]
    most_characters: int | None
    mine: SectionText | None
    others: list[SectionText]

    @property
    def my_version(self) -> int:
        return self.mine.version if self.mine else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordSigned:
    who: Who
    signed_at: datetime
    note: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendmentText:
    id: UUID
    number: int
    author: Who
    text: str = field(repr=False)
    proposed_at: datetime
    signed_by: list[Who]
    stands: bool
    can_sign: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One closing mark: its code, its question, and the answer so far."""

    code: str
    question: str
    answer: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordPage:
    """`seen_by_all` are the visibilities of what is signed. `my_earlier_note` is what I wrote when I signed something
    that was changed afterwards. `facts_version` is that of wellbeing, closing marks and attendance together;
    `closing_marks` is empty where the form asks for none."""

    id: UUID
    session_id: UUID
    agreement_id: UUID
    title: str
    planned_for: datetime
    form: ReflectiveForm
    minutes: int
    state: str
    state_label: str
    version: int
    circle: Circle
    seen_by_all: frozenset[str]
    stages: list[StageOfRecord]
    signatures: list[RecordSigned]
    my_earlier_note: str = field(repr=False)
    actions: list[ActionLine]
    pages: list[AttachedPageLine]
    amendments: list[AmendmentText]
    started_at: datetime
    shared_at: datetime | None
    shared_by: Who | None
    locked_at: datetime | None
    wellbeing: str
    wellbeing_label: str
    closing_marks: list[Mark]
    attendance: int | None
    facts_version: int
    can_write: bool
    can_share: bool
    can_sign: bool
    can_amend: bool
    can_end: bool
    can_take_up: bool
    can_set_wellbeing: bool
    can_mark: bool
    can_note_attendance: bool


def key(record_id: UUID) -> Key:
    return Key.of(KIND, record_id)


def record_to_read(*, actor: Actor, record_id: UUID) -> Record:
    found: Record | None = _readable_record.first(membership_id=actor.membership_id, record_id=record_id)
    if found is None:
        raise Hidden(key=key(record_id))
    return found


def record_to_change(*, actor: Actor, record_id: UUID) -> Record:
    """Locked until the end of the transaction."""
    found = (
        Record.objects.visible_to(actor)
        .select_for_update(of=("self",))
        .select_related("session__agreement")
        .filter(id=record_id)
        .first()
    )
    if found is None:
        raise Hidden(key=key(record_id))
    return found


def own_section(*, actor: Actor, record: Record, stage: str) -> Section | None:
    return Section.objects.filter(
        record=record, stage=stage, author__membership_id=actor.membership_id, author__left_at=None
    ).first()


def section_to_read(*, actor: Actor, section_id: UUID) -> Section:
    found = Section.objects.readable_by(actor).select_related("record__session").filter(id=section_id).first()
    if found is None:
        raise Hidden(key=Key.of(SECTION_KIND, section_id))
    return found


def shared_sections(*, record: Record) -> list[Section]:
    """What is put up for signing: what everybody who signs can read."""
    seen = policy.seen_by_all(record.session.agreement)
    return list(Section.objects.filter(record=record, visibility__in=seen).order_by("id"))


def standing_signatures(*, record: Record) -> list[RecordSignature]:
    """Those under what is put up now; none while it is a draft or ended."""
    if record.state in {RecordState.DRAFT, RecordState.ENDED}:
        return []
    found = RecordSignature.objects.filter(record=record, share_number=record.share_number)
    return list(found.order_by("signed_at"))


def records_up_for_signing(*, agreement: Agreement) -> list[Record]:
    """Locked until the end of the transaction."""
    found = Record.objects.filter(session__agreement=agreement, state=RecordState.SHARED)
    return list(found.select_for_update(of=("self",)).select_related("session__agreement"))


def amendment_to_change(*, actor: Actor, amendment_id: UUID) -> Amendment:
    """Locked until the end of the transaction."""
    found = (
        Amendment.objects.visible_to(actor)
        .select_for_update(of=("self",))
        .select_related("record__session")
        .filter(id=amendment_id)
        .first()
    )
    if found is None:
        raise Hidden(key=Key.of(AMENDMENT_KIND, amendment_id))
    return found


def page(*, actor: Actor, record: Record, seals: Seals, now: datetime) -> RecordPage:
    """The record with its text opened, as this actor may see it: for the operation that has noted the reading."""
    circle = circle_of(actor=actor, agreement_id=record.session.agreement_id).at(record.session.planned_for)
    circle = circle.facilitated_by(facilitator_of(record=record))
    form = form_of(record=record)
    standing = standing_signatures(record=record)
    signed_by = {row.participant_id for row in standing}
    return RecordPage(
        id=record.pk,
        session_id=record.session_id,
        agreement_id=record.session.agreement_id,
        title=circle.title,
        planned_for=record.session.planned_for,
        form=form,
        minutes=record.minutes,
        state=record.state,
        state_label=RecordState(record.state).label,
        version=record.version,
        circle=circle,
        seen_by_all=policy.seen_by_all(record.session.agreement),
        stages=_stages(actor, record, form, circle, seals),
        signatures=[
            RecordSigned(who=circle.who(row.participant_id), signed_at=row.signed_at, note=seals.open(row=row))
            for row in standing
        ],
        my_earlier_note=_earlier_note(record, circle.me, signed_by, seals),
        actions=lines_of_record(record=record, circle=circle, seals=seals, now=now),
        pages=pages_of_record(actor=actor, record=record, circle=circle, seals=seals),
        amendments=_amendments(record, circle, seals),
        started_at=record.started_at,
        shared_at=record.shared_at,
        shared_by=circle.who(record.shared_by_id) if record.shared_by_id else None,
        locked_at=record.locked_at,
        **_tapped(record, form),
        can_write=policy.can_write(record, form),
        can_share=policy.can_share(record, form),
        can_sign=policy.can_sign(record, participant_id=circle.me.participant_id, signed_by=signed_by),
        can_amend=policy.can_amend(record),
        can_end=policy.can_end(record),
        can_take_up=policy.can_take_up(record),
    )


def _tapped(record: Record, form: ReflectiveForm) -> dict[str, Any]:
    """What stands in a record without a word being written, and whether it can still be tapped."""
    marks = [
        Mark(code=mark.value, question=mark.label, answer=getattr(record, mark.column))
        for mark in ClosingMark
        if form.closing_marks
    ]
    return {
        "wellbeing": record.wellbeing,
        "wellbeing_label": Wellbeing(record.wellbeing).label if record.wellbeing else "",
        "closing_marks": marks,
        "attendance": record.attendance,
        "facts_version": record.facts_version,
        "can_set_wellbeing": policy.can_set_wellbeing(record, form),
        "can_mark": policy.can_mark(record, form),
        "can_note_attendance": policy.can_note_attendance(record, form),
    }


def _section_text(section: Section, author: Who, seals: Seals, private_days: int) -> SectionText:
    is_private = section.visibility == Visibility.ONLY_ME
    return SectionText(
        author=author,
        text=seals.open(row=section),
        visibility=section.visibility,
        visibility_label=Visibility(section.visibility).label,
        version=section.version,
        saved_at=section.saved_at,
        expires_at=section.saved_at + timedelta(days=private_days) if is_private else None,
    )


def _stages(actor: Actor, record: Record, form: ReflectiveForm, circle: Circle, seals: Seals) -> list[StageOfRecord]:
    written: dict[str, list[SectionText]] = defaultdict(list)
    days = private_days(organisation_id=actor.organisation_id)
    for section in _readable_sections(membership_id=actor.membership_id, record_id=record.pk):
        written[section.stage].append(_section_text(section, circle.who(section.author_id), seals, days))
    return [
        StageOfRecord(
            key=stage.key,
            name=stage.name,
            minutes=stage.minutes[record.minutes],
            prompts=stage.prompts_for(minutes=record.minutes),
            most_characters=stage.most_characters,
            mine=next((text for text in written[stage.key] if text.author.is_me), None),
            others=[text for text in written[stage.key] if not text.author.is_me],
        )
        for stage in form.stages
    ]


def _earlier_note(record: Record, me: Who, signed_by: set[UUID], seals: Seals) -> str:
    if me.participant_id in signed_by:
        return ""
    last = _own_notes.first(record_id=record.pk, participant_id=me.participant_id)
    return seals.open(row=last) if last else ""


def _amendments(record: Record, circle: Circle, seals: Seals) -> list[AmendmentText]:
    rows = _amendments_of(record_id=record.pk)
    prefetch_related_objects(rows, "signatures")
    return [_amendment(row, circle, seals) for row in rows]


def _amendment(row: Amendment, circle: Circle, seals: Seals) -> AmendmentText:
    signed_by = [
        circle.who(signature.participant_id)
        for signature in sorted(row.signatures.all(), key=lambda one: one.signed_at)
    ]
    return AmendmentText(
        id=row.pk,
        number=row.number,
        author=circle.who(row.author_id),
        text=seals.open(row=row),
        proposed_at=row.proposed_at,
        signed_by=signed_by,
        stands=not circle.still_to({who.participant_id for who in signed_by}),
        can_sign=not any(who.is_me for who in signed_by),
    )
