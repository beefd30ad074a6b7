import threading

import pytest

from backend.search.engines import whoosh
from backend.search.engines.base import Change
from backend.search.engines.whoosh import WhooshEngine
from tests.backend.search.engine_contract import EngineContract
from tests.backend.search.library import CAPACITY, CUCKOOING, HERE, page


class TestWhoosh(EngineContract):
    @pytest.fixture
    def engine(self, tmp_path):
        return WhooshEngine(folder=tmp_path / "index", secret="a secret")

    def test_only_the_owner_can_look_into_the_folder(self, filled):
        assert filled.path.parent.stat().st_mode & 0o777 == 0o700
        assert filled.path.stat().st_mode & 0o777 == 0o600

    def test_withdrawn_words_are_not_left_in_the_file(self, filled):
        assert b"tenancy" in filled.path.read_bytes()

        self.fill(filled, [], removed=[CUCKOOING.key], everything=False, mark="second")

        assert b"tenancy" not in filled.path.read_bytes()

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


def test_a_manual_too_big_to_sort_in_one_go_is_indexed(tmp_path, monkeypatch):
    runs = []
    close = whoosh._Run.close
    monkeypatch.setattr(whoosh, "_SORTED_AT_ONCE", 0.01)
    monkeypatch.setattr(whoosh._Run, "close", lambda run: (runs.append(run), close(run)))
    engine = WhooshEngine(folder=tmp_path, secret="a secret")

    pages = [page(number, f"Title {number}", f"words {number} " * 20) for number in range(40)]
    engine.replace(change=Change(pages, everything=True), mark="m")

    assert (engine.count(), len(runs) > 1) == (40, True)
    assert engine.vocabulary(scope=HERE)["words"] == 40
