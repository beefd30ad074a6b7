"""The other words of a partnership, as curators edit them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from backend.kernel.actor import Actor
from backend.kernel.errors import NotFound, NotPermitted
from backend.search.queries import SearchResults, scope_of, search_for, search_with
from backend.search.synonyms import Synonym as OtherWords
from practice_wisdom.manual import policy
from practice_wisdom.manual.models import Synonym
from practice_wisdom.manual.queries.findable import synonyms_of

COMPARED = 10


@dataclass(frozen=True, slots=True)
class SynonymLine:
    id: int
    say: tuple[str, ...]
    means: tuple[str, ...]
    version: int


@dataclass(frozen=True, slots=True)
class Effect:
    """The same question before and after a change that is not saved yet."""

    question: str
    before: SearchResults
    after: SearchResults

    @property
    def is_the_same(self) -> bool:
        return [one.key for one in self.before.results] == [one.key for one in self.after.results]


def synonym_lines(*, actor: Actor, containing: str = "") -> list[SynonymLine]:
    """In the order they were made; `containing`: only those with these letters."""
    sought = containing.casefold().strip()
    lines = [SynonymLine(row.id, tuple(row.say), tuple(row.means), row.version) for row in _rows(actor)]
    return [line for line in lines if sought in " ".join((*line.say, *line.means)).casefold()]


def synonym_to_read(*, actor: Actor, synonym_id: int) -> SynonymLine:
    row = _rows(actor).filter(id=synonym_id).first()
    if row is None:
        raise NotFound
    return SynonymLine(row.id, tuple(row.say), tuple(row.means), row.version)


def synonym_to_change(*, actor: Actor, synonym_id: int) -> Synonym:
    """Locked, for the transaction."""
    row = _rows(actor).select_for_update(of=("self",)).filter(id=synonym_id).first()
    if row is None:
        raise NotFound
    return row


def effect_of(
    *, actor: Actor, question: str, old: SynonymLine | None, say: Iterable[str], means: Iterable[str]
) -> Effect:
    """Of a line in place of `old`, or of one more. Nothing is saved."""
    _refuse_others(actor)
    new = OtherWords(say=tuple(say), means=tuple(means))
    listed = synonyms_of(scope_of(actor=actor))
    if old is not None and (was := OtherWords(say=old.say, means=old.means)) in listed:
        listed.remove(was)
    touched = [*new.say, *new.means, *(old.means if old else ())]
    after = search_with(actor=actor, text=question, synonyms=[*listed, new], touched=touched, limit=COMPARED)
    before = search_for(actor=actor, text=question, limit=COMPARED, everywhere=True)
    return Effect(question, before, after)


def _rows(actor: Actor) -> QuerySet[Synonym]:
    _refuse_others(actor)
    return Synonym.objects.filter(partnership_id=actor.partnership_id, removed=False).order_by("id")


def _refuse_others(actor: Actor) -> None:
    if not policy.can_write(actor):
        raise NotPermitted("Only curators see and change what search takes for the same.")
