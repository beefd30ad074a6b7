import pytest

from backend.safekeeping import keys
from backend.safekeeping.keyring import KeyTrouble, new_keyring, to_json, with_new_kek
from backend.safekeeping.keys import KeyringMissing, current_keyring, provider


@pytest.fixture
def stored(data_folder, now):
    keyring = new_keyring(now=now)
    provider().store(keyring)
    return keyring


def test_the_key_file_is_for_its_owner_only(stored, data_folder):
    assert (data_folder / "keys" / "keyring.json").stat().st_mode & 0o777 == 0o600
    assert (data_folder / "keys").stat().st_mode & 0o777 == 0o700
    assert [path.name for path in (data_folder / "keys").iterdir()] == ["keyring.json"]


def test_the_keyring_is_read_again_when_another_process_rotated_it(stored, now):
    assert current_keyring() == stored
    rotated = with_new_kek(keyring=stored, now=now)
    provider().store(rotated)

    assert current_keyring() == rotated


def test_a_missing_key_file_says_where_it_should_be(data_folder):
    with pytest.raises(KeyringMissing, match=r"There is no key file at .*/keys/keyring\.json"):
        current_keyring()


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660])
def test_an_exposed_key_file_is_refused(mode, stored, data_folder):
    (data_folder / "keys" / "keyring.json").chmod(mode)

    with pytest.raises(KeyTrouble, match="chmod 600"):
        current_keyring()


def test_an_exposed_key_folder_is_refused(stored, data_folder):
    (data_folder / "keys").chmod(0o755)

    with pytest.raises(KeyTrouble, match="chmod 700"):
        current_keyring()


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff\xfe\x00"])
def test_a_damaged_key_file_is_refused_without_quoting_it(content, stored, data_folder):
    (data_folder / "keys" / "keyring.json").write_bytes(content)

    with pytest.raises(KeyTrouble, match="damaged or is not a key file"):
        current_keyring()


def test_the_keyring_may_come_from_the_environment(data_folder, monkeypatch, now):
    keyring = new_keyring(now=now)
    monkeypatch.setenv(keys.KEYRING_VARIABLE, to_json(keyring=keyring))

    assert current_keyring() == keyring
    with pytest.raises(KeyTrouble, match="cannot change"):
        provider().store(keyring)


@pytest.mark.parametrize(("mode", "refused"), [(0o400, False), (0o440, False), (0o444, True), (0o460, True)])
def test_a_key_file_elsewhere_may_be_readable_by_its_group(mode, refused, data_folder, tmp_path, monkeypatch, now):
    path = tmp_path / "keyring.json"
    keyring = new_keyring(now=now)
    path.write_text(to_json(keyring=keyring))
    path.chmod(mode)
    monkeypatch.setenv(keys.KEY_FILE_VARIABLE, str(path))

    if refused:
        with pytest.raises(KeyTrouble, match="chmod 600"):
            current_keyring()
    else:
        assert current_keyring() == keyring


def test_a_key_file_named_in_the_data_folder_is_refused(data_folder, monkeypatch):
    monkeypatch.setenv(keys.KEY_FILE_VARIABLE, str(data_folder / "media" / ".." / "keyring.json"))

    with pytest.raises(KeyTrouble, match="points into the data folder"):
        current_keyring()
