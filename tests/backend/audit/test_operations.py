import hashlib
import json

import pytest
from django.db import IntegrityError, transaction

from backend.audit.chain import START
from backend.audit.models import Entry
from backend.audit.operations import record
from backend.kernel.keys import Key

pytestmark = pytest.mark.django_db
RECORD = Key("supervision.record", "7")


def test_record_chains_each_entry_to_the_one_before(supervisor, now):
    first = record(actor=supervisor, verb="COLLECT", key=RECORD, now=now, section="learning", version=1)
    second = record(actor=None, verb="CONSULT", key=RECORD, now=now)

    assert (first.seq, first.prev) == (1, START)
    assert (second.seq, second.prev) == (2, first.hash)
    assert list(Entry.objects.order_by("seq")) == [first, second]


def test_record_hashes_what_the_design_says(supervisor, now):
    entry = record(actor=supervisor, verb="ALTER", key=RECORD, now=now, version=3, fingerprint="ab" * 32)

    words = json.dumps(
        {
            "actor_membership_id": 21,
            "actor_person_id": 11,
            "at": "2026-11-20T22:40:00.000000+00:00",
            "fingerprint": "ab" * 32,
            "key": "supervision.record:7",
            "organisation_id": 31,
            "outcome": "ALLOW",
            "reason": "",
            "section": "",
            "verb": "ALTER",
            "version": 3,
        },
        separators=(",", ":"),
    )
    hashed = b"alongside-audit-v1" + (1).to_bytes(8, "big") + bytes(32) + words.encode()
    assert entry.hash == hashlib.sha256(hashed).hexdigest()


def test_record_names_no_person_for_the_system_itself(now):
    entry = record(actor=None, verb="KEYS", key=RECORD, now=now, organisation_id=5)

    assert (entry.actor_person_id, entry.actor_membership_id, entry.organisation_id) == (None, None, 5)


def test_record_goes_when_the_callers_transaction_goes(supervisor, now):
    def write_and_fail():
        with transaction.atomic():
            record(actor=supervisor, verb="COLLECT", key=RECORD, now=now)
            raise IntegrityError

    with pytest.raises(IntegrityError):
        write_and_fail()

    assert Entry.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_record_refuses_to_stand_alone(supervisor, now):
    with pytest.raises(RuntimeError, match="transaction"):
        record(actor=supervisor, verb="COLLECT", key=RECORD, now=now)

    assert Entry.objects.count() == 0


@pytest.mark.parametrize(
    "unfit",
    [
        {"verb": "LOOK"},
        {"outcome": "MAYBE"},
        {"reason": "x" * 81},
        {"reason": "two\nlines"},
        {"section": "caf\N{LATIN SMALL LETTER E WITH ACUTE}"},
        {"fingerprint": "abcd"},
        {"fingerprint": "what somebody wrote"},
    ],
)
def test_record_refuses_what_does_not_belong_in_a_trail(unfit, supervisor, now):
    with pytest.raises(ValueError):  # noqa: PT011 -- a mistake in our code, not a message for a screen
        record(**{"actor": supervisor, "verb": "ALTER", "key": RECORD, "now": now} | unfit)

    assert Entry.objects.count() == 0


def test_record_refuses_a_time_without_its_zone(supervisor, now):
    with pytest.raises(ValueError, match="zone"):
        record(actor=supervisor, verb="ALTER", key=RECORD, now=now.replace(tzinfo=None))


def test_record_costs_the_same_when_the_trail_grows(supervisor, now, django_assert_num_queries):
    from django.db import connection

    queries = 3 if connection.vendor == "postgresql" else 2
    for _ in range(3):
        with django_assert_num_queries(queries):
            record(actor=supervisor, verb="CONSULT", key=RECORD, now=now)
