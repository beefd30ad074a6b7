"""What holds in an actor's own areas, put in its place among what holds everywhere."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from backend.kernel import targets
from backend.kernel.actor import Actor
from backend.kernel.keys import Key
from backend.search import documents, vocabulary
from backend.search.engines.base import MOST, Engine, Proposal
from backend.search.questions import Question
from backend.search.scopes import own_of
from backend.search.vocabulary import Words

# Where the document is that stands for a key.
Source = tuple[str, Key]


def scopes_of(*, engine: Engine, scope: str, actor: Actor | None) -> tuple[str, ...]:
    """The scope, and below it those of the actor's areas in which something holds."""
    below = vocabulary.scopes_below(engine, scope=scope) if actor else []
    return (scope, *sorted(set(below).intersection(own_of(actor)))) if actor and below else (scope,)


def search(
    *, engine: Engine, scopes: Sequence[str], question: Question, words: Words, actor: Actor | None
) -> tuple[list[Proposal], dict[Key, Source]]:
    """The best first, and of those that are best with what an area adds, the document that has it."""
    proposals = engine.search(question=question, scope=scopes[0])
    # Most questions ask for nothing that an area adds: then its documents are no better than those above.
    asked = [scope for scope in scopes[1:] if not words.local[scope].isdisjoint(question.weights)]
    if actor is None or not asked:
        return proposals, {}
    found = [(scope, one) for scope in asked for one in engine.search(question=question, scope=scope)]
    return _merged(proposals, _seen(found, actor))


def _seen(found: Iterable[tuple[str, Proposal]], actor: Actor) -> list[tuple[str, Proposal]]:
    """What an index says of areas is believed no more than what it says of pages: the database decides."""
    proposed = list(found)
    cards = targets.resolve(actor=actor, keys=[proposal.key for _, proposal in proposed])
    return [(scope, proposal) for scope, proposal in proposed if proposal.key in cards]


def _merged(
    proposals: Sequence[Proposal], found: Iterable[tuple[str, Proposal]]
) -> tuple[list[Proposal], dict[Key, Source]]:
    best = {proposal.key: proposal for proposal in proposals}
    sources: dict[Key, Source] = {}
    for scope, proposal in found:
        shown = documents.stands_for(proposal.key)
        if shown not in best or proposal.score > best[shown].score:
            best[shown] = replace(proposal, key=shown)
            sources[shown] = scope, proposal.key
    return sorted(best.values(), key=lambda proposal: proposal.place)[:MOST], sources
