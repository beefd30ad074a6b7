"""Nobody who searches first after a start waits for what can be made before."""

import threading

import pytest

from backend.search import ahead, operations, queries, spelling, vocabulary
from backend.search.engines import engine
from tests.backend.search.library import HERE, PAGES

pytestmark = pytest.mark.django_db


@pytest.fixture
def indexed(settings, library, monkeypatch):
    settings.SEARCH_ENGINE = "whoosh"
    monkeypatch.setattr(vocabulary, "_kept", {})  # whoever searched the same pages before has made it already
    for document in PAGES:
        library.publish(document)
    operations.rebuild()
    yield library
    vocabulary.unfollow(ahead.prepare)


@pytest.fixture
def made(monkeypatch):
    """In which thread each speller was made."""
    threads = []
    make = spelling._Made
    monkeypatch.setattr(spelling, "_Made", lambda: threads.append(threading.current_thread().name) or make())
    return threads


def when_all_is_read():
    ahead.read_ahead()
    for thread in threading.enumerate():
        if thread.name == "search-spelling":
            thread.join()


def test_a_misspelt_word_is_understood_from_what_was_made_before(indexed, made):
    when_all_is_read()
    ready = len(made)

    assert queries.search(scope=HERE, text="cuckoing").did_you_mean == "cuckooing"
    assert len(made) == ready
    assert set(made) == {"search-spelling"}


def test_an_index_that_cannot_be_read_is_left_to_the_first_search(indexed, rebuilds):
    path = engine().path
    path.write_bytes(path.read_bytes()[:-1])

    when_all_is_read()

    assert rebuilds == []
    assert queries.search(scope=HERE, text="cuckooing").total == 1
