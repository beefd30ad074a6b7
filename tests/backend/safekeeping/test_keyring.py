import json
from datetime import UTC, datetime

import pytest

from backend.safekeeping.keyring import KekState, KeyTrouble, from_json, new_keyring, to_json, with_new_kek

NOW = datetime(2026, 11, 20, tzinfo=UTC)


@pytest.fixture
def keyring():
    return with_new_kek(keyring=new_keyring(now=NOW), now=NOW)


def test_a_keyring_comes_back_as_it_was_written(keyring):
    assert from_json(text=to_json(keyring=keyring)) == keyring


def test_only_the_newest_kek_is_active(keyring):
    assert [kek.state for kek in keyring.keks] == [KekState.DECRYPT_ONLY, KekState.ACTIVE]
    assert keyring.active_kek == keyring.keks[1]


def test_the_fingerprint_outlives_a_rotation_and_names_one_keyring(keyring):
    assert with_new_kek(keyring=keyring, now=NOW).fingerprint == keyring.fingerprint
    assert new_keyring(now=NOW).fingerprint != keyring.fingerprint


def test_no_secret_is_shown_by_accident(keyring):
    written = json.loads(to_json(keyring=keyring))
    secrets = [written["audit_signing_key"], written["backup_identity"], *(kek["secret"] for kek in written["keks"])]
    raw = [repr(kek.secret) for kek in keyring.keks]

    shown = f"{keyring!r} {keyring} {keyring.keks[0]}"

    assert [secret for secret in [*secrets, *raw] if secret in shown] == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda ring: ring.update(format=2),
        lambda ring: ring.pop("keks"),
        lambda ring: ring.pop("audit_signing_key"),
        lambda ring: ring.update(audit_signing_key="AAAA"),
        lambda ring: ring.update(backup_identity="AGE-SECRET-KEY-NONE"),
        lambda ring: ring["keks"][0].update(secret="AAAA"),
        lambda ring: ring["keks"][0].update(secret="?"),
        lambda ring: ring["keks"][0].update(state="DESTROYED"),
        lambda ring: ring["keks"][0].update(id="not hex"),
        lambda ring: ring["keks"][0].update(state="ACTIVE"),
        lambda ring: ring["keks"][1].update(state="DECRYPT_ONLY"),
        lambda ring: ring["keks"].append(ring["keks"][0]),
    ],
)
def test_a_spoilt_key_file_is_refused(spoil, keyring):
    ring = json.loads(to_json(keyring=keyring))
    spoil(ring)

    with pytest.raises(KeyTrouble):
        from_json(text=json.dumps(ring))


@pytest.mark.parametrize("text", ["", "[]", "null", "{", '"text"', "7"])
def test_what_is_no_key_file_is_refused(text):
    with pytest.raises(KeyTrouble, match="not a key file"):
        from_json(text=text)
