"""The glossary and the synonyms of a partnership: as its starter files have them, and as its curators change them."""

import uuid
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from backend.audit import operations as audit
from backend.audit.enums import Verb
from backend.identity.enums import OrganisationKind
from backend.kernel.actor import Actor
from backend.kernel.errors import Invalid, NotPermitted, Stale, WrongMoment
from backend.kernel.keys import Key
from backend.kernel.slugs import slug_of
from backend.search import operations as search
from practice_wisdom.manual import policy
from practice_wisdom.manual.models import Glossary, Meaning, Synonym, Term
from practice_wisdom.manual.models.glossary import MAX_EXPANSION, MAX_MEANING, MAX_NAME, MAX_SYNONYMS, origin_of
from practice_wisdom.manual.queries.findable import keys_of_partnership
from practice_wisdom.manual.queries.glossary import TERM_KIND, copy_of_term, term_to_change, titles_that_link_to

NOT_CURATOR = "Only curators change the glossary."
# Addresses under /glossary/ that are no term's.
_RESERVED = frozenset({"new"})


@dataclass(frozen=True, slots=True)
class TermWords:
    """`slug` may be empty where somebody adds a term: it is made from the name."""

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
    """Brings in the starter glossary; a term that somebody here changed or took out stays so. True if any changed."""
    if not policy.can_write(actor):
        raise NotPermitted(NOT_CURATOR)
    terms_changed = _put_terms(actor.partnership_id, terms)
    synonyms_changed = _put_synonyms(actor.partnership_id, synonyms)
    if not (terms_changed or synonyms_changed):
        return False
    # Other words are woven into every document when it is indexed.
    search.mark_changed(keys=keys_of_partnership(partnership_id=actor.partnership_id), now=now)
    return True


@transaction.atomic
def add_term(*, actor: Actor, words: TermWords, now: datetime) -> Term:
    """A term that was taken out may be added again, at the same address."""
    if not policy.can_write(actor):
        raise NotPermitted(NOT_CURATOR)
    words = taken_term(words)
    slug = slug_of_term(words)
    _new_edition(actor.partnership_id)
    term = Term.objects.filter(partnership_id=actor.partnership_id, slug=slug).first()
    if term is not None and term.removed_at is None:
        raise _refused("term", f"{term.name} is in the glossary already, at glossary/{slug}. Change that one.")
    term = term or Term(partnership_id=actor.partnership_id, slug=slug, version=0)
    term.removed_at, term.removed_by = None, None
    _write(term, words)
    search.mark_changed(keys=keys_of_partnership(partnership_id=actor.partnership_id), now=now)
    _record(actor, term, "term added", now)
    return term


@transaction.atomic
def change_term(*, actor: Actor, slug: str, version: int, words: TermWords, now: datetime) -> Term:
    """All its words, in place of those before; its address stays. Raises Stale when somebody changed it meanwhile."""
    term = _to_change(actor, slug, version)
    words, woven = replace(taken_term(words), slug=slug), _woven(term)
    _new_edition(actor.partnership_id)
    _write(term, words)
    changed = [Key.of(TERM_KIND, term.id)]
    if _woven(term) != woven:
        changed = keys_of_partnership(partnership_id=actor.partnership_id)
    search.mark_changed(keys=changed, now=now)
    _record(actor, term, "term changed", now)
    return term


@transaction.atomic
def remove_term(*, actor: Actor, slug: str, version: int, now: datetime) -> Term:
    """No reader finds it any more. Refused while a page links to it: a link must lead somewhere."""
    term = _to_change(actor, slug, version)
    if titles := titles_that_link_to(partnership_id=actor.partnership_id, slug=slug):
        raise WrongMoment(f"These pages link to {term.name}: {', '.join(titles)}. Take the links out first.")
    search.mark_changed(keys=keys_of_partnership(partnership_id=actor.partnership_id), now=now)
    _new_edition(actor.partnership_id)
    term.removed_at, term.removed_by_id = now, actor.membership_id
    term.version, term.from_starter = term.version + 1, False
    term.save()
    _record(actor, term, "term removed", now)
    return term


def take_in_term(*, actor: Actor, term: Term | None, words: TermWords, now: datetime) -> None:
    """Of an import, in its transaction; `weave_anew` follows once for all. `term` is locked, None for a new one."""
    term = term or Term(partnership_id=actor.partnership_id, slug=words.slug, version=0)
    _write(term, words)
    _record(actor, term, "term brought in", now)


def weave_anew(*, partnership_id: int, now: datetime) -> None:
    """After terms or synonyms have changed: pages are drawn anew, and search learns of it."""
    _new_edition(partnership_id)
    search.mark_changed(keys=keys_of_partnership(partnership_id=partnership_id), now=now)


def _to_change(actor: Actor, slug: str, version: int) -> Term:
    term = term_to_change(actor=actor, slug=slug)
    if not policy.can_write(actor):
        raise NotPermitted(NOT_CURATOR)
    if term.version != version:
        text = "Somebody changed this term since you opened it. Look at it again."
        raise Stale(text, current=copy_of_term(term))
    return term


def _write(term: Term, words: TermWords, *, from_starter: bool = False) -> None:
    term.name, term.expansion, term.meaning = words.name, words.expansion, words.meaning
    term.synonyms, term.from_starter, term.version = list(words.synonyms), from_starter, term.version + 1
    term.save()
    term.meanings.all().delete()
    Meaning.objects.bulk_create(Meaning(term=term, agency=a, text=text) for a, text in words.meanings.items())


def _record(actor: Actor, term: Term, reason: str, now: datetime) -> None:
    key = Key.of(TERM_KIND, term.id)
    audit.record(actor=actor, verb=Verb.ALTER, key=key, version=term.version, reason=reason, now=now)


def _new_edition(partnership_id: int) -> None:
    """Also makes changes of one glossary wait for each other."""
    Glossary.objects.update_or_create(partnership_id=partnership_id, defaults={"edition": uuid.uuid4()})


def _woven(term: Term) -> tuple[object, ...]:
    """What search weaves into other documents (findable.synonyms_of)."""
    return term.name, term.expansion, tuple(term.synonyms), term.meanings.exists()


def taken_term(words: TermWords) -> TermWords:
    """As it can stand in the glossary, each text as one line. Raises Invalid, field by field."""
    meanings = {agency: _line(text) for agency, text in words.meanings.items() if text.strip()}
    synonyms = tuple(dict.fromkeys(_line(synonym) for synonym in words.synonyms if synonym.strip()))
    words = TermWords(words.slug, _line(words.name), _line(words.expansion), _line(words.meaning), meanings, synonyms)
    problems: dict[str, list[str]] = {}
    for name, wrong, text in _rules(words):
        if wrong:
            problems.setdefault(name, []).append(text)
    if problems:
        raise Invalid(next(iter(problems.values()))[0], fields=problems)
    return words


def _rules(words: TermWords) -> list[tuple[str, bool, str]]:
    """A field, whether it is wrong, and what to say then."""
    unstorable = "This holds a character that cannot be stored."
    rules = [
        ("term", len(words.name) < 2, "Write the word or the acronym: two characters or more."),
        ("term", len(words.name) > MAX_NAME, f"The name has room for {MAX_NAME} characters."),
        ("term", "\0" in words.name, unstorable),
        ("expansion", len(words.expansion) > MAX_EXPANSION, f"There is room for {MAX_EXPANSION} characters."),
        ("expansion", "\0" in words.expansion, unstorable),
        ("meaning", not words.meaning, "Say what it means, in one sentence."),
        ("synonyms", len(words.synonyms) > MAX_SYNONYMS, f"At most {MAX_SYNONYMS} other words."),
        ("synonyms", any(len(one) > MAX_NAME for one in words.synonyms), f"One is longer than {MAX_NAME} characters."),
        ("synonyms", any("\0" in one for one in words.synonyms), unstorable),
    ]
    strange = sorted(set(words.meanings) - set(OrganisationKind.values))
    rules.append(("meanings", bool(strange), f"Each agency is one of {', '.join(OrganisationKind.values)}."))
    for name, text in {
        "meaning": words.meaning,
        **{f"meaning_{a}": text for a, text in words.meanings.items()},
    }.items():
        rules.append((name, len(text) > MAX_MEANING, f"A meaning has room for {MAX_MEANING} characters."))
        rules.append((name, "\0" in text, unstorable))
    return rules


def _line(text: str) -> str:
    return " ".join(text.split())


def slug_of_term(words: TermWords) -> str:
    """Its own, or one made of its name. Raises Invalid."""
    slug = words.slug or slug_of(words.name)
    if not slug or slug in _RESERVED:
        raise _refused("term", "Use a name with letters or digits in it, other than “new”.")
    return slug


def _refused(field: str, text: str) -> Invalid:
    return Invalid(text, fields={field: [text]})


def _put_terms(partnership_id: int, terms: list[TermWords]) -> bool:
    found = Term.objects.filter(partnership_id=partnership_id).prefetch_related("meanings")
    there = {term.slug: term for term in found}
    wrong = [words for words in terms if _follows(there.get(words.slug), words)]
    for words in wrong:
        term = there.get(words.slug) or Term(partnership_id=partnership_id, slug=words.slug, version=0)
        _write(term, words, from_starter=True)
    if wrong:
        _new_edition(partnership_id)
    return bool(wrong)


def _follows(term: Term | None, words: TermWords) -> bool:
    """Whether it is to be made as the starter glossary has it."""
    return term is None or (term.from_starter and _words_of(term) != _frozen(words))


def _put_synonyms(partnership_id: int, synonyms: list[SynonymWords]) -> bool:
    """A line that curators changed or removed stays as they left it."""
    there = {_origin_of(row): row for row in Synonym.objects.filter(partnership_id=partnership_id)}
    wanted = {origin_of(list(words.say), list(words.means)): words for words in synonyms}
    new = [
        Synonym(partnership_id=partnership_id, say=list(words.say), means=list(words.means), origin=origin)
        for origin, words in wanted.items()
        if origin not in there
    ]
    gone = [row.id for origin, row in there.items() if row.origin and row.version == 1 and origin not in wanted]
    Synonym.objects.bulk_create(new)
    Synonym.objects.filter(id__in=gone).delete()
    return bool(new or gone)


def _origin_of(row: Synonym) -> str:
    return row.origin or origin_of(row.say, row.means)


def _words_of(term: Term) -> tuple[object, ...]:
    meanings = {meaning.agency: meaning.text for meaning in term.meanings.all()}
    return _frozen(TermWords(term.slug, term.name, term.expansion, term.meaning, meanings, tuple(term.synonyms)))


def _frozen(words: TermWords) -> tuple[object, ...]:
    meanings = tuple(sorted(words.meanings.items()))
    return words.slug, words.name, words.expansion, words.meaning, meanings, words.synonyms
