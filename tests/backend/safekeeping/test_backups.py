"""Acceptance check C21: a backup made while people write, and what is not in it."""

import io
import sqlite3
import tarfile
import threading
from contextlib import closing
from datetime import timedelta

import pytest

from backend.audit.models import Entry
from backend.safekeeping import archives, backups, database_copies, parcels
from backend.safekeeping.backups import BackupRefused, last_backup_at, make_backup
from backend.safekeeping.database_copies import CopyFailed
from backend.safekeeping.keyring import KeyTrouble
from backend.safekeeping.private_files import Busy, locked

pytestmark = pytest.mark.django_db


def contents(path, keyring):
    """The archive's members, by name."""
    plain = io.BytesIO()
    with path.open("rb") as source:
        parcels.unpack(source=source, target=plain, identity=keyring.backup_identity)
    plain.seek(0)
    with tarfile.open(fileobj=plain) as archive:
        return {member.name: archive.extractfile(member).read() for member in archive}


def test_a_backup_holds_database_and_uploads_and_no_keys_index_or_logs(site, data_folder, tmp_path, now):
    made = make_backup(target=tmp_path / "a.age", now=now)

    assert sorted(contents(tmp_path / "a.age", site)) == ["database.sqlite3", "manifest.json", "media/plan.txt"]
    assert sorted(made.files) == ["database.sqlite3", "media/plan.txt"]
    assert made.database.rows == {"audit_entry": 0, "django_migrations": 1, "note": 0}
    assert made.database.schema == {"audit": "0001_initial"}


def test_a_backup_holds_the_signed_checkpoints(site, data_folder, tmp_path, now):
    folder = data_folder / "audit" / "checkpoints"
    folder.mkdir(parents=True)
    (folder / "checkpoints.txt").write_text("signed")

    make_backup(target=tmp_path / "a.age", now=now)

    assert contents(tmp_path / "a.age", site)["checkpoints/checkpoints.txt"] == b"signed"


def test_a_backup_cannot_be_read_without_the_keys(site, data_folder, tmp_path, now):
    (data_folder / "media" / "plan.txt").write_text("canary" * 100)

    make_backup(target=tmp_path / "a.age", now=now)

    assert b"canary" not in (tmp_path / "a.age").read_bytes()
    assert b"canary" in contents(tmp_path / "a.age", site)["media/plan.txt"]
    assert (tmp_path / "a.age").stat().st_mode & 0o777 == 0o600


def test_a_backup_is_one_moment_while_others_write(site, data_folder, tmp_path, now):
    """A writer adds a note and its trail entry in one transaction, again and again: no copy holds just one of them."""
    stop, written = threading.Event(), []

    def write():
        with closing(sqlite3.connect(data_folder / "alongside.sqlite3", timeout=10, isolation_level=None)) as database:
            number = 0
            while not stop.is_set():
                number += 1
                database.execute("BEGIN IMMEDIATE")
                database.execute("INSERT INTO note VALUES (?, ?, randomblob(3000))", (number, number))
                database.execute("INSERT INTO audit_entry VALUES (?, hex(?))", (number, number))
                database.execute("COMMIT")
                written.append(number)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        facts = [
            make_backup(target=tmp_path / f"{number}.age", now=now + timedelta(seconds=number)).database
            for number in range(3)
        ]
    finally:
        stop.set()
        writer.join()

    assert [fact.rows["note"] for fact in facts] == [fact.audit_seq for fact in facts]
    assert facts[0].audit_seq < facts[1].audit_seq < facts[2].audit_seq <= len(written)


def test_a_backup_leaves_no_trace_of_what_was_deleted(site, data_folder, tmp_path, now):
    with closing(sqlite3.connect(data_folder / "alongside.sqlite3")) as database:
        database.execute("PRAGMA secure_delete=OFF")
        database.execute("INSERT INTO note VALUES (1, 1, ?)", ("canary" * 500,))
        database.commit()
        database.execute("DELETE FROM note")
        database.commit()
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert b"canary" in (data_folder / "alongside.sqlite3").read_bytes()

    make_backup(target=tmp_path / "a.age", now=now)

    assert b"canary" not in contents(tmp_path / "a.age", site)["database.sqlite3"]


def test_a_backup_is_noted_in_the_trail_and_remembered(site, tmp_path, now):
    assert last_backup_at() is None

    make_backup(target=tmp_path / "a.age", now=now)

    assert last_backup_at() == now
    assert list(Entry.objects.values_list("verb", "key", "reason")) == [
        ("ADMIN", f"safekeeping.backup:{now.isoformat()}", "made")
    ]


def test_a_backup_tidies_up_behind_itself_and_a_crashed_one(site, data_folder, tmp_path, now):
    (data_folder / "backup-work-crashed").mkdir()

    make_backup(target=tmp_path / "a.age", now=now)

    assert list(data_folder.glob("backup-work-*")) == []
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["a.age"]


def test_a_failed_backup_leaves_nothing_behind(site, data_folder, tmp_path, now, monkeypatch):
    def no_room(**kwargs):
        kwargs["target"].write(b"half a file")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(parcels, "pack", no_room)

    with pytest.raises(OSError, match="No space left"):
        make_backup(target=tmp_path / "a.age", now=now)

    assert [path.name for path in tmp_path.iterdir()] == ["data"]
    assert list(data_folder.glob("backup-work-*")) == []
    assert Entry.objects.count() == 0


def test_a_fault_while_the_archive_is_filled_is_raised_to_the_caller(site, tmp_path, now, monkeypatch):
    def unreadable(**kwargs):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(archives, "_add", unreadable)

    with pytest.raises(OSError, match="Input/output error"):
        make_backup(target=tmp_path / "a.age", now=now)

    assert not (tmp_path / "a.age").exists()


def test_an_existing_file_is_left_alone(site, tmp_path, now):
    (tmp_path / "a.age").write_text("last week's")

    with pytest.raises(BackupRefused, match="there already"):
        make_backup(target=tmp_path / "a.age", now=now)

    assert (tmp_path / "a.age").read_text() == "last week's"


def test_two_backups_at_once_are_one_too_many(site, data_folder, tmp_path, now):
    with locked(path=data_folder / "backup.lock"), pytest.raises(Busy):
        make_backup(target=tmp_path / "a.age", now=now)


def test_no_backup_without_keys(site, data_folder, tmp_path, now):
    (data_folder / "keys" / "keyring.json").unlink()

    with pytest.raises(KeyTrouble, match="There is no key file"):
        make_backup(target=tmp_path / "a.age", now=now)


def test_a_damaged_database_is_not_backed_up_as_if_it_were_whole(site, data_folder, tmp_path, now):
    (data_folder / "alongside.sqlite3").write_bytes(b"not a database" * 1000)

    with pytest.raises((CopyFailed, sqlite3.DatabaseError)):
        make_backup(target=tmp_path / "a.age", now=now)

    assert not (tmp_path / "a.age").exists()


def test_a_missing_pg_dump_is_named(site, settings, tmp_path, now, monkeypatch):
    settings.EMBEDDED = False
    monkeypatch.setenv("PATH", "")

    with pytest.raises(CopyFailed, match="pg_dump is not installed"):
        make_backup(target=tmp_path / "a.age", now=now)


def test_the_default_name_tells_the_time(data_folder, now):
    assert backups.default_target(now=now) == data_folder / "backups" / "alongside-20261120-224000.age"


def test_the_database_in_use_is_found_where_settings_say(settings):
    assert str(database_copies.live_sqlite()) == str(settings.DATABASES["default"]["NAME"])
