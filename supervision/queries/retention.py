"""What is due, under whose rule. One table says for every kind of words whose it is and since when its time runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet

from backend.identity.models import Organisation
from backend.kernel.prepared import Prepared
from supervision.enums import PRIVATE_DAYS, KeptKind, Visibility
from supervision.guards import NOTE
from supervision.models import (
    Action,
    ActionChange,
    AgendaItem,
    Agreement,
    AgreementReview,
    AgreementSignature,
    AgreementVersion,
    Amendment,
    AmendmentSignature,
    AttachedPage,
    Capture,
    DataKey,
    Facilitation,
    FittingTime,
    LegalHold,
    Participant,
    ProposedTime,
    Record,
    RecordSignature,
    RetentionRule,
    Section,
    Session,
    TimeProposal,
)

STARTING = {KeptKind.PRIVATE_NOTE: PRIVATE_DAYS, KeptKind.REFLECTIVE: 24, KeptKind.AGENDA: 24, KeptKind.AGREEMENT: 72}
LONGEST = {KeptKind.PRIVATE_NOTE: 90, KeptKind.REFLECTIVE: 300, KeptKind.AGENDA: 300, KeptKind.AGREEMENT: 300}
# Whoever saves a word waits while one is deleted: a fifth of a second on a slow machine.
BATCH = 40
LOOKED_UP = 5 * BATCH
MONTHS_IN_A_YEAR = 12
OVERSIGHT_MONTHS = 72
_private_note_rules = Prepared(
    lambda organisation_id: (
        RetentionRule.objects.filter(organisation_id=organisation_id, kind=KeptKind.PRIVATE_NOTE)
        .order_by("-number")
        .values_list("length")
    )
)


@dataclass(frozen=True, slots=True)
class Period:
    kind: KeptKind
    length: int

    @property
    def label(self) -> str:
        if self.kind is KeptKind.PRIVATE_NOTE:
            return f"{self.length} days"
        if self.length % MONTHS_IN_A_YEAR == 0 and self.length > 2 * MONTHS_IN_A_YEAR:
            return f"{self.length // MONTHS_IN_A_YEAR} years"
        return f"{self.length} months"

    def due_before(self, now: datetime) -> datetime:
        """What began to run out before this moment is due now."""
        if self.kind is KeptKind.PRIVATE_NOTE:
            return now - timedelta(days=self.length)
        return _months_before(now, self.length)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """`owner`, `since` and `agreement` are paths from a row: whose it is, when its time began, what it belongs to."""

    what: str
    model: type[models.Model]
    kind: KeptKind
    owner: str
    since: str
    agreement: str
    only: Q = field(default_factory=Q)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """Rows of one person and one kind that may go, and the rule that says so."""

    kept: Kept
    organisation_id: int
    membership_id: int
    period: Period
    due_before: datetime
    ids: list[Any]


_OF_RECORD = {"since": "record__session__planned_for", "agreement": "record__session__agreement"}
# In this order: what hangs on something goes before it.
OWN_WORDS = (
    Kept(
        what="supervision.section",
        model=Section,
        kind=KeptKind.PRIVATE_NOTE,
        owner="author__membership",
        since="saved_at",
        agreement="record__session__agreement",
        only=Q(visibility=Visibility.ONLY_ME),
    ),
    Kept(
        what="supervision.capture",
        model=Capture,
        kind=KeptKind.PRIVATE_NOTE,
        owner="participant__membership",
        since="captured_at",
        agreement="participant__agreement",
    ),
    Kept(
        what="supervision.section",
        model=Section,
        kind=KeptKind.REFLECTIVE,
        owner="author__membership",
        only=~Q(visibility=Visibility.ONLY_ME),
        **_OF_RECORD,
    ),
    Kept(
        what="supervision.attached_page",
        model=AttachedPage,
        kind=KeptKind.REFLECTIVE,
        owner="attached_by__membership",
        only=Q(),
        **_OF_RECORD,
    ),
    Kept(
        what="supervision.amendment_signature",
        model=AmendmentSignature,
        kind=KeptKind.REFLECTIVE,
        owner="amendment__author__membership",
        since="amendment__record__session__planned_for",
        agreement="amendment__record__session__agreement",
    ),
    Kept(
        what="supervision.amendment",
        model=Amendment,
        kind=KeptKind.REFLECTIVE,
        owner="author__membership",
        only=Q(signatures=None),
        **_OF_RECORD,
    ),
    Kept(
        what=NOTE,
        model=RecordSignature,
        kind=KeptKind.REFLECTIVE,
        owner="participant__membership",
        only=Q(sealed_note__isnull=False),
        **_OF_RECORD,
    ),
    Kept(
        what="supervision.agenda_item",
        model=AgendaItem,
        kind=KeptKind.AGENDA,
        owner="added_by__membership",
        since="session__planned_for",
        agreement="session__agreement",
    ),
)
# What belongs to everybody who took part, and how it hangs on the agreement. In this order.
FRAME: tuple[tuple[str, type[models.Model], str, Q], ...] = (
    ("supervision.action_change", ActionChange, "action__record__session__agreement", Q()),
    ("supervision.action", Action, "record__session__agreement", Q()),
    ("supervision.record_signature", RecordSignature, "record__session__agreement", Q(sealed_note=None)),
    ("supervision.record", Record, "session__agreement", Q()),
    ("supervision.fitting_time", FittingTime, "time__proposal__agreement", Q()),
    ("supervision.proposed_time", ProposedTime, "proposal__agreement", Q()),
    ("supervision.time_proposal", TimeProposal, "agreement", Q()),
    ("supervision.session", Session, "agreement", Q()),
    ("supervision.facilitation", Facilitation, "agreement", Q()),
    ("supervision.agreement_review", AgreementReview, "agreement", Q()),
    ("supervision.agreement_signature", AgreementSignature, "version__agreement", Q()),
    ("supervision.agreement_version", AgreementVersion, "agreement", Q()),
)


def periods_at(now: datetime) -> dict[int, dict[KeptKind, Period]]:
    """For every organisation: the newest rule that holds at this moment, or the starting one."""
    found = {
        organisation_id: {kind: Period(kind, length) for kind, length in STARTING.items()}
        for organisation_id in Organisation.objects.values_list("id", flat=True)
    }
    for rule in RetentionRule.objects.filter(holds_from__lte=now).order_by("number"):
        kind = KeptKind(rule.kind)
        found[rule.organisation_id][kind] = Period(kind, rule.length)
    return found


def private_days(*, organisation_id: int) -> int:
    """How long private notes of this organisation's people are kept, by its newest decision."""
    newest = _private_note_rules.first(organisation_id=organisation_id)
    return newest[0] if newest else STARTING[KeptKind.PRIVATE_NOTE]


def held_agreements() -> QuerySet[Participant, Any]:
    """Ids of the agreements of which nothing may go, for a filter."""
    held = LegalHold.objects.filter(released_at=None).values("membership_id")
    return Participant.objects.filter(membership_id__in=held).values("agreement_id")


def due_ids(*, kept: Kept, period: Period, organisation_id: int, now: datetime) -> Iterator[list[Any]]:
    """In batches. To look takes a walk through every row of the kind, so one look serves several batches."""
    while found := list(_due(kept, period, organisation_id, now).values_list("pk", flat=True)[:LOOKED_UP]):
        for start in range(0, len(found), BATCH):
            yield found[start : start + BATCH]


def due_words(*, kept: Kept, period: Period, organisation_id: int, ids: list[Any], now: datetime) -> Iterator[Due]:
    """Those of `ids` that are still due, by whose they are."""
    before = period.due_before(now)
    by_member: dict[int, list[Any]] = {}
    for pk, membership_id in _due(kept, period, organisation_id, now).filter(pk__in=ids).values_list("pk", kept.owner):
        by_member.setdefault(membership_id, []).append(pk)
    for membership_id, ids in by_member.items():
        yield Due(
            kept=kept,
            organisation_id=organisation_id,
            membership_id=membership_id,
            period=period,
            due_before=before,
            ids=ids,
        )


def due_agreements(*, now: datetime) -> Iterator[tuple[Agreement, Period]]:
    """Ended so long ago that no organisation that took part keeps them; with the longest of their rules."""
    rules = {organisation_id: found[KeptKind.AGREEMENT] for organisation_id, found in periods_at(now).items()}
    found = Agreement.objects.filter(ended_at__isnull=False).exclude(id__in=held_agreements())
    for organisation_id, period in rules.items():
        keeps = Participant.objects.filter(agreement=OuterRef("pk"), membership__organisation_id=organisation_id)
        found = found.exclude(Exists(keeps), ended_at__gte=period.due_before(now))
    found = found.prefetch_related("participants__membership").order_by("ended_at", "id")
    page = list(found[:LOOKED_UP])
    while page:
        yield from ((agreement, _longest(agreement, rules)) for agreement in page)
        # One that something still hangs on stays where it is, so the next page begins after this one.
        last = page[-1]
        page = list(found.filter(Q(ended_at=last.ended_at, id__gt=last.pk) | Q(ended_at__gt=last.ended_at))[:LOOKED_UP])


def _due(kept: Kept, period: Period, organisation_id: int, now: datetime) -> QuerySet[Any, Any]:
    mine = {f"{kept.owner}__organisation_id": organisation_id, f"{kept.since}__lt": period.due_before(now)}
    found: QuerySet[Any, Any] = kept.model._default_manager.filter(kept.only, **mine)
    return found.exclude(**{f"{kept.agreement}__in": held_agreements()})


def childless(found: QuerySet[Any]) -> QuerySet[Any]:
    """Those on which nothing hangs that does not go with them."""
    for child, path in _hanging_on(found.model):
        found = found.exclude(Exists(child.filter(**{path: OuterRef("pk")})))
    return found


def is_bare(agreement: Agreement) -> bool:
    """Nothing is left of it but its keys and who took part."""
    for child, path in _hanging_on(Agreement):
        if child.model not in (DataKey, Participant) and child.filter(**{path: agreement}).exists():
            return False
    parts = Participant.objects.filter(agreement=agreement)
    return childless(parts).count() == parts.count()


def _hanging_on(model: type[models.Model]) -> Iterator[tuple[QuerySet[Any], str]]:
    """Every kind of row that points at this one and could not stay without it, with the field it does so by."""
    for relation in model._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ManyToOneRel) and relation.on_delete not in (models.CASCADE, models.SET_NULL):
            yield relation.related_model._default_manager.all(), relation.field.name


def oversight_before(now: datetime) -> datetime:
    """What officers asked for or released before this moment is forgotten now."""
    return _months_before(now, OVERSIGHT_MONTHS)


def _longest(agreement: Agreement, rules: dict[int, Period]) -> Period:
    parts = agreement.participants.all()
    return max((rules[part.membership.organisation_id] for part in parts), key=lambda period: period.length)


def _months_before(now: datetime, months: int) -> datetime:
    """The same day and time so many months ago; the last day of the month where it has no such day."""
    year, month = divmod(now.year * 12 + now.month - 1 - months, 12)
    for day in range(now.day, now.day - 4, -1):
        try:
            return now.replace(year=year, month=month + 1, day=day)
        except ValueError:
            continue
    raise ValueError("no month is shorter than 28 days")
