"""What is known of the words of some scopes, kept until the index changes."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock

from backend.search import documents, synonyms
from backend.search.engines.base import Engine
from backend.search.language import clean, tokens
from backend.search.scopes import is_below
from backend.search.spelling import Lexicon
from backend.search.synonyms import Synonym, Synonyms

_MOST_KEPT = 32


@dataclass(frozen=True, slots=True)
class Words:
    """`local`: by scope below the first, what its documents say that holds there alone, as an engine reads it."""

    lexicon: Lexicon
    synonyms: Synonyms
    local: Mapping[str, frozenset[str]] = field(default_factory=dict)


_kept: dict[tuple[str, ...], tuple[Engine, str | None, Words]] = {}
_below: tuple[Engine, str | None, list[str]] | None = None
_followers: list[Callable[[Words], object]] = []
_lock = Lock()


def _read(engine: Engine, scopes: Sequence[str], listed: list[Synonym], last: Words | None) -> Words:
    """What has not changed is kept, with all that was worked out from it."""
    vocabulary = _vocabulary(engine, scopes)
    known = last.synonyms if last and last.synonyms.are(listed) else Synonyms(listed)
    local = {scope: frozenset(_local(engine, scope, known)) for scope in scopes[1:]}
    if last and last.synonyms is known and last.lexicon.is_of(vocabulary):
        return Words(last.lexicon, known, local)
    return Words(Lexicon(vocabulary, also=known.words, last=last.lexicon if last else None), known, local)


def words_of(engine: Engine, *, scopes: Sequence[str]) -> Words:
    """Of the first scope, and of those below it that are named here and no other. Raises IndexDamaged."""
    mark = engine.mark()
    kept = _kept.get(tuple(scopes))
    if kept and kept[0] is engine and kept[1] == mark:
        return kept[2]
    words = _read(engine, scopes, synonyms.of_scope(scopes[0]), kept[2] if kept else None)
    with _lock:
        if tuple(scopes) not in _kept and len(_kept) >= _MOST_KEPT:
            _kept.clear()
        _kept[tuple(scopes)] = engine, mark, words
    for follower in _followers:
        follower(words)
    return words


def follow(follower: Callable[[Words], object]) -> None:
    """Called with all words that are read from now on."""
    _followers.append(follower)


def unfollow(follower: Callable[[Words], object]) -> None:
    _followers.remove(follower)


def scopes_below(engine: Engine, *, scope: str) -> list[str]:
    """Those that have a document. Raises IndexDamaged."""
    global _below  # noqa: PLW0603 -- asked at every search, and the same until the index changes
    mark = engine.mark()
    kept = _below
    if kept is None or kept[0] is not engine or kept[1] != mark:
        kept = _below = engine, mark, engine.scopes()
    return [other for other in kept[2] if is_below(other, scope)]


def _vocabulary(engine: Engine, scopes: Sequence[str]) -> dict[str, int]:
    """A document below repeats one above: it is counted once."""
    found: dict[str, int] = {}
    for scope in reversed(scopes):
        for word, count in engine.vocabulary(scope=scope).items():
            found[word] = max(count, found.get(word, 0))
    return found


def _local(engine: Engine, scope: str, known: Synonyms) -> Iterator[str]:
    for indexed in engine.indexed(scope=scope, keys=documents.keys_of_scope(scope)).values():
        for part in indexed.document.parts:
            if part.area:
                read = list(tokens(clean(part.text)))
                yield from (form for token in read for form in (token.stem, *token.also))
                yield from (concept for concept, _ in known.named_in(read))
