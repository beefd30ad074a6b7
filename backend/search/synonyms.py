"""Other words for the same thing: what people say, and what the pages call it.

Measured: adding the other words to every question makes it ten times dearer, and "approved mental health professional"
for "amhp" drowns the answer in every page about health. So whatever a synonym means is one concept. A document in which
the words for it stand gets the concept at indexing; a question with people's words for it asks for it, at a
lower weight than for the words themselves.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from backend.search.language import Token, clean, tokens

# What nobody can type: words have no such sign.
SIGN = "~"

_Phrase = tuple[tuple[str, ...], str]


@dataclass(frozen=True, slots=True)
class Synonym:
    """`say`: what people type; `means`: what the pages call it. One way: of words for the same, put each in both."""

    say: tuple[str, ...]
    means: tuple[str, ...]


Load = Callable[[str], Iterable[Synonym]]
_sources: list[Load] = []


def register_synonyms(load: Load) -> None:
    """`load(scope)` gives the published synonyms of a scope."""
    if load not in _sources:
        _sources.append(load)


def unregister_synonyms(load: Load) -> None:
    _sources.remove(load)


class Synonyms:
    """The synonyms of one scope, as phrases of stems."""

    def __init__(self, synonyms: Iterable[Synonym] = ()) -> None:
        self._list = tuple(synonyms)
        self._said = _Phrases()
        self._meant = _Phrases()
        self.words: set[str] = set()
        for synonym in self._list:
            meant = {text: self._meant.add(text) for text in synonym.means}
            for text in synonym.say:
                self.words.update(token.word for token in tokens(clean(text)))
                for other, concept in meant.items():
                    if other != text:
                        self._said.add(text, concept)

    def are(self, synonyms: Iterable[Synonym]) -> bool:
        """Made from these, and so not to be made again."""
        return self._list == tuple(synonyms)

    def asked_in(self, read: Sequence[Token]) -> Iterator[tuple[str, Sequence[Token]]]:
        """What the words of a question also ask for, each with the words that ask for it."""
        return self._said.places(read)

    def named_in(self, read: Sequence[Token]) -> Iterator[tuple[str, Sequence[Token]]]:
        """Each concept that stands in a text, with the words that name it."""
        return self._meant.places(read)


class _Phrases:
    """Phrases to look for, each with its concept, by their first stem."""

    def __init__(self) -> None:
        self._loose: dict[str, dict[_Phrase, None]] = defaultdict(dict)
        self._exact: dict[str, dict[_Phrase, None]] = defaultdict(dict)

    def add(self, text: str, concept: str = "") -> str:
        """The concept, by default one of the phrase's own."""
        phrase = list(tokens(clean(text)))
        telling = [token for token in phrase if not token.is_stop]
        # "took over his flat" is also "took over her flat"; but "in care" is more than "care".
        loose = len(telling) > 1 or len(phrase) == 1
        stems = tuple(token.in_phrase for token in (telling if loose and telling else phrase))
        concept = concept or SIGN + hashlib.blake2s(" ".join(stems).encode(), digest_size=6).hexdigest()
        if stems:
            (self._loose if loose and telling else self._exact)[stems[0]][stems, concept] = None
        return concept

    def places(self, read: Sequence[Token]) -> Iterator[tuple[str, Sequence[Token]]]:
        yield from _places([token for token in read if not token.is_stop], self._loose)
        yield from _places(read, self._exact)


def _places(read: Sequence[Token], phrases: Mapping[str, Iterable[_Phrase]]) -> Iterator[tuple[str, Sequence[Token]]]:
    stems = [token.in_phrase for token in read]
    for position, first in enumerate(stems):
        if first in phrases:
            for phrase, concept in phrases[first]:
                if tuple(stems[position : position + len(phrase)]) == phrase:
                    yield concept, read[position : position + len(phrase)]


def of_scope(scope: str) -> list[Synonym]:
    return [synonym for load in _sources for synonym in load(scope)]
