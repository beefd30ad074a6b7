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
    path, shelves = tmp_path / "new" / "x.sealed", {HERE: {"a.1": b"\x00\x01", "a.2": b"", "b": b"2"}, "other": {}}

    sealed.write(path, mark="mark", shelves=shelves, secret=SECRET)
    contents = sealed.read(path, secret=SECRET)

    assert (contents.mark, {scope: contents.files(scope) for scope in contents.shelves}) == ("mark", shelves)


def test_only_what_is_new_is_written_and_what_is_old_goes(tmp_path):
    path, kept = tmp_path / "x.sealed", b"the same"
    sealed.write(path, mark="1", shelves={HERE: {"a": kept, "b": b"old"}}, secret=SECRET)
    first = sealed.read(path, secret=SECRET)
    before = {file.name: file.stat().st_ino for file in tmp_path.glob("*.part")}

    sealed.write(path, mark="2", shelves={HERE: first.files(HERE) | {"b": b"new"}}, secret=SECRET, last=first)
    after = {file.name: file.stat().st_ino for file in tmp_path.glob("*.part")}

    assert len(before) == len(after) == 2
    assert len(before.items() & after.items()) == 1
    assert sealed.read(path, secret=SECRET, last=first).files(HERE) == {"a": kept, "b": b"new"}


@pytest.mark.parametrize("seed", range(120))
def test_damage_is_noticed_before_anything_is_unpacked(engine, never_unpacked, seed):
    """Of the list or of any part."""
    chance = random.Random(seed)
    path = chance.choice([engine.path, *sorted(engine.path.parent.glob("*.part"))])
    broken = damaged(path.read_bytes(), chance)
    # One part may be verified and unpacked before the damaged one is reached.
    if path != engine.path:
        for other in engine.path.parent.glob("*.part"):
            other.unlink()
    path.unlink(missing_ok=True)
    if broken is not None:
        path.write_bytes(broken)

    with pytest.raises(IndexDamaged):
        engine.vocabulary(scope=HERE)


def test_a_part_of_another_site_is_not_taken_for_ours(engine, tmp_path):
    other = WhooshEngine(folder=tmp_path / "other", secret="another secret")
    other.replace(change=Change(PAGES, everything=True), mark="first")
    engine.path.write_bytes(other.path.read_bytes())
    for part in other.path.parent.glob("*.part"):
        (engine.path.parent / part.name).write_bytes(part.read_bytes())

    with pytest.raises(IndexDamaged):
        engine.vocabulary(scope=HERE)


@pytest.mark.parametrize("key", [b"another key", b""])
def test_a_planted_pickle_never_runs(engine, tmp_path, key):
    harm = tmp_path / "harm"
    whole = engine._open().shelves[HERE].files
    planted = {name: pickle.dumps(Harm(harm)) for name in whole} | {"_MAIN_1.toc": pickle.dumps(Harm(harm))}
    sealed.write(engine.path, mark="first", shelves={HERE: planted}, secret=key)
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
