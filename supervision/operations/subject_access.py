"""What somebody is entitled to: to see, to take along, and to be handed over by a second reader."""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from backend.audit import operations as audit
from backend.identity.models import Membership
from backend.identity.queries.members import member_name, organisation_name
from backend.kernel.actor import Actor
from backend.kernel.errors import Invalid, Stale, WrongMoment
from backend.kernel.keys import Key
from backend.notifications.operations import notify
from supervision.enums import RequestState, WithheldBecause
from supervision.models import DataRequest, ExportPart, Redaction
from supervision.notices import DATA_READY
from supervision.operations import trail
from supervision.queries import data_request as queries
from supervision.queries.data_request import RequestPage
from supervision.queries.my_data import Chapter, Line, chapters, keys_read
from supervision.queries.participant import own_membership
from supervision.refusals import Hidden
from supervision.sealed import Seals, key_of

OPEN_FOR = timedelta(days=7)
AGREEMENT = "supervision.agreement"
MY_DATA = "my data"
SUBJECT_ACCESS = "subject access"
PASSAGE_MAX_LENGTH = 20_000


@transaction.atomic
def open_my_data(*, actor: Actor, now: datetime) -> list[Chapter]:
    """What I would be handed today. My own words, so nobody's record lists it as an opening by another."""
    found = chapters(membership_id=actor.membership_id)
    _note_own_reading(actor, "CONSULT", found, now)
    return [*found, *beyond(actor.membership_id)]


@transaction.atomic
def open_my_data_of(*, actor: Actor, agreement_id: UUID, now: datetime) -> Chapter:
    """Of one agreement, as long as anything of it is mine."""
    found = chapters(membership_id=actor.membership_id, agreement_id=agreement_id)
    if not found:
        raise Hidden(key=Key.of(AGREEMENT, agreement_id))
    _note_own_reading(actor, "CONSULT", found, now)
    return found[0]


@transaction.atomic
def take_copy(*, actor: Actor, now: datetime) -> dict[str, Any]:
    """My own words to take along to another post, with nobody else's."""
    found = chapters(membership_id=actor.membership_id)
    _note_own_reading(actor, "DISCLOSE", found, now)
    return _document(
        own_membership(actor=actor), "My own words", [_told(chapter.title, _own(chapter)) for chapter in found], now
    )


@transaction.atomic
def ask_for_data(*, actor: Actor, now: datetime) -> DataRequest:
    return ask_for(actor=actor, membership_id=actor.membership_id, reason="asked", now=now)


def ask_for(*, actor: Actor, membership_id: int, reason: str, now: datetime) -> DataRequest:
    """One at a time for each member; the caller has settled that this actor may."""
    if DataRequest.objects.filter(membership_id=membership_id, state=RequestState.ASKED).exists():
        raise WrongMoment("This was asked for already. Somebody else reads it through before it is handed over.")
    request = DataRequest.objects.create(membership_id=membership_id, asked_at=now)
    audit.record(actor=actor, verb="DISCLOSE", key=queries.key(request.pk), version=1, reason=reason, now=now)
    return request


@transaction.atomic
def withdraw_request(*, actor: Actor, request_id: UUID, expected_version: int, now: datetime) -> DataRequest:
    request = queries.own_request(actor=actor, request_id=request_id, lock=True)
    if request.state != RequestState.ASKED:
        raise WrongMoment("This request no longer waits.")
    _refuse_stale(request, expected_version)
    request.state, request.withdrawn_at = RequestState.WITHDRAWN, now
    _save(request)
    note(actor, request, "withdrawn", now)
    return request


@transaction.atomic
def open_request(*, actor: Actor, request_id: UUID, now: datetime) -> RequestPage:
    """The second reader's reading: it stands in the list of every record of which a word is shown."""
    request = queries.request_to_read(actor=actor, request_id=request_id)
    _consulted(actor, [queries.key(request.pk), *keys_read(chapters(membership_id=request.membership_id))], now)
    return queries.page(request=request, now=now)


@transaction.atomic
def redact(
    *, actor: Actor, request_id: UUID, item: str, passage: str, because: str, expected_version: int, now: datetime
) -> DataRequest:
    """Takes these very words out of one text, wherever they stand in it. Only the places are kept."""
    request = queries.request_to_read(actor=actor, request_id=request_id, lock=True)
    _refuse_stale(request, expected_version)
    if because not in WithheldBecause.values:
        raise _invalid("because", "Choose why these words are taken out.")
    line = _line(request, item)
    spans = _spans(line, passage)

    _consulted(actor, [line.read_as] if line.read_as else [], now)
    Redaction.objects.bulk_create(
        (
            Redaction(
                request=request,
                item=line.key,
                item_version=line.version,
                begins=begins,
                ends=ends,
                because=because,
                made_at=now,
                made_by_id=actor.membership_id,
            )
            for begins, ends in spans
        ),
        ignore_conflicts=True,
    )
    _save(request)
    note(actor, request, f"redacted {because}", now)
    return request


@transaction.atomic
def undo_redaction(
    *, actor: Actor, request_id: UUID, redaction_id: UUID, expected_version: int, now: datetime
) -> DataRequest:
    request = queries.request_to_read(actor=actor, request_id=request_id, lock=True)
    _refuse_stale(request, expected_version)
    if not Redaction.objects.filter(request=request, id=redaction_id).delete()[0]:
        raise Hidden(key=queries.key(request_id))
    _save(request)
    note(actor, request, "redaction undone", now)
    return request


@transaction.atomic
def release_request(*, actor: Actor, request_id: UUID, expected_version: int, now: datetime) -> DataRequest:
    """Hands it over as it was read: a text that was changed since has to be read again first."""
    request = queries.request_to_read(actor=actor, request_id=request_id, lock=True)
    _refuse_stale(request, expected_version)
    if queries.page(request=request, now=now).is_stale:
        raise WrongMoment("Words were changed after you took passages out of them. Read them again, then hand over.")

    found = queries.burned(request=request)
    for chapter in found:
        part = ExportPart(request=request, agreement_id=chapter.agreement_id)
        seals = Seals.of(agreement_id=chapter.agreement_id)
        seals.seal(row=part, text=json.dumps(_told(chapter.title, chapter.lines)))
        part.save(force_insert=True)
        trail.saved(actor=actor, row=part, verb="COLLECT", reason=SUBJECT_ACCESS, now=now)
    request.state, request.released_at, request.expires_at = RequestState.RELEASED, now, now + OPEN_FOR
    request.released_by_id = actor.membership_id
    _save(request)
    notify(
        memberships=[request.membership_id],
        partnership_id=actor.partnership_id,
        kind=DATA_READY,
        key=queries.key(request.pk),
        now=now,
    )
    _consulted(actor, keys_read(found), now)
    note(actor, request, "released", now)
    return request


@transaction.atomic
def take_export(*, actor: Actor, request_id: UUID, now: datetime) -> dict[str, Any]:
    """By its subject, for a week. Each taking is a disclosure in the trail."""
    request = queries.own_request(actor=actor, request_id=request_id)
    if request.expires_at is None or now >= request.expires_at:
        raise Hidden(key=queries.key(request_id))
    note(actor, request, "taken", now)
    return exported(request, now)


def exported(request: DataRequest, now: datetime) -> dict[str, Any]:
    """As it was released; for the operation that notes the taking."""
    told = [
        json.loads(Seals.of(agreement_id=part.agreement_id).open(row=part))
        for part in queries.parts_of(request=request)
    ]
    told += [_told(chapter.title, chapter.lines) for chapter in beyond(request.membership_id)]
    return _document(request.membership, "My data", told, now)


@transaction.atomic
def forget_expired_exports(*, now: datetime) -> int:
    """How many parts went."""
    parts = list(ExportPart.objects.select_for_update().filter(request__expires_at__lte=now))
    ExportPart.objects.filter(pk__in=[part.pk for part in parts]).delete()
    for part in parts:
        audit.record(actor=None, verb="ERASE", key=key_of(row=part), reason="expired", now=now)
    return len(parts)


def _note_own_reading(actor: Actor, verb: str, found: Iterable[Chapter], now: datetime) -> None:
    for chapter in found:
        key = Key.of(AGREEMENT, chapter.agreement_id)
        audit.record(actor=actor, verb=verb, key=key, reason=MY_DATA, now=now)


def _consulted(actor: Actor, keys: Iterable[Key], now: datetime) -> None:
    for key in keys:
        audit.record(actor=actor, verb="CONSULT", key=key, reason=SUBJECT_ACCESS, now=now)


def note(actor: Actor, request: DataRequest, reason: str, now: datetime) -> None:
    key = queries.key(request.pk)
    audit.record(actor=actor, verb="DISCLOSE", key=key, version=request.version, reason=reason, now=now)


def beyond(membership_id: int) -> list[Chapter]:
    """What is kept about a member under no agreement; facts alone, no words."""
    lines = queries.beyond_agreements(membership_id=membership_id)
    return [Chapter(agreement_id=UUID(int=0), title="Beside your agreements", lines=lines)] if lines else []


def _own(chapter: Chapter) -> list[Line]:
    return [line for line in chapter.lines if line.is_own and line.text]


def _line(request: DataRequest, item: str) -> Line:
    """One of the subject's own texts."""
    for chapter in chapters(membership_id=request.membership_id):
        for line in chapter.lines:
            if line.key == item and line.text:
                return line
    raise Hidden(key=queries.key(request.pk))


def _spans(line: Line, passage: str) -> list[tuple[int, int]]:
    passage = passage.replace("\r\n", "\n")
    if not passage.strip():
        raise _invalid("passage", "Copy the words that are to be taken out.")
    if len(passage) > PASSAGE_MAX_LENGTH:
        raise _invalid("passage", f"Use {PASSAGE_MAX_LENGTH:,} characters or fewer.")
    spans = queries.passages(text=line.text, passage=passage)
    if not spans:
        raise _invalid("passage", "These very words are not in this text. Copy them from it, letter by letter.")
    return spans


def _document(subject: Membership, title: str, told: list[dict[str, Any]], now: datetime) -> dict[str, Any]:
    return {
        "title": title,
        "name": member_name(membership_id=subject.pk),
        "organisation": organisation_name(organisation_id=subject.organisation_id),
        "made_at": now.isoformat(timespec="seconds"),
        "chapters": told,
    }


def _told(title: str, lines: list[Line]) -> dict[str, Any]:
    return {
        "title": title,
        "lines": [
            {
                "key": line.key,
                "what": line.what,
                "at": line.at.isoformat(timespec="seconds") if line.at else None,
                "facts": line.facts,
                "by": line.by,
                "text": line.text,
                "withheld": line.withheld,
                "withheld_because": line.withheld_label,
            }
            for line in lines
        ],
    }


def _refuse_stale(request: DataRequest, expected_version: int) -> None:
    if request.version != expected_version:
        raise Stale(
            "This changed after you opened it. Look at it as it is now.",
            current={"version": request.version, "state": request.state},
        )


def _save(request: DataRequest) -> None:
    request.version += 1
    request.save()


def _invalid(field: str, message: str) -> Invalid:
    return Invalid(message, fields={field: [message]})
