"""The glossary and the synonyms of a partnership, as its starter files have them. Readers cannot change terms yet."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from backend.kernel.actor import Actor
from backend.kernel.errors import NotPermitted
from backend.search import operations as search
from practice_wisdom.manual import policy
from practice_wisdom.manual.models import Meaning, Synonym, Term
from practice_wisdom.manual.queries.findable import keys_of_partnership


@dataclass(frozen=True, slots=True)
class TermWords:
    slug: str
    name: str
    expansion: str
    meaning: str
    meanings: dict[str, str]
    synonyms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SynonymWords:
    say: tuple[str, ...]
    means: tuple[str, ...]


@transaction.atomic
def put_glossary(*, actor: Actor, terms: list[TermWords], synonyms: list[SynonymWords], now: datetime) -> bool:
    """Makes the partnership's terms and synonyms these; a term not among them stays. True if anything changed."""
    if not policy.can_write(actor):
        raise NotPermitted("Only curators change the glossary.")
    terms_changed = _put_terms(actor.partnership_id, terms)
    synonyms_changed = _put_synonyms(actor.partnership_id, synonyms)
    if not (terms_changed or synonyms_changed):
        return False
    # Other words are woven into every document when it is indexed.
    search.mark_changed(keys=keys_of_partnership(partnership_id=actor.partnership_id), now=now)
    return True


def _put_terms(partnership_id: int, terms: list[TermWords]) -> bool:
    found = Term.objects.filter(partnership_id=partnership_id).prefetch_related("meanings")
    there = {_words_of(term) for term in found}
    wrong = [words for words in terms if _frozen(words) not in there]
    for words in wrong:
        facts = {"name": words.name, "expansion": words.expansion, "meaning": words.meaning}
        term, _ = Term.objects.update_or_create(
            partnership_id=partnership_id, slug=words.slug, defaults={**facts, "synonyms": list(words.synonyms)}
        )
        term.meanings.all().delete()
        Meaning.objects.bulk_create(Meaning(term=term, agency=a, text=text) for a, text in words.meanings.items())
    return bool(wrong)


def _put_synonyms(partnership_id: int, synonyms: list[SynonymWords]) -> bool:
    there = Synonym.objects.filter(partnership_id=partnership_id).order_by("id")
    kept = [SynonymWords(tuple(say), tuple(means)) for say, means in there.values_list("say", "means")]
    if kept == synonyms:
        return False
    there.delete()
    Synonym.objects.bulk_create(
        Synonym(partnership_id=partnership_id, say=list(words.say), means=list(words.means)) for words in synonyms
    )
    return True


def _words_of(term: Term) -> tuple[object, ...]:
    meanings = {meaning.agency: meaning.text for meaning in term.meanings.all()}
    return _frozen(TermWords(term.slug, term.name, term.expansion, term.meaning, meanings, tuple(term.synonyms)))


def _frozen(words: TermWords) -> tuple[object, ...]:
    meanings = tuple(sorted(words.meanings.items()))
    return words.slug, words.name, words.expansion, words.meaning, meanings, words.synonyms
