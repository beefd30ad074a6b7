"""Deleting what is due, with a certificate for it. The database refuses what a certificate does not cover."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import chain, islice
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.db.models import F

from backend.audit import operations as audit
from backend.kernel.actor import Actor
from backend.kernel.errors import Invalid, NotPermitted, Stale
from backend.kernel.keys import Key
from supervision.enums import KeptKind, RecordState, Visibility
from supervision.guards import NOTE
from supervision.models import (
    Agreement,
    AttachedPage,
    DataKey,
    DataRequest,
    DeletionCertificate,
    Disclosure,
    Erasure,
    LegalHold,
    Participant,
    Record,
    RecordSignature,
    Redaction,
    RetentionRule,
    Section,
)
from supervision.policy import rights as policy
from supervision.queries import retention as queries
from supervision.queries.retention import Due, Period

# Long enough to notice a slip before anything goes by it.
BEFORE_A_RULE_HOLDS = timedelta(days=28)
NOT_FOR_YOU = "Only your organisation's data protection officer sets how long things are kept."
RULE_KIND = "supervision.retention_rule"


@transaction.atomic
def approve_rule(*, actor: Actor, kind: str, length: int, expected_version: int, now: datetime) -> RetentionRule:
    """`expected_version` is the number of the rule that is replaced, 0 for the starting one."""
    if not policy.can_approve_rules(actor):
        raise NotPermitted(NOT_FOR_YOU)
    if kind not in KeptKind.values:
        raise _invalid("kind", "Choose a kind.")
    most = queries.LONGEST[KeptKind(kind)]
    if not 1 <= length <= most:
        raise _invalid("length", f"Choose a number from 1 to {most}.")
    number = RetentionRule.objects.filter(organisation_id=actor.organisation_id, kind=kind).count()
    if number != expected_version:
        raise Stale("This rule was changed after you opened it. Look at it again.", current={"version": number})

    rule = RetentionRule.objects.create(
        organisation_id=actor.organisation_id,
        kind=kind,
        number=number + 1,
        length=length,
        approved_at=now,
        approved_by_id=actor.membership_id,
        holds_from=now + BEFORE_A_RULE_HOLDS,
    )
    key = Key.of(RULE_KIND, rule.pk)
    audit.record(actor=actor, verb="ADMIN", key=key, version=rule.number, reason=f"{kind} {length}", now=now)
    return rule


def delete_what_is_due(*, now: datetime, batches: int | None = None) -> int:
    """How many rows went, in so many batches at most. Each stands by itself: cut short, the next round goes on."""
    # What cannot go yet is asked about in every round, and is no batch.
    gone = filter(None, chain(_delete_words(now), _delete_frames(now)))
    return sum(islice(gone, batches))


@transaction.atomic
def forget_old_oversight(*, now: datetime) -> int:
    """What officers did, six years later: ids, dates and reasons. How many demands, requests and holds."""
    before = queries.oversight_before(now)
    Redaction.objects.filter(request__asked_at__lt=before).delete()
    old = (
        Disclosure.objects.filter(asked_at__lt=before),
        queries.childless(DataRequest.objects.filter(asked_at__lt=before)),
        LegalHold.objects.filter(released_at__lt=before),
    )
    gone = sum(rows.count() for rows in old)
    for rows in old:
        rows.delete()
    return gone


def _delete_words(now: datetime) -> Iterator[int]:
    """Each organisation's rule for its own people's words."""
    for organisation_id, periods in queries.periods_at(now).items():
        for kept in queries.OWN_WORDS:
            rule = periods[kept.kind]
            where: dict[str, Any] = {"kept": kept, "period": rule, "organisation_id": organisation_id, "now": now}
            for ids in queries.due_ids(**where):
                yield _delete_batch(where, ids, now)


@transaction.atomic
def _delete_batch(where: dict[str, Any], ids: list[Any], now: datetime) -> int:
    batch = list(queries.due_words(ids=ids, **where))
    for due in batch:
        _certify(
            what=due.kept.what,
            period=due.period,
            due_before=due.due_before,
            ids=due.ids,
            now=now,
            organisation_id=due.organisation_id,
            membership_id=due.membership_id,
        )
        _erase_words(due)
        _note(what=due.kept.what, period=due.period, ids=due.ids, organisation_id=due.organisation_id, now=now)
    return sum(len(due.ids) for due in batch)


def _erase_words(due: Due) -> None:
    if due.kept.what == NOTE:
        RecordSignature.objects.filter(pk__in=due.ids).update(sealed_note=None)
        return
    if due.kept.model is Section:
        shared = Section.objects.filter(pk__in=due.ids).exclude(visibility=Visibility.ONLY_ME)
        _take_back_to_draft(Record.objects.filter(sections__in=shared))
    if due.kept.model is AttachedPage:
        _take_back_to_draft(Record.objects.filter(attached_pages__in=due.ids))
    due.kept.model._default_manager.filter(pk__in=due.ids).delete()


def _take_back_to_draft(records: models.QuerySet[Record]) -> None:
    """What was put up for signing and never locked is not what is there any more."""
    Record.objects.filter(state=RecordState.SHARED, pk__in=records.values("pk")).update(
        state=RecordState.DRAFT, shared_at=None, shared_by=None, content_digest="", version=F("version") + 1
    )


def _delete_frames(now: datetime) -> Iterator[int]:
    for agreement, period in queries.due_agreements(now=now):
        yield _delete_frame(agreement, period, now)


@transaction.atomic
def _delete_frame(agreement: Agreement, period: Period, now: datetime) -> int:
    """What is left of an agreement, as far as nobody's words hang on it; its keys go with the last of them."""
    gone = 0
    for what, model, path, only in queries.FRAME:
        rows = queries.childless(model._default_manager.filter(only, **{path: agreement}))
        gone += _erase(what=what, rows=rows, period=period, now=now)
    if queries.is_bare(agreement):
        gone += _erase(
            what="supervision.data_key", rows=DataKey.objects.filter(agreement=agreement), period=period, now=now
        )
        parts = Participant.objects.filter(agreement=agreement)
        gone += _erase(what="supervision.participant", rows=parts, period=period, now=now)
        rows = Agreement.objects.filter(pk=agreement.pk)
        gone += _erase(what="supervision.agreement", rows=rows, period=period, now=now)
    return gone


def _erase(*, what: str, rows: models.QuerySet[Any], period: Period, now: datetime) -> int:
    ids = list(rows.values_list("pk", flat=True))
    if not ids:
        return 0
    _certify(what=what, period=period, due_before=period.due_before(now), ids=ids, now=now)
    rows.model._default_manager.filter(pk__in=ids).delete()
    _note(what=what, period=period, ids=ids, organisation_id=None, now=now)
    return len(ids)


def _certify(
    *,
    what: str,
    period: Period,
    due_before: datetime,
    ids: Sequence[UUID],
    now: datetime,
    organisation_id: int | None = None,
    membership_id: int | None = None,
) -> None:
    certificate = DeletionCertificate.objects.create(
        organisation_id=organisation_id,
        membership_id=membership_id,
        what=what,
        kind=period.kind,
        length=period.length,
        due_before=due_before,
        erased_at=now,
        number=len(ids),
    )
    Erasure.objects.bulk_create(Erasure(certificate=certificate, row_id=pk) for pk in ids)


def _note(*, what: str, period: Period, ids: Sequence[UUID], organisation_id: int | None, now: datetime) -> None:
    """By the system: nobody pressed anything."""
    kind, section = ("supervision.record_signature", "sealed_note") if what == NOTE else (what, "")
    for pk in ids:
        audit.record(
            actor=None,
            verb="ERASE",
            key=Key.of(kind, pk),
            section=section,
            organisation_id=organisation_id,
            reason=f"{period.kind.value} {period.length}",
            now=now,
        )


def _invalid(field: str, message: str) -> Invalid:
    return Invalid(message, fields={field: [message]})
