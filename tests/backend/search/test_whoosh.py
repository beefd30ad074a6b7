import random
import threading
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.search.engines import whoosh
from backend.search.engines.base import Change
from backend.search.engines.memory import MemoryEngine
from backend.search.engines.whoosh import WhooshEngine
from backend.search.grammar import read
from backend.search.questions import understand
from backend.search.spelling import Lexicon
from backend.search.synonyms import Synonyms
from tests.backend.search.engine_contract import EngineContract
from tests.backend.search.library import CAPACITY, CUCKOOING, HERE, page


def everything_in(engine):
    """Of each document in the files, also of those that were taken out."""
    readers = [reader for shelf in engine._open().shelves.values() for reader in shelf._readers]
    return " ".join(str(reader.stored_fields(n)) for reader in readers for n in range(reader.doc_count_all()))


class TestWhoosh(EngineContract):
    @pytest.fixture
    def engine(self, tmp_path):
        return WhooshEngine(folder=tmp_path / "index", secret="a secret")

    def test_only_the_owner_can_look_into_the_folder(self, filled):
        assert filled.path.parent.stat().st_mode & 0o777 == 0o700
        assert filled.path.stat().st_mode & 0o777 == 0o600

    def test_withdrawn_words_are_not_left_in_the_file(self, filled):
        assert "tenancy" in everything_in(filled)

        self.fill(filled, [], removed=[CUCKOOING.key], everything=False, mark="second")

        assert "tenancy" not in everything_in(filled)

    def test_another_process_sees_a_change_at_once(self, filled, tmp_path):
        other = WhooshEngine(folder=tmp_path / "index", secret="a secret")
        assert self.ids(other, "cuckooing") == ["2"]

        self.fill(filled, [], removed=[CUCKOOING.key], everything=False, mark="second")

        assert self.ids(other, "cuckooing") == []

    def test_two_writers_never_write_together(self, filled, tmp_path):
        other = WhooshEngine(folder=tmp_path / "index", secret="a secret")

        with filled.hold() as first, other.hold() as second:
            assert (first, second) == (True, False)

    def test_threads_search_while_the_index_changes(self, filled):
        wrong = []

        def search():
            for _ in range(40):
                found = self.ids(filled, "capacity strategy")
                if found[:1] != ["3"]:
                    wrong.append(found)

        threads = [threading.Thread(target=search) for _ in range(3)]
        for thread in threads:
            thread.start()
        for number in range(8):
            filled.replace(change=Change([CUCKOOING, CAPACITY], removed=()), mark=str(number))
        for thread in threads:
            thread.join()

        assert wrong == []
        assert filled.scopes() == [HERE]


@pytest.fixture
def big(tmp_path, monkeypatch):
    """A scope that is too big to be written anew at every change."""
    monkeypatch.setattr(whoosh, "_FEW", 10)
    engine = WhooshEngine(folder=tmp_path / "index", secret="a secret")
    pages = [page(number, f"Title {number}", f"words of{number}") for number in range(100)]
    engine.replace(change=Change(pages, everything=True), mark="0")
    return engine


def change(engine, numbers, text="other"):
    pages = [page(number, f"Title {number}", f"{text} of{number}") for number in numbers]
    engine.replace(change=Change(pages), mark=f"{text} {numbers}")


def parts(engine):
    return {path.name: path.stat().st_size for path in engine.path.parent.glob("*.part")}


def test_a_change_leaves_the_rest_of_a_big_scope_as_it_is(big):
    before = parts(big)
    biggest = max(before, key=before.get)

    change(big, [1, 2])
    change(big, [3])

    assert biggest in parts(big)
    assert len(big._open().shelves[HERE].segments) == 2
    assert (big.vocabulary(scope=HERE)["words"], big.vocabulary(scope=HERE)["other"], big.count()) == (97, 3, 100)


def test_when_much_has_changed_what_was_taken_out_is_gone_from_the_files(big):
    change(big, [14])
    assert "words of14" in everything_in(big)

    change(big, range(1, 14))

    assert len(big._open().shelves[HERE].segments) == 1
    assert "words of14" not in everything_in(big)
    assert big.vocabulary(scope=HERE)["words"] == 86


def test_two_segments_of_one_name_are_two(big):
    """Whoosh names them by chance, and chance may have been told to begin anew."""
    for word in ("alder", "birch"):
        random.seed(1)
        big.replace(change=Change([page(1, word, word)], everything=True), mark=word)
        assert big.vocabulary(scope=HERE)[word] == 1


@given(st.lists(st.lists(st.integers(0, 29), min_size=1, max_size=4, unique=True), max_size=12), st.integers(1, 40))
def test_however_it_came_about_it_answers_as_if_made_anew(changes, few):
    """With big segments and small ones, replaced and taken out in any order: as the engine without files does."""
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(whoosh, "_FEW", few)
        engines = [WhooshEngine(folder=Path(folder), secret="a secret"), MemoryEngine()]
        pages = [page(number, f"Title {number}", f"words of{number} fire" + " fire" * number) for number in range(30)]
        steps = [Change(pages, everything=True)]
        for count, numbers in enumerate(changes):
            new = [page(number, f"Title {number}", f"water {count} of{number}") for number in numbers[1:]]
            steps.append(Change(new, removed=[pages[numbers[0]].key]))
        for engine in engines:
            for count, step in enumerate(steps):
                engine.replace(change=step, mark=str(count))

        assert engines[0].vocabulary(scope=HERE) == engines[1].vocabulary(scope=HERE)
        for text in ("fire", "water", "words title", '"water 1"', "water -fire"):
            lexicon = Lexicon(engines[1].vocabulary(scope=HERE))
            question = understand(typed=read(text), lexicon=lexicon, synonyms=Synonyms()).question
            one, other = (seen(engine.search(question=question, scope=HERE)) for engine in engines)
            assert one == other


def seen(proposals):
    return [(one.key, round(one.score, 6), round(one.coverage, 6)) for one in proposals]
