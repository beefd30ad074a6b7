"""Everything that is about one member, line by line. Another participant's words are named, marked and left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from uuid import UUID

from django.db.models import Model
from django.utils import timezone

from backend.kernel.keys import Key
from supervision.enums import (
    WITH_A_REASON,
    ActionState,
    AgreementState,
    CancelReason,
    Kind,
    Mode,
    Part,
    RecordState,
    SessionState,
    Visibility,
    WithheldBecause,
)
from supervision.models import (
    Action,
    ActionChange,
    AgreementVersion,
    Amendment,
    AttachedPage,
    Participant,
    RecordSignature,
    Section,
)
from supervision.queries.agreement import terms_of
from supervision.queries.attached_page import title_in
from supervision.queries.rows_of_data import Rows
from supervision.sealed import SealedRow, Seals, key_of, version_of

Facts = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row. `text` is the member's own; `withheld` is the code that stands where another one's would.

    `read_as` is what a reading of the text is noted under; None where there is no text.
    """

    key: str
    version: int
    what: str
    at: datetime | None
    facts: Facts
    by: str
    is_own: bool
    text: str = field(default="", repr=False)
    withheld: str = ""
    read_as: Key | None = None

    @property
    def withheld_label(self) -> str:
        return WithheldBecause(self.withheld).label if self.withheld else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """One agreement: with whom, and its lines in the order of time."""

    agreement_id: UUID
    title: str
    lines: list[Line]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A chapter that is not opened."""

    agreement_id: UUID
    title: str


def headings(*, membership_id: int) -> list[Heading]:
    """One for each agreement, in the order of time. Two queries."""
    mine = _seats(membership_id)
    rows = Rows(agreement_ids=list(mine), membership_id=membership_id)
    return [Heading(agreement_id=one, title=_title(rows.participants[one], seats)) for one, seats in mine.items()]


def chapters(*, membership_id: int, agreement_id: UUID | None = None) -> list[Chapter]:
    """Of all agreements or of one. For the operation that notes the reading: the member's own words are opened."""
    mine = _seats(membership_id)
    if agreement_id:
        mine = {one: seats for one, seats in mine.items() if one == agreement_id}
    rows = Rows(agreement_ids=list(mine), membership_id=membership_id)
    return [_Teller(parts=seats, rows=rows).chapter() for seats in mine.values()]


def _seats(membership_id: int) -> dict[UUID, list[Participant]]:
    """By agreement. Whoever left and came back has two."""
    mine: dict[UUID, list[Participant]] = defaultdict(list)
    parts = Participant.objects.filter(membership_id=membership_id).select_related("agreement")
    for part in parts.order_by("agreement__proposed_at", "agreement_id", "first_version"):
        mine[part.agreement_id].append(part)
    return mine


def _title(people: Iterable[Participant], seats: Iterable[Participant]) -> str:
    mine = {one.pk for one in seats}
    others = sorted({one.membership.person.name for one in people if one.pk not in mine})
    return f"Supervision with {', '.join(others)}"


def keys_read(found: Iterable[Chapter]) -> list[Key]:
    """What was opened, for the trail: each record, session and agreement once."""
    read = {line.read_as for chapter in found for line in chapter.lines if line.read_as and line.text}
    return sorted(read)


class _Teller:
    """Tells one agreement as one participant's data."""

    def __init__(self, *, parts: list[Participant], rows: Rows) -> None:
        self.parts, self.rows, self.agreement = parts, rows, parts[0].agreement
        self.mine = {part.pk for part in parts}
        self.seals = Seals.of(agreement_id=self.agreement.pk)
        self.people = {one.pk: one for one in rows.participants[self.agreement.pk]}

    def chapter(self) -> Chapter:
        lines = [*self._agreement(), *self._sessions(), *self._records()]
        return Chapter(agreement_id=self.agreement.pk, title=_title(self.people.values(), self.parts), lines=lines)

    def _name(self, participant_id: UUID) -> str:
        return self.people[participant_id].membership.person.name

    def _agreement(self) -> Iterator[Line]:
        agreement = self.agreement
        facts = {"Kind": Kind(agreement.kind).label, "State": AgreementState(agreement.state).label}
        facts |= _moments({"Signed": agreement.signed_at, "Ended": agreement.ended_at})
        yield self._fact(agreement, "agreement", "Agreement", agreement.proposed_at, facts)
        for me in self.parts:
            where = {"Part": Part(me.part).label, "Organisation": self.people[me.pk].membership.organisation.name}
            yield self._fact(me, "participant", "Your part", me.joined_at, where | _moments({"Left": me.left_at}))
        for version in self.rows.versions[agreement.pk]:
            if self._was_mine(version):
                # Settled between them, whoever typed it: it is everybody's, but for the lines of each other person.
                yield self._own_words(
                    version,
                    f"Terms, version {version.number}",
                    version.written_at,
                    by=version.written_by_id,
                    text=self._terms(version),
                    read_as=Key.of("supervision.agreement", agreement.pk),
                )
        for signature in self.rows.agreement_signatures[agreement.pk]:
            if signature.participant_id in self.mine:
                number = {"Version": str(signature.version.number)}
                yield self._fact(signature, "agreement_signature", "You signed the terms", signature.signed_at, number)
        for review in self.rows.reviews[agreement.pk]:
            if review.participant_id in self.mine:
                yield self._fact(review, "agreement_review", "You reviewed the terms", review.reviewed_at, {})

        for seat in self.rows.facilitations[agreement.pk]:
            if seat.participant_id in self.mine or seat.proposed_by_id in self.mine:
                facts = {"Who": self._name(seat.participant_id), "Proposed by": self._name(seat.proposed_by_id)}
                facts |= _moments({"From": seat.began_at, "Until": seat.ended_at})
                yield self._fact(seat, "facilitation", "The facilitator’s seat", seat.proposed_at, facts)

    def _was_mine(self, version: AgreementVersion) -> bool:
        return any(
            version.number >= me.first_version and (me.left_at is None or version.written_at < me.left_at)
            for me in self.parts
        )

    def _terms(self, version: AgreementVersion) -> str:
        """The sealed document as lines that can be read, and of which passages can be taken out."""
        members = [one.membership_id for one in self.people.values()]
        settled = asdict(terms_of(agreement=self.agreement, version=version, members=members, seals=self.seals))
        own = settled.pop("lines").get(self.parts[0].membership_id, {})
        said = [*settled.items(), *((f"your {name}", value) for name, value in own.items())]
        return "\n".join(f"{name.replace('_', ' ').capitalize()}: {value}" for name, value in said if value != "")

    def _sessions(self) -> Iterator[Line]:
        for session in self.rows.sessions[self.agreement.pk]:
            if session.pk not in self.rows.own_sessions:
                continue
            facts = {
                "Minutes": str(session.minutes),
                "Mode": Mode(session.mode).label,
                "State": SessionState(session.state).label,
            }
            if session.cancel_reason:
                facts["Cancelled because"] = CancelReason(session.cancel_reason).label
            yield self._fact(session, "session", "Session", session.planned_for, facts)
        for item in self.rows.agenda_items[self.agreement.pk]:
            if item.session_id in self.rows.own_sessions:
                read_as = Key.of("supervision.session", item.session_id)
                yield self._words(item, "Agenda item", item.added_at, by=item.added_by_id, read_as=read_as)

        for capture in self.rows.captures[self.agreement.pk]:
            # What another one noted for themselves is nothing that this member may learn of.
            if capture.participant_id in self.mine:
                by = capture.participant_id
                yield self._words(capture, "Noted to bring", capture.captured_at, by=by, read_as=key_of(row=capture))
        yield from self._times()

    def _times(self) -> Iterator[Line]:
        for proposal in self.rows.time_proposals[self.agreement.pk]:
            if proposal.proposed_by_id in self.mine:
                facts = {"Minutes": str(proposal.minutes), "Mode": Mode(proposal.mode).label}
                yield self._fact(proposal, "time_proposal", "You proposed times", proposal.proposed_at, facts)
        for fit in self.rows.fitting_times[self.agreement.pk]:
            if fit.participant_id in self.mine:
                when = _moments({"Time": fit.time.starts_at})
                yield self._fact(fit, "fitting_time", "A time that fitted you", fit.said_at, when)

    def _records(self) -> Iterator[Line]:
        here = self.agreement.pk
        for record in self.rows.records[here]:
            if record.session_id not in self.rows.own_sessions:
                continue
            facts = {"Form": self.rows.forms[record.form_key].name, "State": RecordState(record.state).label}
            facts |= _moments({"Put up for signing": record.shared_at, "Locked": record.locked_at})
            yield self._fact(record, "record", "Record", record.started_at, facts)
        for section in self.rows.sections[here]:
            # What another one keeps private is nothing that this member has, or may learn of.
            if section.author_id in self.mine or section.pk in self.rows.shared_with_me:
                yield self._words(
                    section, self._stage(section), section.saved_at, by=section.author_id, read_as=_of(section)
                )
        yield from self._actions()
        yield from self._pages()
        for signature in self.rows.record_signatures[here]:
            if signature.record.session_id in self.rows.own_sessions:
                yield from self._signature(signature)
        for amendment in self.rows.amendments[here]:
            if amendment.record.session_id in self.rows.own_sessions or amendment.author_id in self.mine:
                what, by = f"Amendment {amendment.number}", amendment.author_id
                yield self._words(amendment, what, amendment.proposed_at, by=by, read_as=_of(amendment))
        for signed in self.rows.amendment_signatures[here]:
            if signed.participant_id in self.mine:
                number = {"Amendment": str(signed.amendment.number)}
                yield self._fact(signed, "amendment_signature", "You signed an amendment", signed.signed_at, number)

    def _stage(self, section: Section) -> str:
        stage = self.rows.forms[section.record.form_key].stage(key=section.stage)
        name = stage.name if stage else section.stage
        return f"{name}, session of {_day(section.record.session.planned_for)}"

    def _pages(self) -> Iterator[Line]:
        """By the title a page had then: whoever attached it could read it."""
        for page in self.rows.attached_pages[self.agreement.pk]:
            if page.record.session_id in self.rows.own_sessions:
                by, read_as = page.attached_by_id, _of(page)
                line = self._words(page, "Page of the manual", page.attached_at, by=by, read_as=read_as)
                yield replace(line, text=title_in(line.text))

    def _actions(self) -> Iterator[Line]:
        """Agreed between them, whoever typed it: it is everybody's in the session. A reason is its writer's."""
        for action in self.rows.actions[self.agreement.pk]:
            if action.record.session_id in self.rows.own_sessions:
                text, by, read_as = self.seals.open(row=action), action.written_by_id, _of(action)
                facts = {"Who does it": self._name(action.owner_id)} | _by_when(action)
                what = f"Action, session of {_day(action.record.session.planned_for)}"
                line = self._own_words(action, what, action.agreed_at, by=by, text=text, read_as=read_as)
                yield replace(line, facts=facts)
        for change in self.rows.action_changes[self.agreement.pk]:
            if change.action.record.session_id in self.rows.own_sessions:
                what, by, at = f"Action: {ActionState(change.state).label.lower()}", change.made_by_id, change.made_at
                if change.state in WITH_A_REASON:
                    yield self._words(change, what, at, by=by, read_as=_of(change.action))
                else:
                    yield self._fact(change, "action_change", what, at, {"Said by": self._name(by)})

    def _signature(self, signature: RecordSignature) -> Iterator[Line]:
        if signature.sealed_note is not None:
            what = "Note of difference, with a signature"
            by = signature.participant_id
            yield self._words(signature, what, signature.signed_at, by=by, read_as=_of(signature))
        elif signature.participant_id in self.mine:
            yield self._fact(signature, "record_signature", "You signed the record", signature.signed_at, {})

    def _words(self, row: SealedRow, what: str, at: datetime, *, by: UUID, read_as: Key) -> Line:
        if by in self.mine:
            return self._own_words(row, what, at, by=by, text=self.seals.open(row=row), read_as=read_as)
        return Line(
            key=str(key_of(row=row)),
            version=version_of(row=row),
            what=what,
            at=at,
            facts={},
            by=self._name(by),
            is_own=False,
            withheld=WithheldBecause.ANOTHERS_WORDS,
        )

    def _own_words(self, row: SealedRow, what: str, at: datetime, *, by: UUID, text: str, read_as: Key) -> Line:
        facts = {"Who can read it": Visibility(row.visibility).label} if isinstance(row, Section) else {}
        return Line(
            key=str(key_of(row=row)),
            version=version_of(row=row),
            what=what,
            at=at,
            facts=facts,
            by=self._name(by),
            is_own=True,
            text=text,
            read_as=read_as,
        )

    def _fact(self, row: Model, kind: str, what: str, at: datetime | None, facts: Facts) -> Line:
        key = f"supervision.{kind}:{row.pk}"
        return Line(key=key, version=0, what=what, at=at, facts=facts, by="", is_own=True)


def _of(row: Section | Action | AttachedPage | RecordSignature | Amendment) -> Key:
    return Key.of("supervision.record", row.record_id)


def _by_when(row: Action | ActionChange) -> Facts:
    return {"By": row.due_on.isoformat()} if row.due_on else {}


def _moments(moments: dict[str, datetime | None]) -> Facts:
    return {name: f"{_day(at)}, {timezone.localtime(at):%H:%M}" for name, at in moments.items() if at}


def _day(at: datetime) -> str:
    local = timezone.localtime(at)
    return f"{local.day} {local:%B %Y}"
