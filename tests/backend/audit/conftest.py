from datetime import UTC, datetime

import pytest

from backend.kernel.actor import Actor
from backend.safekeeping import keyring as keyrings
from backend.safekeeping import keys

NOW = datetime(2026, 11, 20, 22, 40, tzinfo=UTC)


@pytest.fixture
def now():
    return NOW


@pytest.fixture
def supervisor():
    return Actor(
        person_id=11,
        membership_id=21,
        organisation_id=31,
        organisation_kind="POLICE",
        partnership_id=41,
        roles=frozenset({"SUPERVISOR"}),
    )


@pytest.fixture
def keyring(settings, tmp_path, monkeypatch):
    """A data folder of its own, with a key file in it."""
    settings.DATA_DIR = tmp_path / "data"
    monkeypatch.delenv(keys.KEYRING_VARIABLE, raising=False)
    monkeypatch.delenv(keys.KEY_FILE_VARIABLE, raising=False)
    made = keyrings.new_keyring(now=NOW)
    keys.provider().store(made)
    return made
