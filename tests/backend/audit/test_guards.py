"""Acceptance check C07: what the database itself refuses, each tried as SQL."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import TransactionTestCase

from backend.audit import guards
from backend.audit.models import Entry
from backend.audit.operations import record
from backend.kernel.keys import Key

pytestmark = pytest.mark.django_db
COLUMNS = "seq, at, verb, key, section, outcome, reason, fingerprint, prev, hash"
COPY = "SELECT {seq}, at, verb, key, section, outcome, reason, fingerprint, prev, {hash} FROM audit_entry WHERE seq = 2"
PROBES = {
    "update": "UPDATE audit_entry SET reason = 'x' WHERE seq = 2",
    "update of a key": "UPDATE audit_entry SET seq = 9 WHERE seq = 2",
    "delete": "DELETE FROM audit_entry WHERE seq = 2",
    "delete all": "DELETE FROM audit_entry",
    "insert again": f"INSERT INTO audit_entry ({COLUMNS}) " + COPY.format(seq="seq", hash="hash"),
    "upsert": f"INSERT INTO audit_entry ({COLUMNS}) {COPY.format(seq='seq', hash=repr('f' * 64))} AND true "
    "ON CONFLICT (seq) DO UPDATE SET reason = 'x'",
}
SQLITE_PROBES = {
    "replace by number": f"REPLACE INTO audit_entry ({COLUMNS}) " + COPY.format(seq="seq", hash=repr("f" * 64)),
    "replace by hash": f"REPLACE INTO audit_entry ({COLUMNS}) " + COPY.format(seq="99", hash="hash"),
    "update or replace": "UPDATE OR REPLACE audit_entry SET seq = 1 WHERE seq = 2",
}
POSTGRESQL_PROBES = {
    "truncate": "TRUNCATE audit_entry",
    "delete as a replica": "SET LOCAL session_replication_role = replica; DELETE FROM audit_entry",
}


def probes():
    engine = POSTGRESQL_PROBES if connection.vendor == "postgresql" else SQLITE_PROBES
    return PROBES | engine


@pytest.fixture
def three_entries(supervisor, now):
    for reason in ("one", "two", "three"):
        record(actor=supervisor, verb="ALTER", key=Key("manual.page", "7"), now=now, reason=reason)
    return list(Entry.objects.order_by("seq").values())


def test_every_probe_is_refused_and_changes_nothing(three_entries):
    let_through = []
    for name, sql in probes().items():
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql)
        except DatabaseError:
            continue
        let_through.append(name)

    assert let_through == []
    assert list(Entry.objects.order_by("seq").values()) == three_entries


def test_the_probes_would_succeed_without_the_guards(three_entries):
    guards.remove(connection=connection)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(PROBES["update"])
        cursor.execute(PROBES["delete"])

    assert Entry.objects.count() == 2
    assert guards.are_installed(connection=connection) is False


def test_guards_are_there_after_every_migration():
    assert guards.are_installed(connection=connection) is True


@pytest.mark.django_db(transaction=True)
def test_guards_are_back_after_a_test_that_commits(supervisor, now):
    with transaction.atomic():
        record(actor=supervisor, verb="ALTER", key=Key("manual.page", "7"), now=now)

    TransactionTestCase._fixture_teardown(TransactionTestCase("run"))

    assert Entry.objects.count() == 0
    assert guards.are_installed(connection=connection) is True
