"""The index file is believed only when it is, to the last bit, what was written with our key."""

import pickle
import random

import pytest

from backend.search.engines import sealed
from backend.search.engines.base import Change, IndexDamaged
from backend.search.engines.whoosh import WhooshEngine
from tests.backend.search.library import HERE, PAGES

SECRET = b"key" * 11


@pytest.fixture
def engine(tmp_path):
    made = WhooshEngine(folder=tmp_path / "index", secret="a secret")
    made.replace(change=Change(PAGES, everything=True), mark="first")
    return made


@pytest.fixture
def never_unpacked(monkeypatch):
    """Opening anything that was not verified fails the test, not only the search."""

    def refuse(body):
        raise AssertionError("unpacked before it was verified")

    monkeypatch.setattr(sealed, "_unpacked", refuse)


class Harm:
    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return open, (str(self.path), "w")


def damaged(raw: bytes, chance: random.Random) -> bytes | None:
    where = chance.randrange(len(raw))
    return {
        "flip": raw[:where] + bytes([raw[where] ^ (1 << chance.randrange(8))]) + raw[where + 1 :],
        "truncate": raw[:where],
        "zero": raw[:where] + bytes(len(raw[where : where + 64])) + raw[where + 64 :]
        if any(raw[where : where + 64])
        else b"",
        "grow": raw + b"x",
        "swap": raw[where:] + raw[:where] if where else b"",
        "remove": None,
    }[chance.choice(["flip", "flip", "flip", "truncate", "zero", "grow", "swap", "remove"])]


def test_what_was_written_is_read(tmp_path):
    contents = sealed.Contents("mark", {HERE: {"a": b"\x00\x01", "b": b""}, "other": {}})

    sealed.write(tmp_path / "new" / "x.sealed", contents=contents, secret=SECRET)

    assert sealed.read(tmp_path / "new" / "x.sealed", secret=SECRET) == contents


@pytest.mark.parametrize("seed", range(120))
def test_damage_is_noticed_before_anything_is_unpacked(engine, never_unpacked, seed):
    broken = damaged(engine.path.read_bytes(), random.Random(seed))
    engine.path.unlink()
    if broken is not None:
        engine.path.write_bytes(broken)

    with pytest.raises(IndexDamaged):
        engine.vocabulary(scope=HERE)


@pytest.mark.parametrize("key", [b"another key", b""])
def test_a_planted_pickle_never_runs(engine, tmp_path, key):
    harm = tmp_path / "harm"
    whole = engine._open().shelves[HERE].files
    planted = {name: pickle.dumps(Harm(harm)) for name in whole} | {"_MAIN_1.toc": pickle.dumps(Harm(harm))}
    sealed.write(engine.path, contents=sealed.Contents("first", {HERE: planted}), secret=key)
    (engine.path.parent / "_MAIN_99.toc").write_bytes(pickle.dumps(Harm(harm)))

    for ask in (engine.mark, engine.scopes, engine.count, lambda: engine.vocabulary(scope=HERE)):
        with pytest.raises(IndexDamaged):
            ask()
    with pytest.raises(IndexDamaged):
        engine.replace(change=Change(PAGES), mark="second")

    assert not harm.exists()


def test_a_file_left_half_written_by_a_dead_writer_does_not_matter(engine):
    engine.path.with_suffix(".new").write_bytes(b"half")

    assert engine.count() == len(PAGES)
    engine.replace(change=Change(PAGES, everything=True), mark="second")
    assert (engine.mark(), engine.path.with_suffix(".new").exists()) == ("second", False)
