"""Fault F27: forty ways to tamper with the trail, by somebody who may drop the triggers and knows how to hash."""

import random

import pytest
from django.db import connection

from backend.audit import checkpoints, guards, live
from backend.audit.chain import START, link
from backend.audit.live import LiveRow
from backend.audit.models import Entry
from backend.audit.operations import record
from backend.audit.verification import Finding, verify
from backend.kernel.keys import Key

pytestmark = pytest.mark.django_db
SIZE = 12


@pytest.fixture
def trail(supervisor, now):
    """Twelve entries, a checkpoint after eight and one after twelve."""
    noted = []
    for number in range(1, SIZE + 1):
        entry = record(actor=supervisor, verb="CONSULT", key=Key("manual.page", str(number)), now=now)
        if number in (8, SIZE):
            noted.append(checkpoints.Checkpoint(size=entry.seq, head=entry.hash))
    return noted


def tamper(change):
    guards.remove(connection=connection)
    change()
    guards.install(connection=connection)


def rewrite(*, start, without=0, reason="x"):
    """Everything from `start` on anew, with hashes that fit; the last `without` entries left out."""
    kept = list(Entry.objects.order_by("seq"))
    prev = START
    Entry.objects.all().delete()
    for entry in kept[: len(kept) - without]:
        if entry.seq >= start:
            entry.reason, entry.prev = reason, prev
            entry.hash = link(seq=entry.seq, prev=prev, facts=entry.facts)
        prev = entry.hash
        entry.save(force_insert=True)


def edit(number, **values):
    return lambda: Entry.objects.filter(seq=number).update(**values)


def cut(count):
    return lambda: Entry.objects.filter(seq__gt=SIZE - count).delete()


TAMPERINGS = [
    *[(edit(seq, key="manual.page:99"), Finding.BROKEN, seq) for seq in range(1, 13)],
    (edit(3, actor_person_id=99), Finding.BROKEN, 3),
    (edit(3, verb="AUTH"), Finding.BROKEN, 3),
    (edit(3, outcome="DENY"), Finding.BROKEN, 3),
    (edit(3, prev="0" * 64), Finding.BROKEN, 3),
    (edit(3, version=2), Finding.BROKEN, 3),
    (edit(SIZE, seq=SIZE + 1), Finding.GAP, SIZE),
    *[((lambda seq=seq: Entry.objects.filter(seq=seq).delete()), Finding.GAP, seq) for seq in range(1, 9)],
    *[(cut(count), Finding.TRUNCATED, SIZE - count + 1) for count in (1, 2, 5, 12)],
    *[((lambda start=start: rewrite(start=start)), Finding.REWRITTEN, 8) for start in (1, 2, 5, 8)],
    *[((lambda start=start: rewrite(start=start)), Finding.REWRITTEN, 12) for start in (9, 12)],
    *[((lambda count=count: rewrite(start=1, without=count)), Finding.REWRITTEN, 8) for count in (1, 4)],
    ((lambda: rewrite(start=10, without=1)), Finding.TRUNCATED, 12),
    ((lambda: rewrite(start=1, without=6)), Finding.TRUNCATED, 7),
]


def test_an_untouched_trail_is_whole(trail):
    verdict = verify(checkpoints=trail)

    assert (verdict.finding, verdict.size, verdict.head) == (Finding.OK, SIZE, trail[-1].head)


def test_an_empty_trail_is_whole():
    assert verify().finding is Finding.OK


@pytest.mark.parametrize("number", range(len(TAMPERINGS)))
def test_tampering_is_noticed_and_named(number, trail):
    change, finding, seq = TAMPERINGS[number]
    tamper(change)

    verdict = verify(checkpoints=trail)

    assert (verdict.finding, verdict.seq) == (finding, seq)


def test_there_are_forty_tamperings():
    assert len(TAMPERINGS) == 40


def test_a_cut_tail_needs_a_checkpoint_to_be_noticed(trail):
    tamper(cut(2))

    assert verify().finding is Finding.OK
    assert verify(checkpoints=trail).finding is Finding.TRUNCATED


def test_verify_reads_the_trail_once(trail, django_assert_num_queries):
    with django_assert_num_queries(1):
        verify(checkpoints=trail)


# -- sealed rows against the trail -------------------------------------------------------------------------------------


@pytest.fixture
def sealed_rows(monkeypatch, supervisor, now):
    """Two sections of a record, saved twice, as an app that seals text would keep them."""
    rows = {}
    monkeypatch.setattr(live, "_providers", {})
    live.register_live("supervision.record", lambda: list(rows.values()))
    for version in (1, 2):
        for section in ("learning", "wellbeing"):
            row = LiveRow(
                key=Key("supervision.record", "7"),
                section=section,
                version=version,
                fingerprint=random.Random(f"{section}{version}").randbytes(32).hex(),
            )
            rows[section] = row
            record(
                actor=supervisor,
                verb="ALTER",
                key=row.key,
                now=now,
                section=section,
                version=version,
                fingerprint=row.fingerprint,
            )
    record(actor=supervisor, verb="CONSULT", key=Key("supervision.record", "7"), now=now)
    return rows


def replaced(row, **values):
    facts = {name: getattr(row, name) for name in LiveRow.__slots__}
    return LiveRow(**facts | values)


def test_live_rows_that_were_saved_agree(sealed_rows):
    assert verify(against_live=True).finding is Finding.OK


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda rows: rows.update(learning=replaced(rows["learning"], version=1)), id="version"),
        pytest.param(lambda rows: rows.update(learning=replaced(rows["learning"], fingerprint="a" * 64)), id="flip"),
        pytest.param(
            lambda rows: rows.update(
                learning=replaced(rows["wellbeing"], section="learning"),
                wellbeing=replaced(rows["learning"], section="wellbeing"),
            ),
            id="swap",
        ),
        pytest.param(lambda rows: rows.pop("learning"), id="delete"),
        pytest.param(lambda rows: rows.update(extra=replaced(rows["learning"], section="extra")), id="plant"),
    ],
)
def test_live_rows_that_differ_are_named(change, sealed_rows):
    change(sealed_rows)

    verdict = verify(against_live=True)

    assert (verdict.finding, verdict.key) == (Finding.LIVE_DIFFERS, Key("supervision.record", "7"))
    assert verify().finding is Finding.OK


@pytest.mark.parametrize(("section", "gone"), [("learning", ["learning"]), ("", ["learning", "wellbeing"])])
def test_live_rows_that_were_erased_may_be_gone(section, gone, sealed_rows, supervisor, now):
    record(actor=supervisor, verb="ERASE", key=Key("supervision.record", "7"), now=now, section=section)
    for name in gone:
        del sealed_rows[name]

    assert verify(against_live=True).finding is Finding.OK
