import sqlite3
from contextlib import closing
from datetime import UTC, datetime

import pytest

from backend.safekeeping import database_copies, keys, wrapped
from backend.safekeeping import keyring as keyrings
from backend.safekeeping.sealing import kek_id_of, new_data_key, wrap_key
from backend.safekeeping.wrapped import WrappedKey


class Drawer:
    """Wrapped data keys in memory, as an app would keep them in its table."""

    def __init__(self):
        self.kept = {}

    def counts(self):
        found = [kek_id_of(wrapped=key.wrapped) for key in self.kept.values()]
        return {kek_id: found.count(kek_id) for kek_id in found}

    def under(self, *, kek_id, limit):
        return [key for key in self.kept.values() if kek_id_of(wrapped=key.wrapped) == kek_id][:limit]

    def replace(self, *, rewrapped):
        self.kept |= {key.id: key for key in rewrapped}

    def fill(self, *, keyring, count):
        """That many data keys under the active KEK; gives them back unwrapped, by id."""
        deks = {str(number): new_data_key() for number in range(count)}
        for id, dek in deks.items():
            sealed = wrap_key(dek=dek, kek=keyring.active_kek, agreement_id=f"agreement-{id}")
            self.kept[id] = WrappedKey(id=id, agreement_id=f"agreement-{id}", wrapped=sealed)
        return deks


@pytest.fixture
def now():
    return datetime(2026, 11, 20, 22, 40, tzinfo=UTC)


@pytest.fixture
def data_folder(settings, tmp_path, monkeypatch):
    """An empty data folder, and no keys from the environment."""
    monkeypatch.delenv(keys.KEYRING_VARIABLE, raising=False)
    monkeypatch.delenv(keys.KEY_FILE_VARIABLE, raising=False)
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir(mode=0o700)
    return settings.DATA_DIR


@pytest.fixture
def drawer(monkeypatch):
    monkeypatch.setattr(wrapped, "_sources", {})
    drawer = Drawer()
    wrapped.register_wrapped("a drawer", drawer)
    return drawer


@pytest.fixture
def site(data_folder, settings, monkeypatch, now):
    """A small installation: keys, a database in a file of its own with a trail in it, an upload, things not to keep."""
    settings.EMBEDDED = True
    monkeypatch.setattr(database_copies, "live_sqlite", lambda: settings.DATA_DIR / "alongside.sqlite3")
    keyring = keyrings.new_keyring(now=now)
    keys.provider().store(keyring)
    with closing(sqlite3.connect(data_folder / "alongside.sqlite3")) as database:
        database.executescript(
            """
            PRAGMA journal_mode=WAL;
            CREATE TABLE django_migrations (app TEXT, name TEXT);
            INSERT INTO django_migrations VALUES ('audit', '0001_initial');
            CREATE TABLE audit_entry (seq INTEGER PRIMARY KEY, hash TEXT);
            CREATE TABLE note (id INTEGER PRIMARY KEY, entry INTEGER, sealed BLOB);
            """
        )
    for name, text in {"media/plan.txt": "an upload", "index/seg": "index", "log/alongside.jsonl": "log"}.items():
        path = data_folder / name
        path.parent.mkdir()
        path.write_text(text)
    return keyring
