import pytest

from backend.safekeeping import private_files
from backend.safekeeping.private_files import Busy, locked, write_private


class Killed(BaseException):
    """Stands for kill -9."""


def test_a_file_is_written_whole_and_private(tmp_path):
    path = tmp_path / "keys" / "ring"

    write_private(path=path, text="secret")

    assert (path.read_text(), path.stat().st_mode & 0o777) == ("secret", 0o600)
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_what_a_crash_left_is_swept_up_by_the_next_write(tmp_path):
    (tmp_path / ".ring.0a1b2c3d").write_text("half a secret")

    write_private(path=tmp_path / "ring", text="secret")

    assert [path.name for path in tmp_path.iterdir()] == ["ring"]


def test_the_former_file_stays_when_the_new_one_is_not_on_the_disk(tmp_path, monkeypatch):
    write_private(path=tmp_path / "ring", text="former")

    def die(descriptor):
        raise Killed

    monkeypatch.setattr(private_files.os, "fsync", die)
    with pytest.raises(Killed):
        write_private(path=tmp_path / "ring", text="new")

    assert (tmp_path / "ring").read_text() == "former"


def test_a_lock_keeps_others_out_until_it_is_let_go(tmp_path):
    with locked(path=tmp_path / "lock"), pytest.raises(Busy), locked(path=tmp_path / "lock"):
        pass
    with locked(path=tmp_path / "lock", shared=True), locked(path=tmp_path / "lock", shared=True):
        pass
