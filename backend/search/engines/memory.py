"""The reference: everything in this process's memory. For tests, and to answer while an index is rebuilt."""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from threading import Lock

from backend.kernel.keys import Key
from backend.search.analysis import Analysis, analyse
from backend.search.documents import Document, Indexed
from backend.search.engines.base import MOST, Change, IndexDamaged, Proposal
from backend.search.engines.bm25 import Bag, Coverage, Field, score
from backend.search.engines.sayings import best_saying, lifted
from backend.search.questions import Question
from backend.search.scopes import above


class _Entry:
    __slots__ = ("analysis", "document", "name", "words")

    def __init__(self, document: Document, analysis: Analysis) -> None:
        self.document = document
        self.analysis = analysis
        self.words = Bag(analysis.words, analysis.words.total())
        self.name = Bag(analysis.name, analysis.name.total())


class _Shelf:
    """The documents of one scope, and what is true of all of them together."""

    def __init__(self, entries: dict[Key, _Entry]) -> None:
        self.entries = entries
        self.postings: dict[str, set[Key]] = {}
        in_words: Counter[str] = Counter()
        in_name: Counter[str] = Counter()
        self.vocabulary: Counter[str] = Counter()
        for key, entry in entries.items():
            in_words.update(entry.words.counts.keys())
            in_name.update(entry.name.counts.keys())
            self.vocabulary.update(entry.analysis.said)
            for stem in entry.words.counts.keys() | entry.name.counts.keys():
                self.postings.setdefault(stem, set()).add(key)
        for entry in entries.values():
            self.vocabulary.update(dict.fromkeys(entry.analysis.unsaid, 0))
        self.words = _field(in_words, [entry.words for entry in entries.values()])
        self.name = _field(in_name, [entry.name for entry in entries.values()])

    def best_saying(self, key: Key, question: Question, measure: Field) -> float:
        entry = self.entries[key]
        return best_saying(entry.analysis.sayings, question.weights, measure.rarity) * entry.document.boost


def _field(containing: Counter[str], bags: list[Bag]) -> Field:
    return Field(len(bags), sum(bag.length for bag in bags) / (len(bags) or 1), containing.__getitem__)


class MemoryEngine:
    name = "memory"

    def __init__(self) -> None:
        self._shelves: dict[str, _Shelf] = {}
        self._mark: str | None = None
        self._writing = Lock()

    def replace(self, *, change: Change, mark: str) -> None:
        gone = {*change.removed, *(document.key for document in change.documents)}
        old = {} if change.everything else self._shelves
        entries = {scope: {k: e for k, e in shelf.entries.items() if k not in gone} for scope, shelf in old.items()}
        for document in change.documents:
            analysis = analyse(document, synonyms=change.synonyms_of(document.scope))
            entries.setdefault(document.scope, {})[document.key] = _Entry(document, analysis)
        # Replaced whole, so that a search in another thread sees the state before or the state after.
        self._shelves, self._mark = {scope: _Shelf(kept) for scope, kept in entries.items() if kept}, mark

    def search(self, *, question: Question, scope: str, limit: int = MOST) -> list[Proposal]:
        shelf = self._shelf(scope)
        found: set[Key] = set().union(*(shelf.postings.get(stem, ()) for stem in question.weights))
        measure = self._shelves.get(above(scope), shelf)
        fields = {"words": measure.words, "name": measure.name}
        coverage = Coverage(question, measure.words)
        proposals = []
        for key in found:
            entry = shelf.entries[key]
            if question.allows(entry.analysis.line):
                worth, covered = score(question, coverage, **fields, in_words=entry.words, in_name=entry.name)
                is_named = question.title in entry.name.counts
                proposals.append(Proposal(key, worth * entry.document.boost, covered, is_named))
        return lifted(proposals, lambda key: shelf.best_saying(key, question, measure.words))[:limit]

    def indexed(self, *, scope: str, keys: Iterable[Key]) -> dict[Key, Indexed]:
        entries = self._shelf(scope).entries
        return {key: Indexed(entries[key].document, entries[key].analysis.places) for key in keys if key in entries}

    def vocabulary(self, *, scope: str) -> dict[str, int]:
        return dict(self._shelf(scope).vocabulary)

    def mark(self) -> str | None:
        return self._mark

    def scopes(self) -> list[str]:
        return sorted(self._shelves)

    def count(self) -> int:
        return sum(len(shelf.entries) for shelf in self._shelves.values())

    def clear(self) -> None:
        self._shelves, self._mark = {}, None

    @contextmanager
    def hold(self, *, wait: float = 0) -> Iterator[bool]:
        held = self._writing.acquire(timeout=wait) if wait else self._writing.acquire(blocking=False)
        try:
            yield held
        finally:
            if held:
                self._writing.release()

    def _shelf(self, scope: str) -> _Shelf:
        if self._mark is None:
            raise IndexDamaged("nothing has been indexed yet")
        return self._shelves.get(scope) or _Shelf({})
