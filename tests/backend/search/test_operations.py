import threading
from dataclasses import replace

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.kernel.errors import WrongMoment
from backend.kernel.keys import Key
from backend.search import documents, indexing, operations, queries
from backend.search.engines import engine
from backend.search.engines.base import Change
from backend.search.engines.memory import MemoryEngine
from backend.search.models import IndexState, PendingChange
from backend.search.synonyms import Synonym
from tests.backend.search.library import CAPACITY, CUCKOOING, HERE, KIND, PAGES, Library, page

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["memory", "whoosh"])
def _engine(request, settings):
    settings.SEARCH_ENGINE = request.param


@pytest.fixture
def indexed(_engine, library, now):
    for document in PAGES:
        library.publish(document)
    operations.rebuild()
    return library


def found(text):
    return [hit.key.id for hit in queries.search(scope=HERE, text=text).hits]


def test_a_change_is_found_after_draining_and_not_before(indexed, now):
    operations.mark_changed(keys=[indexed.publish(page(9, "Hoarding", "Clutter."))], now=now)
    assert found("hoarding") == []

    assert operations.drain() == 1

    assert found("hoarding") == ["9"]
    assert not PendingChange.objects.exists()


def test_a_withdrawn_page_is_gone_after_draining(indexed, now):
    operations.mark_changed(keys=[indexed.withdraw(CUCKOOING.key)], now=now)

    operations.drain()

    assert found("cuckooing") == []


def test_nothing_pending_is_nothing_done(indexed):
    before = engine().mark()

    assert operations.drain() == 0

    assert engine().mark() == before


def test_a_mark_is_undone_with_the_change_it_belongs_to(indexed, now):
    with transaction.atomic():
        operations.mark_changed(keys=[CUCKOOING.key], now=now)
        transaction.set_rollback(True)

    assert not PendingChange.objects.exists()


def test_marking_one_page_twice_is_one_row(indexed, now):
    operations.mark_changed(keys=[CUCKOOING.key, CUCKOOING.key], now=now)

    assert list(PendingChange.objects.values_list("key", "marked_at")) == [(str(CUCKOOING.key), now)]


def test_a_change_marked_while_draining_is_not_lost(indexed, now, monkeypatch):
    operations.mark_changed(keys=[indexed.publish(page(9, "Hoarding", "Clutter."))], now=now)
    whole = engine().replace

    def replace_while_somebody_publishes(**kwargs):
        whole(**kwargs)
        if indexed.published[Key(KIND, "9")].title == "Hoarding":
            operations.mark_changed(keys=[indexed.publish(page(9, "Clutter", "Too many boxes."))], now=now)

    monkeypatch.setattr(engine(), "replace", replace_while_somebody_publishes)
    operations.drain()

    assert (found("hoarding"), found("boxes")) == ([], ["9"])
    assert not PendingChange.objects.exists()


def test_who_finds_the_lock_taken_leaves_the_work_to_the_other(indexed, now):
    operations.mark_changed(keys=[CUCKOOING.key], now=now)

    with engine().hold() as held:
        assert (held, operations.drain()) == (True, 0)

    assert PendingChange.objects.count() == 1
    assert operations.drain() == 1


def test_rebuilding_while_somebody_writes_is_refused(indexed, monkeypatch):
    monkeypatch.setattr(operations, "_PATIENCE", 0.1)

    with engine().hold(), pytest.raises(WrongMoment):
        operations.rebuild()


def test_after_a_restored_backup_the_index_is_rebuilt(indexed):
    IndexState.objects.update(mark="of another time")
    indexed.withdraw(CUCKOOING.key)

    operations.drain()

    assert found("cuckooing") == []


def test_new_synonyms_are_indexed_at_the_next_drain(indexed):
    assert found("takeover ") == []
    indexed.synonyms = [Synonym(("takeover",), ("cuckooing",))]

    operations.drain()

    assert found("takeover ") == ["2"]


def test_another_version_of_the_source_is_indexed_anew(indexed):
    indexed.publish(replace(CAPACITY, title="Umbrellas"))
    indexed.register(version="2")

    operations.drain()

    assert found("umbrella ") == ["3"]


def test_changes_of_kinds_nobody_registered_wait(indexed, now):
    operations.mark_changed(keys=[Key("unknown.kind", "1"), CUCKOOING.key], now=now)

    assert operations.drain() == 1

    assert [row.key for row in PendingChange.objects.all()] == ["unknown.kind:1"]


def test_rows_stay_when_the_engine_fails(indexed, now, monkeypatch):
    operations.mark_changed(keys=[indexed.publish(page(9, "Hoarding", "Clutter."))], now=now)

    def fail(**kwargs):
        raise OSError("no space left")

    with monkeypatch.context() as patch:
        patch.setattr(engine(), "replace", fail)
        with pytest.raises(OSError, match="no space"):
            operations.drain()

    assert PendingChange.objects.count() == 1
    assert operations.drain() == 1
    assert found("hoarding") == ["9"]


def test_many_changes_are_applied_in_batches(indexed, now):
    keys = [indexed.publish(page(100 + n, f"Topic{n}", "Words.")) for n in range(12)]
    operations.mark_changed(keys=keys, now=now)

    assert operations.drain(limit=5) == 12

    assert found("topic11 ") == ["111"]


def test_rebuild_counts_the_documents_and_empties_the_outbox(indexed, now):
    operations.mark_changed(keys=[CUCKOOING.key], now=now)

    assert operations.rebuild() == len(PAGES)

    assert not PendingChange.objects.exists()


class Crash(BaseException):
    """The machine stops. Nothing in the code can catch it."""


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("publish"), st.integers(0, 4), st.sampled_from(["red", "green", "blue"])),
        st.tuples(st.just("withdraw"), st.integers(0, 4), st.just("")),
        st.tuples(st.just("undone"), st.integers(0, 4), st.just("black")),
        st.tuples(st.just("drain"), st.integers(1, 3), st.just("")),
        st.tuples(st.sampled_from(["crash before", "crash after"]), st.integers(1, 3), st.just("")),
        st.tuples(st.just("rebuild"), st.just(0), st.just("")),
    ),
    max_size=25,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(steps=STEPS)
def test_whatever_happens_in_whatever_order_the_index_ends_in_step(steps, monkeypatch, now):
    """The model is the library itself: after a last drain, the index holds exactly what is published."""
    shelf, used = Library(), MemoryEngine()
    shelf.register()
    monkeypatch.setattr(operations, "engine", lambda: used)
    whole = used.replace
    PendingChange.objects.all().delete()
    try:
        for step, number, word in steps:
            monkeypatch.setattr(used, "replace", crashing(whole, step) if step.startswith("crash") else whole)
            take(step, number, word, shelf, now)
        monkeypatch.setattr(used, "replace", whole)
        operations.drain()

        indexed = used.indexed(scope=HERE, keys=[Key(KIND, str(n)) for n in range(5)])
        assert {key: one.document for key, one in indexed.items()} == shelf.published
        assert used.count() == len(shelf.published)
        assert not PendingChange.objects.exists()
    finally:
        documents.unregister(kind=KIND)


def crashing(whole, step):
    def stop(*, change: Change, mark: str):
        if step == "crash after":
            whole(change=change, mark=mark)
        raise Crash

    return stop


def take(step, number, word, shelf, now):
    key = Key(KIND, str(number))
    if step == "publish":
        operations.mark_changed(keys=[shelf.publish(page(number, word, word))], now=now)
    elif step == "withdraw":
        operations.mark_changed(keys=[shelf.withdraw(key)], now=now)
    elif step == "undone":
        with transaction.atomic():
            operations.mark_changed(keys=[key], now=now)
            transaction.set_rollback(True)
    elif step == "rebuild":
        operations.rebuild()
    else:
        try:
            operations.drain(limit=number)
        except Crash:
            assert step.startswith("crash")


@pytest.mark.usefixtures("_engine")
def test_threads_hold_the_right_to_write_one_after_the_other():
    together, inside = [], []

    def write():
        with engine().hold(wait=5) as held:
            inside.append(held)
            together.append(len(inside) - len(done))
            done.append(held)

    done: list[bool] = []
    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (done, together) == ([True] * 4, [1] * 4)


def test_only_registered_kinds_are_pending(db, now):
    operations.mark_changed(keys=[Key("unknown.kind", "1")], now=now)

    assert list(indexing.pending()) == []
