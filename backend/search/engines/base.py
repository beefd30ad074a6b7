"""What every engine does. An engine proposes keys; what is shown is decided in the database."""

from collections.abc import Collection, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from backend.kernel.keys import Key
from backend.search.documents import Document, Indexed
from backend.search.questions import Question
from backend.search.synonyms import Synonyms

# No answer is longer than this; nobody reads the hundredth page.
MOST = 100


class IndexDamaged(Exception):
    """There is no index that can be trusted: none yet, or one whose seal does not fit. It has to be rebuilt."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """`coverage`: how much of what was typed the document has, by how much each word tells, 0 to 1.

    `is_named`: what was typed is all of its title. Such a document comes first, whatever its boost.
    """

    key: Key
    score: float
    coverage: float = 1.0
    is_named: bool = False

    @property
    def place(self) -> tuple[bool, float, Key]:
        """To sort by."""
        return not self.is_named, -self.score, self.key


@dataclass(frozen=True, slots=True)
class Change:
    """What to do to an index in one step. `everything` forgets all that was there before."""

    documents: Collection[Document]
    removed: Collection[Key] = ()
    synonyms: Mapping[str, Synonyms] | None = None
    everything: bool = False

    def synonyms_of(self, scope: str) -> Synonyms:
        return (self.synonyms or {}).get(scope) or Synonyms()


class Engine(Protocol):
    name: str

    def replace(self, *, change: Change, mark: str) -> None:
        """All of the change or none of it, also when the machine stops in the middle. `mark` names the new state."""

    def search(self, *, question: Question, scope: str, limit: int = MOST) -> list[Proposal]:
        """The best first, weighed by the words of the scope above, see `scopes`. Raises IndexDamaged."""

    def indexed(self, *, scope: str, keys: Iterable[Key]) -> dict[Key, Indexed]:
        """Documents as they were indexed, for snippets."""

    def vocabulary(self, *, scope: str) -> dict[str, int]:
        """Whole words to the number of documents that say them; 0 for those that are keywords only."""

    def mark(self) -> str | None:
        """The mark of the last change; None when there is no index. Raises IndexDamaged."""

    def scopes(self) -> list[str]:
        """Every scope that has a document, in order. Raises IndexDamaged."""

    def count(self) -> int:
        """How many documents there are. Raises IndexDamaged."""

    def clear(self) -> None:
        """Forget everything, also that there ever was an index."""

    def hold(self, *, wait: float = 0) -> AbstractContextManager[bool]:
        """The right to write, for one process at a time; False when somebody else has it."""
