"""Bringing an index in step with the database. Whoever calls these holds the engine's right to write."""

import hashlib
import json
import secrets
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q, QuerySet

from backend.kernel.keys import Key
from backend.search import documents, language, scopes, synonyms
from backend.search.engines.base import Change, Engine, IndexDamaged
from backend.search.engines.memory import MemoryEngine
from backend.search.models import IndexState, PendingChange
from backend.search.synonyms import Synonym, Synonyms

_Lists = dict[str, list[Synonym]]


def is_in_step(engine: Engine) -> bool:
    """The index is whole, made from this database, and made the way it would be made today."""
    try:
        found = engine.mark(), _recipe(_lists(engine.scopes()))
    except IndexDamaged:
        return False
    return IndexState.objects.filter(engine=engine.name, mark=found[0], recipe=found[1]).exists()


def pending() -> QuerySet[PendingChange]:
    """Changes of kinds that are registered here; others wait for a process that knows them."""
    known = Q(pk__in=[])
    for kind in documents.kinds():
        known |= Q(key__startswith=f"{kind}:")
    return PendingChange.objects.filter(known).order_by("pk")


def build(engine: Engine) -> int:
    """Index everything anew; the number of documents."""
    rows = list(pending().values_list("pk", flat=True))
    everything = list(documents.load_all())
    lists = _lists({document.scope for document in everything})
    _apply(engine, Change(everything, synonyms=_read(lists), everything=True), lists, rows)
    return len(everything)


def apply_batch(engine: Engine, *, limit: int) -> int:
    """Apply the oldest changes; the number of rows done, 0 when there were none.

    Rows go only after the engine has committed. If the machine stops before that, the same keys are applied again, and
    what is indexed is always the state of the page now, so a second time does no harm.
    """
    rows = dict(pending().values_list("pk", "key")[:limit])
    if not rows:
        return 0
    keys = {Key.parse(key) for key in rows.values()}
    found = documents.load(keys=keys)
    lists = _lists({*engine.scopes(), *(document.scope for document in found.values())})
    _apply(engine, Change(list(found.values()), removed=keys - found.keys(), synonyms=_read(lists)), lists, list(rows))
    return len(rows)


def in_memory() -> MemoryEngine:
    """Everything, in an engine of its own; nothing is written."""
    engine = MemoryEngine()
    everything = list(documents.load_all())
    lists = _lists({document.scope for document in everything})
    engine.replace(change=Change(everything, synonyms=_read(lists), everything=True), mark=secrets.token_hex(8))
    return engine


def _apply(engine: Engine, change: Change, lists: _Lists, rows: list[int]) -> None:
    mark = secrets.token_hex(8)
    engine.replace(change=change, mark=mark)
    recipe = _recipe({scope: lists[scope] for scope in engine.scopes()})
    with transaction.atomic():
        PendingChange.objects.filter(pk__in=rows).delete()
        IndexState.objects.update_or_create(engine=engine.name, defaults={"mark": mark, "recipe": recipe})


def _lists(named: Iterable[str]) -> _Lists:
    """By scope; what holds in one area is read with the words of the whole partnership."""
    wanted = {scope: scopes.above(scope) for scope in named}
    found = {scope: synonyms.of_scope(scope) for scope in set(wanted.values())}
    return {scope: found[parent] for scope, parent in wanted.items()}


def _read(lists: _Lists) -> dict[str, Synonyms]:
    """Made once for a scope and those below it."""
    made = {scopes.above(scope): Synonyms(found) for scope, found in lists.items()}
    return {scope: made[scopes.above(scope)] for scope in lists}


def _recipe(lists: _Lists) -> str:
    said = {scope: sorted([sorted(synonym.say), sorted(synonym.means)] for synonym in lists[scope]) for scope in lists}
    made_from = json.dumps([language.VERSION, documents.versions(), said], sort_keys=True)
    return hashlib.sha256(made_from.encode()).hexdigest()
