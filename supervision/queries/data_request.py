from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from backend.kernel.actor import Actor
from backend.kernel.keys import Key
from backend.kernel.targets import Card
from supervision.enums import KeptKind, LegalReason, RequestState, WithheldBecause
from supervision.models import (
    DataRequest,
    DeletionCertificate,
    Disclosure,
    ExportPart,
    LegalHold,
    Participant,
    Redaction,
)
from supervision.policy import rights as policy
from supervision.queries.hold import refuse_unless_officer
from supervision.queries.my_data import Chapter, Line, chapters
from supervision.queries.retention import Period
from supervision.refusals import Hidden

KIND = "supervision.data_request"
# The law gives a month.
ANSWERED_WITHIN = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestCard:
    id: UUID
    who: str
    state: str
    state_label: str
    asked_at: datetime
    due_at: datetime
    released_at: datetime | None
    expires_at: datetime | None
    can_take: bool
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RedactionRow:
    """`is_stale`: the words were changed after the passage was taken out, so it no longer stands where it did."""

    id: UUID
    because: str
    because_label: str
    begins: int
    ends: int
    is_stale: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadLine:
    """One line as the second reader sees it: the words, and the same with every passage taken out."""

    line: Line
    redactions: list[RedactionRow]
    as_given: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadChapter:
    title: str
    lines: list[ReadLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestPage:
    card: RequestCard
    chapters: list[ReadChapter]
    is_stale: bool


def key(request_id: UUID) -> Key:
    return Key.of(KIND, request_id)


def own_requests(*, actor: Actor, now: datetime) -> list[RequestCard]:
    rows = DataRequest.objects.of_subject(actor).select_related("membership__person").order_by("-asked_at")
    return [card(row, now) for row in rows]


def own_request(*, actor: Actor, request_id: UUID, lock: bool = False) -> DataRequest:
    rows = DataRequest.objects.of_subject(actor).filter(id=request_id)
    found = (rows.select_for_update() if lock else rows).first()
    if found is None:
        raise Hidden(key=key(request_id))
    return found


def requests_to_read(*, actor: Actor, now: datetime) -> list[RequestCard]:
    """Those that wait for this second reader, the oldest first."""
    refuse_unless_officer(actor)
    rows = of_others(actor, state=RequestState.ASKED).select_related("membership__person").order_by("asked_at")
    return [card(row, now) for row in rows]


def request_to_read(*, actor: Actor, request_id: UUID, lock: bool = False) -> DataRequest:
    """Hidden to the subject's own eyes, to anybody they share an agreement with, and once it is released."""
    rows = of_others(actor, state=RequestState.ASKED).filter(id=request_id).select_related("membership__person")
    found = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if found is None or not policy.can_read_for_subject(actor, found):
        raise Hidden(key=key(request_id))
    return found


def page(*, request: DataRequest, now: datetime) -> RequestPage:
    """For the operation that notes the reading."""
    rows = _redactions(request)
    found = [
        ReadChapter(title=chapter.title, lines=[_read(line, rows[line.key]) for line in chapter.lines])
        for chapter in chapters(membership_id=request.membership_id)
    ]
    stale = any(one.is_stale for chapter in found for line in chapter.lines for one in line.redactions)
    there = {line.line.key for chapter in found for line in chapter.lines}
    return RequestPage(card=card(request, now), chapters=found, is_stale=stale or bool(set(rows) - there))


def burned(*, request: DataRequest) -> list[Chapter]:
    """What is handed over: where a passage was taken out its words are gone, and the code stands there."""
    rows = _redactions(request)
    return [
        replace(chapter, lines=[replace(line, text=_burn(line.text, rows[line.key])) for line in chapter.lines])
        for chapter in chapters(membership_id=request.membership_id)
    ]


def parts_of(*, request: DataRequest) -> list[ExportPart]:
    return list(ExportPart.objects.filter(request=request).order_by("agreement__proposed_at", "agreement_id"))


def beyond_agreements(*, membership_id: int) -> list[Line]:
    """What is kept about the member beside the agreements. What a law forbids telling joins when it allows it."""
    lines = []
    for hold in LegalHold.objects.filter(membership_id=membership_id).order_by("placed_at"):
        facts = {"Reason": LegalReason(hold.reason).label, "Looked at again on": hold.review_on.isoformat()}
        lines.append(_fact("hold", hold.pk, "Kept for a legal reason", hold.placed_at, facts))
    for told in Disclosure.objects.filter(membership_id=membership_id, told_at__isnull=False).order_by("asked_at"):
        facts = {"Reason": LegalReason(told.reason).label}
        lines.append(_fact("disclosure", told.pk, "Legal disclosure", told.agreed_at, facts))
    for request in DataRequest.objects.filter(membership_id=membership_id).order_by("asked_at"):
        facts = {"State": RequestState(request.state).label}
        lines.append(_fact("data_request", request.pk, "You asked for your data", request.asked_at, facts))
    for gone in DeletionCertificate.objects.filter(membership_id=membership_id).order_by("erased_at"):
        kind = KeptKind(gone.kind)
        facts = {"Kind": kind.label, "Rule": Period(kind, gone.length).label, "How many": str(gone.number)}
        lines.append(_fact("deletion", gone.pk, "Deleted under a rule", gone.erased_at, facts))
    return lines


def passages(*, text: str, passage: str) -> list[tuple[int, int]]:
    """Where these very words stand."""
    found, begins = [], text.find(passage)
    while begins >= 0:
        found.append((begins, begins + len(passage)))
        begins = text.find(passage, begins + len(passage))
    return found


def card(row: DataRequest, now: datetime) -> RequestCard:
    return RequestCard(
        id=row.pk,
        who=row.membership.person.name,
        state=row.state,
        state_label=RequestState(row.state).label,
        asked_at=row.asked_at,
        due_at=row.asked_at + ANSWERED_WITHIN,
        released_at=row.released_at,
        expires_at=row.expires_at,
        can_take=row.expires_at is not None and now < row.expires_at,
        version=row.version,
    )


def cards(actor: Actor, ids: list[str]) -> dict[str, Card]:
    found = DataRequest.objects.of_subject(actor).filter(id__in=[UUID(id) for id in ids]).values_list("id", flat=True)
    url = "/supervision/my-data/"
    return {str(id): Card(key=key(id), title="Your data", url=url, kind_label="Supervision") for id in found}


def of_others(actor: Actor, *, state: RequestState) -> QuerySet[DataRequest]:
    """Of the actor's organisation: neither their own, nor of anybody they share an agreement with."""
    mine = Participant.objects.filter(membership_id=actor.membership_id).values("agreement_id")
    shares = Participant.objects.filter(agreement_id__in=mine, membership_id=OuterRef("membership_id"))
    of_mine = DataRequest.objects.filter(state=state, membership__organisation_id=actor.organisation_id).exclude(
        membership__person_id=actor.person_id
    )
    return of_mine.exclude(Exists(shares))


def _redactions(request: DataRequest) -> dict[str, list[Redaction]]:
    found: dict[str, list[Redaction]] = defaultdict(list)
    for row in Redaction.objects.filter(request=request).order_by("begins", "ends"):
        found[row.item].append(row)
    return found


def _read(line: Line, rows: list[Redaction]) -> ReadLine:
    return ReadLine(
        line=line,
        as_given=_burn(line.text, [row for row in rows if row.item_version == line.version]),
        redactions=[
            RedactionRow(
                id=row.pk,
                because=row.because,
                because_label=WithheldBecause(row.because).label,
                begins=row.begins,
                ends=row.ends,
                is_stale=row.item_version != line.version,
            )
            for row in rows
        ],
    )


def _burn(text: str, rows: Iterable[Redaction]) -> str:
    """Passages that touch become one, with every code that was given."""
    spans: list[tuple[int, int, list[str]]] = []
    for row in sorted(rows, key=lambda row: (row.begins, row.ends)):
        if spans and row.begins <= spans[-1][1]:
            begins, ends, codes = spans[-1]
            spans[-1] = (begins, max(ends, row.ends), codes if row.because in codes else [*codes, row.because])
        else:
            spans.append((row.begins, row.ends, [row.because]))
    for begins, ends, codes in reversed(spans):
        text = f"{text[:begins]}[{', '.join(codes)}]{text[ends:]}"
    return text


def _fact(kind: str, id: UUID, what: str, at: datetime | None, facts: dict[str, str]) -> Line:
    return Line(key=f"supervision.{kind}:{id}", version=0, what=what, at=at, facts=facts, by="", is_own=True)
