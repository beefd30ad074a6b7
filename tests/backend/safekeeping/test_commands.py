"""The commands as an operator types them, on a data folder of their own."""

import os
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing

import pytest
from django.core.management import CommandError, call_command

from backend.safekeeping import keys
from backend.safekeeping.private_files import locked
from backend.safekeeping.restoring import serving_lock


@pytest.fixture
def command(tmp_path):
    """Run a command in a process of its own, against a data folder by that name; SQLite, whatever the tests run on."""

    def run(folder, *words, fails=False):
        surroundings = {
            name: value
            for name, value in os.environ.items()
            if name not in {"DATABASE_URL", keys.KEYRING_VARIABLE, keys.KEY_FILE_VARIABLE}
        }
        surroundings |= {"ALONGSIDE_DATA": str(tmp_path / folder)}
        done = subprocess.run(
            [sys.executable, "-m", "django", *words], env=surroundings, capture_output=True, text=True, timeout=120
        )
        assert bool(done.returncode) is fails, done.stdout + done.stderr
        return done.stdout + done.stderr

    return run


def test_backup_and_restore_from_one_machine_to_another(command, tmp_path):
    """A full installation is backed up while somebody writes every few milliseconds, and comes back elsewhere."""
    backup, escrow = str(tmp_path / "a.age"), str(tmp_path / "escrow.json")
    (tmp_path / "old").mkdir(mode=0o700)
    assert "Run: migrate" in command("old", "keys", "create", fails=True)
    command("old", "migrate", "-v0", "--skip-checks")
    assert "Keep a copy apart" in command("old", "keys", "create")
    (tmp_path / "escrow.json").write_bytes((tmp_path / "old" / "keys" / "keyring.json").read_bytes())

    with writing(tmp_path / "old" / "alongside.sqlite3"):
        made = command("old", "backup", backup, "--skip-checks")
        command("old", "audit", "checkpoint")
    (tmp_path / "new").mkdir(mode=0o700)
    said = command("new", "restore", backup, "--keys", escrow)

    assert "Keep the two apart" in made
    assert "migrate, search rebuild, audit verify" in said
    verified = command("new", "audit", "verify")
    assert f"The trail is whole: {made.split('audit trail of ')[1].split()[0]} entries." in verified
    assert "0 data keys" in command("new", "keys", "status")
    assert "holds data already" in command("new", "restore", backup, "--keys", escrow, fails=True)


class writing:
    """A process beside us that goes on writing to a table of the site."""

    def __init__(self, path):
        self.path, self.stop = path, threading.Event()

    def __enter__(self):
        self.thread = threading.Thread(target=self.write)
        self.thread.start()

    def write(self):
        with closing(sqlite3.connect(self.path, timeout=30, isolation_level=None)) as database:
            number = 0
            while not self.stop.wait(0.003):
                number += 1
                database.execute(
                    "INSERT INTO django_content_type (app_label, model) VALUES ('writing', ?)", (str(number),)
                )

    def __exit__(self, *exc):
        self.stop.set()
        self.thread.join()


# -- words for the operator --------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_keys_status_counts_what_each_key_wraps(site, drawer, capsys):
    drawer.fill(keyring=site, count=3)

    call_command("keys", "status")

    assert f"{site.active_kek.id}  ACTIVE        2026-11-20  3 data keys" in capsys.readouterr().out


@pytest.mark.django_db
def test_keys_status_fails_when_a_key_is_missing(site, drawer, now):
    from backend.safekeeping.keyring import new_keyring

    drawer.fill(keyring=new_keyring(now=now), count=2)

    with pytest.raises(CommandError, match="2 data keys need a key that is not in this file"):
        call_command("keys", "status")


@pytest.mark.django_db
def test_keys_rotate_says_what_it_did(site, drawer, capsys):
    drawer.fill(keyring=site, count=3)

    call_command("keys", "rotate")

    assert f"Rotated: 3 data keys now under {keys.current_keyring().active_kek.id}." in capsys.readouterr().out


@pytest.mark.django_db
def test_keys_create_refuses_a_second_time(site, drawer):
    with pytest.raises(CommandError, match="There is a key file already"):
        call_command("keys", "create")


@pytest.mark.django_db
def test_keys_says_when_somebody_else_is_at_them(site, drawer, data_folder):
    with locked(path=data_folder / "keys" / "keyring.lock"), pytest.raises(CommandError, match="Another process"):
        call_command("keys", "rotate")


def test_restore_needs_both_files(site):
    with pytest.raises(CommandError, match="restore FILE --keys FILE"):
        call_command("restore")


def test_restore_says_when_the_site_is_running(site, tmp_path):
    with locked(path=serving_lock(), shared=True), pytest.raises(CommandError, match="Stop it first"):
        call_command("restore", str(tmp_path / "a.age"), "--keys", str(tmp_path / "k.json"))


def test_restore_finishes_only_what_was_begun(site):
    with pytest.raises(CommandError, match="no interrupted restore"):
        call_command("restore", "--finish")


@pytest.mark.django_db
def test_backup_goes_to_the_data_folder_unless_told(site, data_folder, capsys):
    call_command("backup")

    assert len(list((data_folder / "backups").glob("alongside-*.age"))) == 1
    assert "2 files, audit trail of 0 entries." in capsys.readouterr().out
