"""Everything the clients were told was saved, held against the rows, the audit trail and the receipts."""

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from django.apps import apps
from django.db.models import Max

from tests.benchmarks.kills_clients import Cast
from tests.benchmarks.kills_writers import Write

Effect = tuple[str, int]
# Who pressed, and what they were answered: no two writes here have the same answer.
Receipt = tuple[int, str]
SUPERSEDED = "SUPERSEDED"


@dataclass
class Found:
    """Sentences for whoever looks into a fault. Rows, trail and receipts must tell the same story."""

    acknowledged: int = 0
    unheard: int = 0
    in_step_after: float = 0.0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    half: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    @property
    def is_bad(self) -> bool:
        return bool(self.lost or self.doubled or self.half or self.broken)


def objects(label: str):
    return apps.get_model(label)._default_manager


class Ledger:
    """Begins after the clients have set up what they write in."""

    def __init__(self, *, cast: Cast) -> None:
        self.cast = cast
        self.first_seq = _newest("audit.Entry", "seq")
        self.first_receipt = _newest("receipts.Receipt", "id")
        self.before = self._rows()
        self.record_version = self._record_version()
        sections = objects("supervision.Section").filter(record_id=cast.record_id).values_list("stage", "id")
        self.section_ids = dict(sections)

    def writes(self) -> list[Write]:
        return [write for writer in self.cast.writers for write in writer.acknowledged]

    def was_saved_before(self, write: Write, *, moment: datetime) -> bool:
        return self._receipts(given_at__lt=moment)[self._receipt(write)] > 0

    def compare(self, found: Found) -> None:
        writes = self.writes()
        rows, trail, receipts = self._rows(), self._trail(), self._receipts()
        for write in writes:
            key, version = self._effect(write)
            has_row = rows.get(key, 0) >= version
            has_entry = trail[key, version] > 0
            has_receipt = receipts[self._receipt(write)] > 0
            if not has_row:
                found.lost.append(f"{write.kind} {key} at version {version}")
            elif not (has_entry and has_receipt):
                found.half.append(f"{key} at version {version}: trail {has_entry}, receipt {has_receipt}")
        self._compare_back(writes, rows, trail, receipts, found)

    def _compare_back(self, writes: list[Write], rows: dict, trail: Counter, receipts: Counter, found: Found) -> None:
        """What is there although no client was told so."""
        effects = Counter(map(self._effect, writes))
        highest: dict[str, int] = {}
        for key, version in effects:
            highest[key] = max(version, highest.get(key, 0))
        for effect, times in (trail - effects).items():
            story = found.doubled if effect in effects else found.half
            story.append(f"the trail has {effect} {times} times more than the clients")
        for key, version in rows.items():
            if version > highest.get(key, self.before.get(key, 0)):
                found.doubled.append(f"{key} is at version {version}, and no client was told so")
        extra = receipts - Counter(map(self._receipt, writes))
        found.half += [f"a receipt for nothing: {answer}" for _, answer in extra.elements()]
        shared = sum(write.kind == "section" and write.answer["stage"] == self._shared_stage() for write in writes)
        if self._record_version() != self.record_version + shared:
            found.half.append("the record's version does not count the saves that both can read")

    def _effect(self, write: Write) -> Effect:
        """What the audit trail calls the thing, and the version it got."""
        if write.kind == "section":
            return f"supervision.section:{self.section_ids[write.answer['stage']]}", write.answer["version"]
        kind = {"session": "supervision.session", "agenda item": "supervision.agenda_item"}
        return f"{kind.get(write.kind, 'manual.revision')}:{write.answer['id']}", write.answer["version"]

    def _rows(self) -> dict[str, int]:
        """The version of everything the clients write, as it is in its own table."""
        agreement_id = self.cast.pair.agreement_id
        rows: dict[str, int] = {}
        tables = (
            ("supervision.section", "supervision.Section", {"record_id": self.cast.record_id}),
            ("supervision.session", "supervision.Session", {"agreement_id": agreement_id}),
            ("supervision.agenda_item", "supervision.AgendaItem", {"session__agreement_id": agreement_id}),
        )
        for kind, label, of_ours in tables:
            found = objects(label).filter(**of_ours).values_list("id", "version")
            rows |= {f"{kind}:{id}": version for id, version in found}
        revisions = objects("manual.Revision").filter(page__slug=self.cast.slug).values_list("id", "version", "state")
        # Being superseded is part of the next one's publication, and not a press of its own.
        return rows | {f"manual.revision:{id}": v - (state == SUPERSEDED) for id, v, state in revisions}

    def _trail(self) -> Counter[Effect]:
        entries = objects("audit.Entry").filter(seq__gt=self.first_seq, verb__in=["COLLECT", "ALTER"], outcome="ALLOW")
        entries = entries.exclude(actor_person_id__in=self.cast.background.people)
        return Counter(entries.values_list("key", "version"))

    def _receipt(self, write: Write) -> Receipt:
        return self.cast.people[write.visitor.token], json.dumps(write.answer, sort_keys=True)

    def _receipts(self, **which) -> Counter[Receipt]:
        found = objects("receipts.Receipt").filter(id__gt=self.first_receipt, **which)
        found = found.exclude(person_id__in=self.cast.background.people)
        given = found.values_list("person_id", "answer")
        return Counter((person_id, json.dumps(answer, sort_keys=True)) for person_id, answer in given)

    def _record_version(self) -> int:
        return objects("supervision.Record").get(id=self.cast.record_id).version

    def _shared_stage(self) -> str:
        return next(iter(self.cast.authors))


def _newest(label: str, name: str) -> int:
    return objects(label).aggregate(newest=Max(name))["newest"] or 0
