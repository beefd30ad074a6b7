"""Fault F28 (keys missing, wrong, exposed) and acceptance check C23 (rotation can be killed at any point)."""

import pytest

from backend.audit.models import Entry
from backend.safekeeping import keys, operations
from backend.safekeeping.keyring import KekState, KeyTrouble, from_json, new_keyring, to_json
from backend.safekeeping.operations import create_keyring, ready_keyring, rotate_keks
from backend.safekeeping.sealing import unwrap_key

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """Stands for kill -9: nothing in the code may catch it."""


@pytest.fixture
def path(data_folder):
    return data_folder / "keys" / "keyring.json"


@pytest.fixture
def keyring(path, drawer, now):
    return ready_keyring(now=now, may_create=True)


def opened(drawer, keyring):
    return {
        id: unwrap_key(wrapped=key.wrapped, keyring=keyring, agreement_id=key.agreement_id)
        for id, key in drawer.kept.items()
    }


def trail():
    return list(Entry.objects.order_by("seq").values_list("verb", "key", "reason"))


# -- the start of a process --------------------------------------------------------------------------------------------


def test_a_first_start_makes_the_keys_and_says_so_in_the_trail(keyring, path):
    assert from_json(text=path.read_text()) == keyring
    assert trail() == [("KEYS", "safekeeping.keyring:current", "belongs to this database")]


def test_a_second_start_finds_the_same_keys_and_writes_nothing(keyring, now):
    assert ready_keyring(now=now, may_create=True) == keyring
    assert len(trail()) == 1


def test_a_start_that_may_not_create_refuses(path, drawer, now):
    with pytest.raises(KeyTrouble, match="There is no key file"):
        ready_keyring(now=now, may_create=False)

    assert not path.exists()


def test_a_lost_key_file_is_never_replaced_silently(keyring, path, now):
    path.unlink()

    for attempt in (lambda: ready_keyring(now=now, may_create=True), lambda: create_keyring(now=now)):
        with pytest.raises(KeyTrouble):
            attempt()

    assert not path.exists()


def test_wrapped_keys_alone_are_reason_enough_not_to_make_new_ones(path, drawer, now):
    drawer.fill(keyring=new_keyring(now=now), count=1)

    with pytest.raises(KeyTrouble, match="Put the file back"):
        ready_keyring(now=now, may_create=True)

    assert not path.exists()


def test_the_keys_of_another_installation_are_refused(keyring, now):
    keys.provider().store(new_keyring(now=now))

    with pytest.raises(KeyTrouble, match="belongs to another installation"):
        ready_keyring(now=now, may_create=True)


def test_an_older_copy_without_a_key_in_use_is_refused(keyring, drawer, path, now):
    older = path.read_text()
    rotate_keks(now=now)
    drawer.fill(keyring=keys.current_keyring(), count=1)
    path.write_text(older)

    with pytest.raises(KeyTrouble, match="is not in the key file"):
        ready_keyring(now=now, may_create=True)


def test_a_key_with_the_right_name_and_another_secret_is_refused(keyring, drawer, path, now):
    drawer.fill(keyring=keyring, count=1)
    other = to_json(keyring=keyring).replace(*(_secret(ring) for ring in (keyring, new_keyring(now=now))))
    path.write_text(other)

    with pytest.raises(KeyTrouble, match="does not open what it should"):
        ready_keyring(now=now, may_create=True)


def test_an_exposed_key_file_stops_the_start(keyring, path, now):
    path.chmod(0o644)

    with pytest.raises(KeyTrouble, match="chmod 600"):
        ready_keyring(now=now, may_create=True)


def test_a_crash_between_file_and_trail_heals_at_the_next_start(path, drawer, now, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(operations, "_introduce", _kill)
        with pytest.raises(Killed):
            ready_keyring(now=now, may_create=True)

    keyring = ready_keyring(now=now, may_create=True)

    assert from_json(text=path.read_text()) == keyring
    assert len(trail()) == 1


def test_create_leaves_an_existing_file_alone(keyring, path, now):
    before = path.read_text()

    with pytest.raises(KeyTrouble, match="There is a key file already"):
        create_keyring(now=now)

    assert path.read_text() == before


# -- rotation ----------------------------------------------------------------------------------------------------------


def test_rotation_wraps_every_data_key_anew(keyring, drawer, now, monkeypatch):
    monkeypatch.setattr(operations, "_BATCH", 2)
    deks = drawer.fill(keyring=keyring, count=5)

    done = rotate_keks(now=now)

    rotated = keys.current_keyring()
    assert (done.rewrapped, done.resumed, done.active_kek_id) == (5, False, rotated.active_kek.id)
    assert [kek.state for kek in rotated.keks] == [KekState.DECRYPT_ONLY, KekState.ACTIVE]
    assert drawer.counts() == {rotated.active_kek.id: 5}
    assert opened(drawer, rotated) == deks
    assert trail()[1:] == [
        ("KEYS", f"safekeeping.kek:{rotated.active_kek.id}", "active"),
        ("KEYS", f"safekeeping.kek:{rotated.active_kek.id}", "data keys re-wrapped"),
    ]


def test_an_interrupted_rotation_is_finished_by_the_next(keyring, drawer, now, monkeypatch):
    monkeypatch.setattr(operations, "_BATCH", 2)
    deks = drawer.fill(keyring=keyring, count=5)
    replace, batches = drawer.replace, iter([None, _kill])
    with monkeypatch.context() as patch:
        patch.setattr(drawer, "replace", lambda *, rewrapped: (next(batches) or replace)(rewrapped=rewrapped))
        with pytest.raises(Killed):
            rotate_keks(now=now)
    assert opened(drawer, keys.current_keyring()) == deks

    done = rotate_keks(now=now)

    assert (done.rewrapped, done.resumed) == (3, True)
    assert len(keys.current_keyring().keks) == 2
    assert opened(drawer, keys.current_keyring()) == deks


def test_a_rotation_killed_before_the_file_is_written_changes_nothing(keyring, drawer, path, now, monkeypatch):
    drawer.fill(keyring=keyring, count=2)
    before = path.read_text(), dict(drawer.kept)
    monkeypatch.setattr("backend.safekeeping.private_files.os.fsync", _kill)

    with pytest.raises(Killed):
        rotate_keks(now=now)

    assert (path.read_text(), drawer.kept) == before
    assert sorted(found.name for found in path.parent.iterdir()) == ["keyring.json", "keyring.lock"]


def test_a_rotation_stops_at_a_data_key_that_was_tampered_with(keyring, drawer, now):
    drawer.fill(keyring=keyring, count=1)
    spoilt = drawer.kept["0"]
    drawer.kept["0"] = type(spoilt)(id="0", agreement_id="another", wrapped=spoilt.wrapped)

    with pytest.raises(Exception, match="changed, moved"):
        rotate_keks(now=now)

    assert drawer.kept["0"].wrapped == spoilt.wrapped


def _kill(*args, **kwargs):
    raise Killed


def _secret(keyring):
    import base64

    return base64.b64encode(keyring.active_kek.secret).decode()
