"""Curators say which words mean the same. Search learns of it with the next round of its worker."""

from datetime import datetime

from django.db import transaction

from backend.audit import operations as audit
from backend.audit.enums import Verb
from backend.kernel.actor import Actor
from backend.kernel.errors import Invalid, NotPermitted, Stale
from backend.kernel.keys import Key
from backend.search import operations as search
from backend.search.language import clean, tokens
from practice_wisdom.manual import policy
from practice_wisdom.manual.models import Synonym
from practice_wisdom.manual.queries.findable import keys_of_partnership
from practice_wisdom.manual.queries.synonyms import synonym_to_change

MOST_PHRASES, LONGEST_PHRASE = 60, 80


@transaction.atomic
def add_synonym(*, actor: Actor, say: list[str], means: list[str], now: datetime) -> Synonym:
    _refuse_others(actor)
    words = {"say": phrases(say, field="say"), "means": phrases(means, field="means")}
    synonym = Synonym.objects.create(partnership_id=actor.partnership_id, **words)
    _changed(actor, synonym, "synonym added", now)
    return synonym


@transaction.atomic
def change_synonym(
    *, actor: Actor, synonym_id: int, version: int, say: list[str], means: list[str], now: datetime
) -> Synonym:
    synonym = _to_change(actor, synonym_id, version)
    synonym.say, synonym.means = phrases(say, field="say"), phrases(means, field="means")
    return _saved(actor, synonym, "synonym changed", now)


@transaction.atomic
def remove_synonym(*, actor: Actor, synonym_id: int, version: int, now: datetime) -> Synonym:
    """Kept as removed: the starter content must not bring it back."""
    synonym = _to_change(actor, synonym_id, version)
    synonym.removed = True
    return _saved(actor, synonym, "synonym removed", now)


def take_in_line(*, actor: Actor, line: Synonym | None, say: list[str], means: list[str], now: datetime) -> None:
    """Of an import, in its transaction: search learns of all of them at once. `line` is locked, None for a new one."""
    line = line or Synonym(partnership_id=actor.partnership_id, version=0)
    line.say, line.means, line.version = say, means, line.version + 1
    line.save()
    _record(actor, line, "synonym brought in", now)


def phrases(given: list[str], *, field: str) -> list[str]:
    """Each once, without what is no word. Raises Invalid."""
    found = list(dict.fromkeys(text for text in map(clean, given) if any(tokens(text))))
    if not found:
        raise _refused(field, "Write one phrase at least.")
    if len(found) > MOST_PHRASES:
        raise _refused(field, f"Write {MOST_PHRASES} phrases or fewer.")
    if any(len(text) > LONGEST_PHRASE for text in found):
        raise _refused(field, f"Use {LONGEST_PHRASE} characters or fewer for each phrase.")
    return found


def _to_change(actor: Actor, synonym_id: int, version: int) -> Synonym:
    _refuse_others(actor)
    synonym = synonym_to_change(actor=actor, synonym_id=synonym_id)
    if synonym.version != version:
        current = {"say": synonym.say, "means": synonym.means, "version": synonym.version}
        raise Stale("Somebody changed this line in the meantime. Open it again.", current=current)
    return synonym


def _saved(actor: Actor, synonym: Synonym, reason: str, now: datetime) -> Synonym:
    synonym.version += 1
    synonym.save()
    _changed(actor, synonym, reason, now)
    return synonym


def _changed(actor: Actor, synonym: Synonym, reason: str, now: datetime) -> None:
    _record(actor, synonym, reason, now)
    # Other words are woven into every document when it is indexed.
    search.mark_changed(keys=keys_of_partnership(partnership_id=actor.partnership_id), now=now)


def _record(actor: Actor, synonym: Synonym, reason: str, now: datetime) -> None:
    key = Key.of("manual.synonym", synonym.id)
    audit.record(actor=actor, verb=Verb.ALTER, key=key, version=synonym.version, reason=reason, now=now)


def _refuse_others(actor: Actor) -> None:
    if not policy.can_write(actor):
        raise NotPermitted("Only curators see and change what search takes for the same.")


def _refused(field: str, message: str) -> Invalid:
    return Invalid(message, fields={field: [message]})
