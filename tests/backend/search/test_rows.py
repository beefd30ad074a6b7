import subprocess

import pytest

from backend.kernel.keys import Key
from backend.search.documents import Document, Part
from backend.search.engines.rows import rows_of
from backend.search.synonyms import Synonym, Synonyms

SYNONYMS = Synonyms([Synonym(("took over his flat",), ("cuckooing",))])


@pytest.fixture
def documents():
    return [
        Document(Key("manual.page", n), "partnership:1", f"Page {n}", (Part("a", "Signs", f"Cuckooing {n}."),))
        for n in range(250)
    ]


def test_many_documents_are_read_side_by_side_into_the_same_rows(documents):
    alone = list(rows_of(documents, synonyms=SYNONYMS))

    assert list(rows_of(documents, synonyms=SYNONYMS, many=2)) == alone
    assert [row["key"] for row in alone] == [f"manual.page:{n}" for n in range(250)]


@pytest.fixture
def readers(monkeypatch):
    """The processes that were started."""
    started, start = [], subprocess.Popen
    monkeypatch.setattr(subprocess, "Popen", lambda *args, **more: started.append(start(*args, **more)) or started[-1])
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    return started


def test_whoever_stops_in_the_middle_leaves_nobody_reading(documents, readers):
    rows = rows_of(documents, synonyms=SYNONYMS, many=2)
    next(rows)
    assert [process.poll() for process in readers] == [None, None]

    rows.close()

    assert [process.poll() for process in readers] == [0, 0]
