"""Fills a site's supervision with made-up years: `python -m tests.benchmarks.many_sessions AGREEMENTS SESSIONS`.

Invented pairs in invented organisations, and a few of them with the demo sergeant: each session held, written down by
both, signed and locked, its text sealed. Prints the ids of what the sergeant has, as JSON.
"""

import itertools
import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import django

# What a sergeant with a group of eight and a history has to do with.
OF_SERGEANT = 12
ORGANISATIONS, MEMBERS_EACH = 20, 200
STAGES = ("experience", "action")
WORDS = (
    "We came back to the visit on the ninth floor. What I had expected was a refusal; what happened was that she let"
    " my colleague in first, because they had met before, and that I waited on the landing for as long as it took. "
)
DIGEST = "0" * 64
BATCH = 250


@dataclass(slots=True)
class Rows:
    """What one batch of agreements adds, in the order in which each finds what it points at."""

    agreements: list[Any] = field(default_factory=list)
    participants: list[Any] = field(default_factory=list)
    data_keys: list[Any] = field(default_factory=list)
    versions: list[Any] = field(default_factory=list)
    signatures: list[Any] = field(default_factory=list)
    sessions: list[Any] = field(default_factory=list)
    records: list[Any] = field(default_factory=list)
    sections: list[Any] = field(default_factory=list)
    record_signatures: list[Any] = field(default_factory=list)

    def save(self) -> None:
        for name in self.__slots__:
            rows = getattr(self, name)
            if rows:
                type(rows[0])._base_manager.bulk_create(rows, batch_size=1000)


def main(agreements: int, sessions: int) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "backend.settings"
    django.setup()
    from django.db import connection, transaction
    from django.utils import timezone

    from supervision import guards
    from supervision.models import Record

    now = timezone.now()
    pairs = list(itertools.islice(pairs_of_members(now), agreements))
    # A locked record takes no more sections: they are written while no guard looks.
    guards.remove(connection=connection)
    for first in range(0, agreements, BATCH):
        with transaction.atomic():
            rows = Rows()
            for pair in pairs[first : first + BATCH]:
                add_agreement(rows, pair, sessions // agreements, now)
            rows.save()
    guards.install(connection=connection)

    mine = Record.objects.filter(session__agreement__participants__membership=pairs[0][0]).order_by("-started_at")
    found = mine.values_list("session__agreement_id", "session_id", "id")[:100]
    names = ("agreement_id", "session_id", "record_id")
    sys.stdout.write(json.dumps([dict(zip(names, map(str, ids), strict=True)) for ids in found]))


def pairs_of_members(now: datetime) -> Iterator[Sequence[Any]]:
    from backend.identity.models import Membership, Organisation, Partnership, Person

    sergeant = Membership.objects.get(person__email="sergeant@police.example")
    partnership = Partnership.objects.get(organisations=sergeant.organisation)
    area = sergeant.organisation.area
    made = []
    for number in range(ORGANISATIONS):
        kind = "POLICE" if number % 2 else "LOCAL_AUTHORITY"
        organisation = Organisation.objects.create(name=f"Made-up agency {number}", kind=kind, area=area)
        partnership.organisations.add(organisation)
        people = Person.objects.bulk_create(
            Person(email=f"made-up-{number}-{one}@agency.example", name=f"Made-up person {number} {one}", joined_at=now)
            for one in range(MEMBERS_EACH)
        )
        facts = {"organisation": organisation, "job_title": "Colleague", "roles": ["READER"], "joined_at": now}
        made.append(Membership.objects.bulk_create(Membership(person=one, **facts) for one in people))
    yield from ([sergeant, made[number][number]] for number in range(OF_SERGEANT))
    for turn in itertools.count():
        for number in range(ORGANISATIONS):
            other = (number + 1 + turn // MEMBERS_EACH) % ORGANISATIONS
            yield made[number][turn % MEMBERS_EACH], made[other][(turn * 7) % MEMBERS_EACH]


def add_agreement(rows: Rows, pair: Sequence[Any], sessions: int, now: datetime) -> None:
    from backend.safekeeping import keys
    from backend.safekeeping.sealing import new_data_key, wrap_key
    from supervision.models import Agreement, AgreementSignature, AgreementVersion, DataKey, Participant
    from supervision.sealed import Seals

    began = now - timedelta(days=30 * (sessions + 1))
    dues = {"review_due_on": (now + timedelta(days=90)).date(), "signed_at": began, "proposed_at": began}
    partnership_id = pair[0].organisation.partnerships.values_list("id", flat=True)[0]
    agreement = Agreement(
        partnership_id=partnership_id, kind="JOINT", state="SIGNED", in_force=1, proposed_by=pair[0], **dues
    )
    sitting = [
        Participant(agreement=agreement, membership=one, part=part, joined_at=began)
        for one, part in zip(pair, ("SUPERVISOR", "SUPERVISEE"), strict=True)
    ]
    dek, kek = new_data_key(), keys.current_keyring().active_kek
    wrapped = wrap_key(dek=dek, kek=kek, agreement_id=str(agreement.pk))
    seals = Seals(agreement_id=agreement.pk, data_keys={1: dek})
    version = AgreementVersion(agreement=agreement, number=1, written_by=sitting[0], written_at=began)
    seals.seal(row=version, text=json.dumps(terms(pair)))
    rows.agreements.append(agreement)
    rows.participants += sitting
    rows.data_keys.append(DataKey(agreement=agreement, version=1, kek_id=kek.id, wrapped=wrapped))
    rows.versions.append(version)
    rows.signatures += [AgreementSignature(version=version, participant=one, signed_at=began) for one in sitting]
    for number in range(sessions):
        add_session(rows, agreement, sitting, seals, began + timedelta(days=30 * (number + 1)))


def terms(pair: Sequence[Any]) -> dict[str, Any]:
    lines = {str(one.pk): {"accountability": "My own manager, for standards and decisions."} for one in pair}
    return {"purpose": WORDS, "goals": WORDS, "lines": lines}


def add_session(rows: Rows, agreement: Any, sitting: Sequence[Any], seals: Any, at: datetime) -> None:
    from supervision.models import Record, RecordSignature, Section, Session

    by = sitting[0]
    session = Session(
        agreement=agreement, planned_for=at, minutes=60, mode="VIDEO", state="HELD", planned_at=at, planned_by=by
    )
    record = Record(
        session=session,
        form_key="integrated-cycle",
        minutes=60,
        state="LOCKED",
        share_number=1,
        content_digest=DIGEST,
        started_at=at,
        started_by=by,
        shared_at=at,
        shared_by=by,
        locked_at=at,
    )
    rows.sessions.append(session)
    rows.records.append(record)
    for stage, author in zip(STAGES, sitting, strict=True):
        section = Section(record=record, stage=stage, author=author, visibility="TWO_OF_US", saved_at=at)
        seals.seal(row=section, text=WORDS * 4)
        rows.sections.append(section)
    rows.record_signatures += [
        RecordSignature(record=record, participant=one, share_number=1, content_digest=DIGEST, signed_at=at)
        for one in sitting
    ]


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
