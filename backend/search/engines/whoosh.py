"""The embedded engine. The only module that imports Whoosh.

Whoosh keeps the documents: adds, replaces and takes out, segment by segment. What their words are worth is worked out
from rows of numbers kept with each (see `numbers`). One small index a scope, so that no scope's words weigh in
another's order; its files are sealed (see `sealed`).

A change writes a new segment and leaves the big one as it is, so that it is found at once also among many thousands of
pages; withdrawn words are gone from the files with the next change while a scope is small, else when a tenth of it has
changed.
"""

import hashlib
import threading
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np

with warnings.catch_warnings():
    # Whoosh 2.7.4 is old: compilers since then warn about some of its lines, once, on whoever's screen it is.
    warnings.simplefilter("ignore")
    import whoosh.codec.whoosh3  # noqa: F401 -- else loaded later, outside this block
    from whoosh import fields
    from whoosh.filedb.filestore import RamStorage
    from whoosh.reading import SegmentReader

from backend.kernel.keys import Key
from backend.search.documents import Document, Indexed
from backend.search.engines import sealed
from backend.search.engines.base import MOST, Change, Proposal
from backend.search.engines.bm25 import NAME, Coverage, Field
from backend.search.engines.locks import file_lock
from backend.search.engines.numbers import Column, Columns, best
from backend.search.engines.rows import rows_of
from backend.search.engines.sayings import best_saying, lifted
from backend.search.questions import Question
from backend.search.scopes import above

_MOST_DOCUMENTS = 2_000
# With as many documents the whole scope is written anew in a moment.
_FEW = 500
# The share of a big segment that may have changed before it is written anew.
_CHANGED = 0.1
# A phrase of words that stand everywhere is looked for in so many of the best documents.
_MOST_LOOKED_THROUGH = 3_000
_FIELDS = {"words": 1.0, "name": NAME}
_STORED = "words", "name", "said", "unsaid", "line", "sayings", "places", "boost", "payload"
_SCHEMA = fields.Schema(key=fields.ID(stored=True, unique=True), **dict.fromkeys(_STORED, fields.STORED))


class _Files(RamStorage):
    """Whoosh's files in memory. Whoosh would put its own temporary files into the system's folder."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        super().__init__()
        self.files = dict(files)

    def temp_storage(self, name: str | None = None) -> "_Files":
        return _Files({})


class _Segment:
    """What never changes of some documents, numbered from 0: all of it but whether they have been taken out."""

    def __init__(self, reader: SegmentReader) -> None:
        rows = [reader.stored_fields(number) for number in range(reader.doc_count_all())]
        self.keys = [Key.parse(row["key"]) for row in rows]
        self.numbers = {key: number for number, key in enumerate(self.keys)}
        # Read through at every search, many at a time: that must not wait for Whoosh to unpack each.
        self.lines: list[str] = [row["line"] for row in rows]
        self.sayings: list[str] = [row["sayings"] for row in rows]
        self.boosts = np.array([row["boost"] for row in rows], np.float64)
        self.columns = {name: Column([row[name] for row in rows]) for name in _FIELDS}
        self.said: Counter[str] = Counter()
        self.unsaid: Counter[str] = Counter()
        for row in rows:
            self.said.update(row["said"].split())
            self.unsaid.update(row["unsaid"].split())


class _Shelf:
    """The index of one scope. It never changes; each thread has readers of its own."""

    def __init__(self, files: Mapping[str, bytes], last: "_Shelf | None" = None) -> None:
        self.files = files
        self.measure = self  # another shelf when its words are weighed as if they stood there
        self._own = threading.local()
        self._indexed: dict[Key, Indexed] = {}
        known = last.unchanged_in(files) if last else {}
        self.segments: dict[str, _Segment] = {
            name: known.get(name) or _Segment(reader) for name, reader in zip(self._names, self._readers, strict=True)
        }
        self._alive = np.concatenate([_alive(reader) for reader in self._readers])
        self._boosts = np.concatenate([segment.boosts for segment in self.segments.values()])
        self._lines = [line for segment in self.segments.values() for line in segment.lines]
        self._sayings = [saying for segment in self.segments.values() for saying in segment.sayings]
        self._keys = [key for segment in self.segments.values() for key in segment.keys]
        self.columns = {
            name: Columns([segment.columns[name] for segment in self.segments.values()], self._alive)
            for name in _FIELDS
        }
        self.numbers = {key: number for number, key in enumerate(self._keys) if self._alive[number]}

    def unchanged_in(self, files: Mapping[str, bytes]) -> dict[str, _Segment]:
        """By the bytes and not by the name alone: Whoosh's names are only as random as the process."""
        return {
            name: segment
            for name, segment in self.segments.items()
            if all(files.get(file) is data for file, data in self.files.items() if name in file)
        }

    @property
    def _readers(self) -> list[SegmentReader]:
        if not hasattr(self._own, "readers"):
            index = _Files(self.files).open_index()
            self._own.readers = [reader for reader, _ in index.reader().leaf_readers()]
        return self._own.readers

    @property
    def _names(self) -> list[str]:
        return [reader.segment().segment_id() for reader in self._readers]

    @cached_property
    def fields(self) -> dict[str, Field]:
        return {
            name: Field(column.documents, column.mean_length, column.containing)
            for name, column in self.columns.items()
        }

    def search(self, question: Question, *, limit: int) -> list[Proposal]:
        scores, bits = self._scores(question)
        coverage = Coverage(question, self.measure.fields["words"])
        named = self.columns["name"].having(question.title)[0].tolist()
        ordered = best(scores * self._boosts, named, limit=len(scores) if question.is_strict else max(limit, MOST))
        if question.is_strict:
            ordered = self._allowed(ordered, question, most=max(limit, MOST))
        proposals = [
            Proposal(self._keys[n], float(scores[n] * self._boosts[n]), coverage.of(int(bits[n])), n in named)
            for n in ordered
        ]
        rarity = cache(self.measure.fields["words"].rarity)
        return lifted(proposals, lambda key: self._best_saying(key, question, rarity))[:limit]

    def _scores(self, question: Question) -> tuple[np.ndarray, np.ndarray]:
        """What each document is worth, and of which words it has any."""
        known = Coverage(question, self.measure.fields["words"]).bits
        scores, bits = np.zeros(len(self._keys)), np.zeros(len(self._keys), np.int64)
        for stem, weight in question.weights.items():
            for numbers, worth in self._worths(stem, weight):
                scores[numbers] += worth
                bits[numbers] |= known.get(stem, 0)
        found = scores > 0
        for stem, weight in question.little.items():
            for numbers, worth in self._worths(stem, weight):
                scores[numbers] += worth
        return np.where(found, scores, 0.0), bits

    def _worths(self, stem: str, weight: float) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        for name, lift in _FIELDS.items():
            field = self.measure.fields[name]
            numbers, worth = self.columns[name].worth(stem, mean_length=field.mean_length)
            if len(numbers):
                yield numbers, worth * (weight * lift * field.rarity(stem))

    def _allowed(self, ordered: Sequence[int], question: Question, *, most: int) -> list[int]:
        """Those that say what has to be said and nothing that must not be; the first `most` of them."""
        possible: set[int] | None = None
        for form in question.needed:
            having = set(self.columns["words"].having(form)[0].tolist())
            possible = having if possible is None else possible & having
        tried = [n for n in ordered if possible is None or n in possible][:_MOST_LOOKED_THROUGH]
        allowed: list[int] = []
        for number in tried:
            if question.allows(self._lines[number]):
                allowed.append(number)
            if len(allowed) == most:
                break
        return allowed

    def _best_saying(self, key: Key, question: Question, rarity: Callable[[str], float]) -> float:
        number = self.numbers[key]
        return best_saying(self._sayings[number], question.weights, rarity) * float(self._boosts[number])

    def stored(self, number: int) -> dict[str, Any]:
        for reader in self._readers:
            if number < reader.doc_count_all():
                return reader.stored_fields(number)
            number -= reader.doc_count_all()
        raise IndexError(number)

    def indexed(self, key: Key) -> Indexed:
        if (found := self._indexed.get(key)) is None:
            row = self.stored(self.numbers[key])
            found = Indexed(Document.from_json(row["payload"]), row["places"])
            if len(self._indexed) < _MOST_DOCUMENTS:
                self._indexed[key] = found
        return found

    def vocabulary(self) -> dict[str, int]:
        """Whole words to the number of documents that say them; 0 for those that are keywords only."""
        said: Counter[str] = Counter()
        unsaid: Counter[str] = Counter()
        for segment in self.segments.values():
            said.update(segment.said)
            unsaid.update(segment.unsaid)
        for number in np.flatnonzero(~self._alive):
            row = self.stored(int(number))
            said.subtract(row["said"].split())
            unsaid.subtract(row["unsaid"].split())
        only = {word: 0 for word, count in unsaid.items() if count}
        return only | {word: count for word, count in said.items() if count}


@dataclass(frozen=True, slots=True)
class _Loaded:
    contents: sealed.Contents
    shelves: dict[str, _Shelf]


class WhooshEngine:
    name = "whoosh"

    def __init__(self, *, folder: Path, secret: str) -> None:
        self.path = folder / "whoosh.sealed"
        self._secret = hashlib.sha256(f"alongside.search.index:{secret}".encode()).digest()
        self._loaded: _Loaded | None = None
        self._loading = threading.Lock()

    def replace(self, *, change: Change, mark: str) -> None:
        last = None if change.everything else self._open()
        old = last.shelves if last else {}
        gone = {*change.removed, *(document.key for document in change.documents)}
        files = {scope: shelf.files for scope, shelf in old.items()}
        touched = {scope for scope, shelf in old.items() if not gone.isdisjoint(shelf.numbers)}
        for scope in touched | {document.scope for document in change.documents}:
            rewritten = _rewritten(files.pop(scope, {}), scope, gone, change)
            if rewritten:
                files[scope] = rewritten
        sealed.write(self.path, mark=mark, shelves=files, secret=self._secret, last=last.contents if last else None)

    def search(self, *, question: Question, scope: str, limit: int = MOST) -> list[Proposal]:
        shelf = self._open().shelves.get(scope)
        return shelf.search(question, limit=limit) if shelf else []

    def indexed(self, *, scope: str, keys: Iterable[Key]) -> dict[Key, Indexed]:
        shelf = self._open().shelves.get(scope)
        return {key: shelf.indexed(key) for key in keys if key in shelf.numbers} if shelf else {}

    def vocabulary(self, *, scope: str) -> dict[str, int]:
        shelf = self._open().shelves.get(scope)
        return shelf.vocabulary() if shelf else {}

    def mark(self) -> str | None:
        return self._open().contents.mark if self.path.exists() else None

    def scopes(self) -> list[str]:
        return sorted(self._open().shelves)

    def count(self) -> int:
        return sum(len(shelf.numbers) for shelf in self._open().shelves.values())

    def clear(self) -> None:
        sealed.remove(self.path)
        self._loaded = None

    def hold(self, *, wait: float = 0) -> AbstractContextManager[bool]:
        return file_lock(self.path.with_suffix(".lock"), wait=wait)

    def _open(self) -> _Loaded:
        """The index as it is on disk, verified when it was read; read again only what is another one.

        Its list is short and every change has another: times and sizes of files are the same now and then.
        """
        with self._loading:
            last = self._loaded
            contents = sealed.read(self.path, secret=self._secret, last=last.contents if last else None)
            if last is None or contents is not last.contents:
                self._loaded = None
                kept = last.shelves if last else {}
                shelves = {scope: _Shelf(contents.files(scope), kept.get(scope)) for scope in contents.shelves}
                for scope, shelf in shelves.items():
                    shelf.measure = shelves.get(above(scope), shelf)
                last = self._loaded = _Loaded(contents, shelves)
            return last


def _alive(reader: SegmentReader) -> np.ndarray:
    alive = np.ones(reader.doc_count_all(), np.bool_)
    alive[list(reader.segment().deleted_docs())] = False
    return alive


def _rewritten(files: Mapping[str, bytes], scope: str, gone: set[Key], change: Change) -> dict[str, bytes]:
    """The files of one scope after a change; none when nothing is left in it."""
    storage = _Files(files)
    index = storage.open_index() if files else storage.create_index(_SCHEMA)
    writer = index.writer(timeout=5, compound=False)
    if files:
        for key in gone:
            writer.delete_by_term("key", str(key))
    documents = [document for document in change.documents if document.scope == scope]
    for row in rows_of(documents, synonyms=change.synonyms_of(scope)):
        writer.add_document(**row)
    writer.commit(mergetype=_merged)
    return storage.files if index.doc_count() else {}


def _merged(writer: Any, segments: Sequence[Any]) -> list[Any]:
    """The segments that stay as they are. The others are written anew, without what was taken out of them."""
    biggest = max(segments, key=lambda segment: segment.doc_count_all(), default=None)
    if biggest is None:
        return []
    changed = sum(segment.doc_count() for segment in segments) - biggest.doc_count() + biggest.deleted_count()
    stays = biggest.doc_count_all() > _FEW and changed <= _CHANGED * biggest.doc_count_all()
    for segment in segments:
        if not (stays and segment is biggest):
            reader = SegmentReader(writer.storage, writer.schema, segment)
            writer.add_reader(reader)
            reader.close()
    return [biggest] if stays else []
