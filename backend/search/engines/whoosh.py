"""The embedded engine. The only module that imports Whoosh.

Whoosh keeps the words; which documents have a word, and what it is worth there, is worked out once and kept as long as
the index lasts. Measured: a question then takes a fifth of the time of Whoosh's own search.

One small index a scope, so that no scope's words weigh in another's order, all of them in one sealed file. Each change
writes the touched scopes as a single segment: withdrawn words are gone from the file, not merely marked as deleted.
"""

import hashlib
import os
import threading
import warnings
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

with warnings.catch_warnings():
    # Whoosh 2.7.4 is old: compilers since then warn about some of its lines, once, on whoever's screen it is.
    warnings.simplefilter("ignore")
    import whoosh.codec.whoosh3  # noqa: F401 -- else loaded later, outside this block
    from whoosh import fields
    from whoosh.filedb.filestore import RamStorage
    from whoosh.filedb.structfile import StructFile
    from whoosh.searching import Searcher

from backend.kernel.keys import Key
from backend.search.analysis import analyse
from backend.search.documents import Document
from backend.search.engines import sealed
from backend.search.engines.base import MOST, Change, IndexDamaged, Proposal
from backend.search.engines.bm25 import NAME, Coverage, Field
from backend.search.engines.locks import file_lock
from backend.search.engines.sayings import MOST_KEPT, Sayings, lifted
from backend.search.questions import Question
from backend.search.scopes import above

_MOST_DOCUMENTS, _MOST_LINES = 500, 5000
_SORTED_AT_ONCE = 128  # megabytes
_FIELDS = {"words": 1.0, "name": NAME}
# Words already read, parted by blanks: Whoosh counts them and does not read them again.
_SCHEMA = fields.Schema(
    key=fields.ID(stored=True, unique=True),
    words=fields.KEYWORD(scorable=True),
    name=fields.KEYWORD(scorable=True),
    said=fields.KEYWORD(),
    unsaid=fields.KEYWORD(),
    lengths=fields.STORED,
    line=fields.STORED,
    sayings=fields.STORED,
    boost=fields.STORED,
    payload=fields.STORED,
)


_Worth = tuple["array[int]", "array[float]"]
_NOWHERE: _Worth = array("L"), array("d")


class _Files(RamStorage):
    """Whoosh's files in memory. Whoosh would put its own temporary files into the system's folder."""

    def __init__(self, files: dict[str, bytes]) -> None:
        super().__init__()
        self.files = dict(files)

    def temp_storage(self, name: str | None = None) -> "_Files":
        return _Runs({})


class _Runs(_Files):
    """What Whoosh sorts in pieces when it is much. It takes the file out of its wrapping, and closes that alone."""

    def create_file(self, name: str, **options: Any) -> StructFile:
        return StructFile(_Run(self.files, name), name=name)

    def open_file(self, name: str, **options: Any) -> StructFile:
        return StructFile(BytesIO(self.files[name]), name=name)


class _Run(BytesIO):
    def __init__(self, files: dict[str, bytes], name: str) -> None:
        super().__init__()
        self._files, self._name = files, name

    def close(self) -> None:
        if not self.closed:
            self._files[self._name] = self.getvalue()
        super().close()


class _Row(NamedTuple):
    key: Key
    boost: float
    lengths: dict[str, int]


class _Shelf:
    """The index of one scope. It never changes; each thread has a searcher of its own."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files = files
        self.measure = self  # another shelf when its words are weighed as if they stood there
        self._own = threading.local()
        self._worth: dict[tuple[str, str], _Worth] = {}
        self._documents: dict[int, Document] = {}
        self._lines: dict[int, str] = {}
        self._sayings: dict[int, Sayings] = {}
        self._rarities: dict[str, float] = {}

    @property
    def searcher(self) -> Searcher:
        if not hasattr(self._own, "searcher"):
            self._own.searcher = _Files(self.files).open_index().searcher()
        return self._own.searcher

    @cached_property
    def rows(self) -> list[_Row]:
        """By Whoosh's number for a document: there is one segment and nothing in it is deleted."""
        stored = (self.stored(number) for number in range(self.searcher.doc_count_all()))
        return [_Row(Key.parse(kept["key"]), kept["boost"], kept["lengths"]) for kept in stored]

    @cached_property
    def numbers(self) -> dict[Key, int]:
        return {row.key: number for number, row in enumerate(self.rows)}

    @cached_property
    def fields(self) -> dict[str, Field]:
        return {name: self._field(name) for name in _FIELDS}

    def _field(self, name: str) -> Field:
        reader = self.searcher.reader()
        mean = sum(row.lengths[name] for row in self.rows) / len(self.rows)
        return Field(len(self.rows), mean, lambda stem: reader.doc_frequency(name, stem))

    def worth(self, name: str, stem: str) -> _Worth:
        """The documents with this stem in this field, and what it is worth in each."""
        if (found := self._worth.get((name, stem))) is not None:
            return found
        if (name, stem) not in self.searcher.reader():
            return _NOWHERE  # and not kept: people may type what they like for ever
        found = self._worth[name, stem] = self._worked_out(name, stem)
        return found

    def _worked_out(self, name: str, stem: str) -> _Worth:
        numbers, worth = array("L"), array("d")
        field, matcher = self.measure.fields[name], self.searcher.reader().postings(name, stem)
        rarity = field.rarity(stem)
        while matcher.is_active():
            number = matcher.id()
            numbers.append(number)
            worth.append(rarity * field.worth(matcher.weight(), self.rows[number].lengths[name]))
            matcher.next()
        return numbers, worth

    def _rarity(self, stem: str) -> float:
        """Of a word of the index; asking Whoosh again and again takes longer than the rest."""
        if stem not in self._rarities:
            self._rarities[stem] = self.measure.fields["words"].rarity(stem)
        return self._rarities[stem]

    def best_saying(self, key: Key, question: Question) -> float:
        number = self.numbers[key]
        if (found := self._sayings.get(number)) is None:
            found = Sayings(self.stored(number)["sayings"], self._rarity)
            if len(self._sayings) >= MOST_KEPT:
                self._sayings = {}
            self._sayings[number] = found
        return found.best(question.weights) * self.rows[number].boost

    def stored(self, number: int) -> dict[str, Any]:
        return self.searcher.reader().stored_fields(number)

    def document(self, number: int) -> Document:
        if (found := self._documents.get(number)) is None:
            found = Document.from_json(self.stored(number)["payload"])
            if len(self._documents) < _MOST_DOCUMENTS:
                self._documents[number] = found
        return found

    def line(self, number: int) -> str:
        if (found := self._lines.get(number)) is None:
            found = self.stored(number)["line"]
            if len(self._lines) < _MOST_LINES:
                self._lines[number] = found
        return found


@dataclass(frozen=True, slots=True)
class _Loaded:
    stamp: tuple[int, int, int]
    mark: str
    shelves: dict[str, _Shelf]


class WhooshEngine:
    name = "whoosh"

    def __init__(self, *, folder: Path, secret: str) -> None:
        self.path = folder / "whoosh.sealed"
        self._secret = hashlib.sha256(f"alongside.search.index:{secret}".encode()).digest()
        self._loaded: _Loaded | None = None
        self._loading = threading.Lock()

    def replace(self, *, change: Change, mark: str) -> None:
        old = {} if change.everything else self._open().shelves
        gone = {*change.removed, *(document.key for document in change.documents)}
        shelves = {scope: shelf.files for scope, shelf in old.items()}
        touched = {scope for scope, shelf in old.items() if not gone.isdisjoint(shelf.numbers)}
        for scope in touched | {document.scope for document in change.documents}:
            files = _rewritten(shelves.pop(scope, {}), scope, gone, change)
            if files:
                shelves[scope] = files
        sealed.write(self.path, contents=sealed.Contents(mark, shelves), secret=self._secret)

    def search(self, *, question: Question, scope: str, limit: int = MOST) -> list[Proposal]:
        shelf = self._open().shelves.get(scope)
        if shelf is None:
            return []
        found = _scores(shelf, question)
        if question.phrases or question.without:
            found = {number: worth for number, worth in found.items() if question.allows(shelf.line(number))}
        named = set(shelf.worth("name", question.title)[0])
        proposals = [
            Proposal(shelf.rows[number].key, worth * shelf.rows[number].boost, covered, number in named)
            for number, (worth, covered) in found.items()
        ]
        return lifted(proposals, lambda key: shelf.best_saying(key, question))[:limit]

    def documents(self, *, scope: str, keys: Iterable[Key]) -> dict[Key, Document]:
        shelf = self._open().shelves.get(scope)
        if shelf is None:
            return {}
        numbers = {key: shelf.numbers[key] for key in keys if key in shelf.numbers}
        return {key: shelf.document(number) for key, number in numbers.items()}

    def vocabulary(self, *, scope: str) -> dict[str, int]:
        shelf = self._open().shelves.get(scope)
        if shelf is None:
            return {}
        reader = shelf.searcher.reader()
        words = Counter({word.decode(): 0 for word in reader.lexicon("unsaid")})
        words.update({word.decode(): info.doc_frequency() for word, info in reader.iter_field("said")})
        return dict(words)

    def mark(self) -> str | None:
        return self._open().mark if self.path.exists() else None

    def scopes(self) -> list[str]:
        return sorted(self._open().shelves)

    def count(self) -> int:
        return sum(len(shelf.rows) for shelf in self._open().shelves.values())

    def clear(self) -> None:
        self.path.unlink(missing_ok=True)
        self._loaded = None

    def hold(self, *, wait: float = 0) -> AbstractContextManager[bool]:
        return file_lock(self.path.with_suffix(".lock"), wait=wait)

    def _open(self) -> _Loaded:
        """The index as it is on disk, verified when it was read; read again only when the file is another one."""
        try:
            found = os.stat(self.path)
        except OSError as error:
            raise IndexDamaged("there is no index file") from error
        stamp = (found.st_ino, found.st_mtime_ns, found.st_size)
        with self._loading:
            if self._loaded is None or self._loaded.stamp != stamp:
                self._loaded = None
                contents = sealed.read(self.path, secret=self._secret)
                shelves = {scope: _Shelf(files) for scope, files in contents.shelves.items()}
                for scope, shelf in shelves.items():
                    shelf.measure = shelves.get(above(scope), shelf)
                self._loaded = _Loaded(stamp, contents.mark, shelves)
            return self._loaded


def _scores(shelf: _Shelf, question: Question) -> dict[int, tuple[float, float]]:
    """What each document is worth, and how much of the question it covers."""
    coverage = Coverage(question, shelf.measure.fields["words"])
    found: dict[int, float] = defaultdict(float)
    bits: dict[int, int] = defaultdict(int)
    for stem, weight in question.weights.items():
        bit = coverage.bits.get(stem, 0)
        for name, lift in _FIELDS.items():
            for number, worth in zip(*shelf.worth(name, stem), strict=True):
                found[number] += weight * lift * worth
                bits[number] |= bit
    for stem, weight in question.little.items():
        for name, lift in _FIELDS.items():
            for number, worth in zip(*shelf.worth(name, stem), strict=True):
                if number in found:
                    found[number] += weight * lift * worth
    return {number: (worth, coverage.of(bits[number])) for number, worth in found.items()}


def _rewritten(files: dict[str, bytes], scope: str, gone: set[Key], change: Change) -> dict[str, bytes]:
    """The files of one scope after a change; none when nothing is left in it."""
    storage = _Files(files)
    index = storage.open_index() if files else storage.create_index(_SCHEMA)
    writer = index.writer(timeout=5, compound=False, limitmb=_SORTED_AT_ONCE)
    if files:
        for key in gone:
            writer.delete_by_term("key", str(key))
    synonyms = change.synonyms_of(scope)
    for document in change.documents:
        if document.scope == scope:
            analysis = analyse(document, synonyms=synonyms)
            writer.add_document(
                key=str(document.key),
                words=" ".join(analysis.words.elements()),
                name=" ".join(analysis.name.elements()),
                said=" ".join(analysis.said),
                unsaid=" ".join(analysis.unsaid),
                lengths={"words": analysis.words.total(), "name": analysis.name.total()},
                line=analysis.line,
                sayings=analysis.sayings,
                boost=document.boost,
                payload=document.as_json(),
            )
    writer.commit(optimize=True)
    return storage.files if index.doc_count() else {}
