"""What is known of the words of a scope, kept until its index changes."""

from dataclasses import dataclass
from threading import Lock

from backend.search import synonyms
from backend.search.engines.base import Engine
from backend.search.spelling import Lexicon
from backend.search.synonyms import Synonym, Synonyms

_MOST_SCOPES = 32


@dataclass(frozen=True, slots=True)
class Words:
    lexicon: Lexicon
    synonyms: Synonyms


_kept: dict[str, tuple[Engine, str | None, Words]] = {}
_lock = Lock()


def _read(vocabulary: dict[str, int], listed: list[Synonym], last: Words | None) -> Words:
    """What has not changed is kept, with all that was worked out from it."""
    known = last.synonyms if last and last.synonyms.are(listed) else Synonyms(listed)
    if last and last.synonyms is known and last.lexicon.is_of(vocabulary):
        return last
    return Words(Lexicon(vocabulary, also=known.words), known)


def words_of(engine: Engine, *, scope: str) -> Words:
    """Raises IndexDamaged."""
    mark = engine.mark()
    kept = _kept.get(scope)
    if kept and kept[0] is engine and kept[1] == mark:
        return kept[2]
    words = _read(engine.vocabulary(scope=scope), synonyms.of_scope(scope), kept[2] if kept else None)
    with _lock:
        if scope not in _kept and len(_kept) >= _MOST_SCOPES:
            _kept.clear()
        _kept[scope] = engine, mark, words
    return words
