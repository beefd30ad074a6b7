"""What is kept of a document: the row that Whoosh stores.

Reading the words is nearly all of the work of making an index. Where there are many documents a process for each
processor reads them, so that a site goes on answering while it makes its index anew.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import Any

from backend.search.analysis import analyse
from backend.search.documents import Document
from backend.search.engines.numbers import packed
from backend.search.synonyms import Synonyms

Row = dict[str, Any]

# Fewer are read before another process has started.
_MANY = 1_000
_CHUNK = 100


def rows_of(documents: Sequence[Document], *, synonyms: Synonyms, many: int = _MANY) -> Iterator[Row]:
    """In the order of the documents. All of one scope, whose synonyms these are."""
    if len(documents) < many or (processors := os.cpu_count() or 1) == 1:
        yield from (_row(document, synonyms) for document in documents)
        return
    chunks = [documents[start : start + _CHUNK] for start in range(0, len(documents), _CHUNK)]
    with ExitStack() as stack:
        readers = [stack.enter_context(_reader(synonyms)) for _ in range(min(processors, len(chunks)))]
        for reader, chunk in zip(readers, chunks, strict=False):
            reader.send(chunk)
        for place in range(len(chunks)):
            reader = readers[place % len(readers)]
            rows = reader.recv()
            if place + len(readers) < len(chunks):
                reader.send(chunks[place + len(readers)])
            yield from rows


@contextmanager
def _reader(synonyms: Synonyms) -> Iterator[Connection]:
    """To send documents to and receive their rows from. It ends when this end is closed, however this process ends."""
    here, there = Pipe()
    with there:
        # Not forked: other threads of this process may hold locks that nobody would open again.
        serve = [sys.executable, "-m", __name__, str(there.fileno())]
        process = subprocess.Popen(serve, pass_fds=[there.fileno()])  # noqa: S603 -- this very module
    try:
        with here:
            here.send(synonyms)
            yield here
    finally:
        process.wait()


def _serve(asked: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends the process that asks, and thereby this one
    with suppress(EOFError, ConnectionError):
        synonyms = asked.recv()
        while True:
            asked.send([_row(document, synonyms) for document in asked.recv()])


def _row(document: Document, synonyms: Synonyms) -> Row:
    analysis = analyse(document, synonyms=synonyms)
    return {
        "key": str(document.key),
        "words": packed(analysis.words),
        "name": packed(analysis.name),
        "said": " ".join(sorted(analysis.said)),
        "unsaid": " ".join(sorted(analysis.unsaid)),
        "line": analysis.line,
        "sayings": analysis.sayings,
        "places": analysis.places,
        "boost": document.boost,
        "payload": document.as_json(),
    }


if __name__ == "__main__":
    _serve(Connection(int(sys.argv[1])))
