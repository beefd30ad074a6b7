"""Acceptance checks C22 and C32: each bad set-up is made here, and the check names it."""

import shutil
import sqlite3
from collections import namedtuple
from datetime import timedelta

import pytest
from django.core.checks.registry import registry
from django.utils import timezone

from backend.safekeeping import checks
from backend.safekeeping.checks import _is_affected
from backend.safekeeping.private_files import write_private

Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def sound(site, data_folder, settings, monkeypatch):
    """Nothing to complain about."""
    settings.DEBUG = False
    settings.DATABASES["default"].setdefault("OPTIONS", {})
    monkeypatch.setitem(settings.DATABASES["default"]["OPTIONS"], "transaction_mode", "IMMEDIATE")
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 51, 3))
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(100, 80, 20))
    stamp(data_folder, hours=1)
    return data_folder


def stamp(folder, *, hours):
    made_at = timezone.now() - timedelta(hours=hours)
    write_private(path=folder / "last-backup.json", text=f'{{"made_at": "{made_at.isoformat()}"}}')


def found():
    ours = [check for check in registry.get_checks() if check.__module__ == checks.__name__]
    return [message.id for check in ours for message in check(app_configs=None)]


def test_a_sound_set_up_is_let_be(sound):
    assert found() == []


def test_a_first_start_is_let_be(sound):
    shutil.rmtree(sound)

    assert found() == []


def test_an_exposed_key_file_is_named(sound):
    (sound / "keys" / "keyring.json").chmod(0o644)

    assert found() == ["safekeeping.E001"]


def test_an_exposed_key_folder_is_named(sound):
    (sound / "keys").chmod(0o755)

    assert found() == ["safekeeping.E001"]


def test_a_damaged_key_file_is_named(sound):
    (sound / "keys" / "keyring.json").write_text("{}")

    assert found() == ["safekeeping.E001"]


def test_a_missing_key_file_is_named_when_there_are_data(sound):
    (sound / "keys" / "keyring.json").unlink()

    assert found() == ["safekeeping.W001"]


def test_a_key_file_in_the_data_folder_by_choice_is_named(sound, monkeypatch):
    monkeypatch.setenv("ALONGSIDE_KEY_FILE", str(sound / "media" / "keyring.json"))

    assert found() == ["safekeeping.E001"]


@pytest.mark.parametrize(
    ("version", "affected"),
    [
        ((3, 6, 23), False),
        ((3, 7, 0), True),
        ((3, 40, 1), True),
        ((3, 44, 5), True),
        ((3, 44, 6), False),
        ((3, 45, 0), True),
        ((3, 50, 6), True),
        ((3, 50, 7), False),
        ((3, 51, 0), True),
        ((3, 51, 2), True),
        ((3, 51, 3), False),
        ((3, 52, 0), False),
        ((4, 0, 0), False),
    ],
)
def test_affected_versions_of_sqlite_are_known(version, affected):
    assert _is_affected(version) is affected


def test_an_affected_sqlite_is_named(sound, monkeypatch):
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 40, 1))
    monkeypatch.setattr(sqlite3, "sqlite_version", "3.40.1")

    (message,) = checks.sqlite_version(None)

    assert (message.id, "SQLite 3.40.1" in message.msg) == ("safekeeping.W002", True)


def test_an_affected_sqlite_stops_several_processes(sound, settings, monkeypatch):
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 40, 1))
    settings.SERVER_PROCESSES = 2

    assert found() == ["safekeeping.E002"]


def test_an_affected_sqlite_does_not_matter_with_postgresql(sound, settings, monkeypatch):
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 40, 1))
    settings.EMBEDDED = False

    assert found() == []


def test_deferred_transactions_are_named(sound, settings, monkeypatch):
    monkeypatch.delitem(settings.DATABASES["default"]["OPTIONS"], "transaction_mode")

    assert found() == ["safekeeping.E003"]


def test_an_interrupted_restore_is_named(sound):
    (sound / "restore-journal.json").write_text("{}")

    assert found() == ["safekeeping.E004"]


def test_a_nearly_full_disk_is_named(sound, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(100, 91, 9))

    (message,) = checks.free_disk(None)

    assert (message.id, message.msg) == ("safekeeping.W003", "The disk of the data folder has 9 % left.")


@pytest.mark.parametrize(("hours", "expected"), [(25, []), (27, ["safekeeping.I001"])])
def test_an_old_backup_is_named(hours, expected, sound):
    stamp(sound, hours=hours)

    assert found() == expected


def test_a_missing_backup_is_named(sound):
    (sound / "last-backup.json").unlink()

    assert found() == ["safekeeping.I001"]


def test_debugging_is_named(sound, settings):
    settings.DEBUG = True

    assert found() == ["safekeeping.W004"]
