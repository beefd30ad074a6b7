"""Finding. The engine proposes keys, the database disposes: what an actor may not see is neither shown nor counted."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from backend.kernel import targets
from backend.kernel.actor import Actor
from backend.kernel.keys import Key
from backend.search import recovery
from backend.search.engines import engine
from backend.search.engines.base import Engine, IndexDamaged, Proposal
from backend.search.grammar import Typed, read
from backend.search.questions import Question, understand
from backend.search.snippets import Snippet, snippet
from backend.search.vocabulary import Words, words_of

# Measured on what officers type: the page wanted is hardly ever worth less than this share of the best.
_SHARE = 0.25
# When not even the best has half of what was typed, the manual has probably no page for it: then only the nearest.
_HALF, _NEAREST = 0.5, 3


@dataclass(frozen=True, slots=True)
class Hit:
    key: Key
    score: float
    anchor: str
    snippet_html: SafeString
    heading: str


@dataclass(frozen=True, slots=True)
class Found:
    """`did_you_mean`: what was typed as it was understood, when a word was misspelt; the hits are already for that."""

    hits: list[Hit]
    total: int
    did_you_mean: str | None = None


@dataclass(frozen=True, slots=True)
class SearchResult:
    """`snippet` is escaped HTML with <mark>; `anchor` is the part of the page it comes from, or empty."""

    kind: str
    kind_label: str
    key: str
    slug: str
    title: str
    summary: str
    snippet: SafeString
    heading: str
    anchor: str
    url: str


@dataclass(frozen=True, slots=True)
class SearchResults:
    query: str
    total: int
    did_you_mean: str | None
    results: list[SearchResult]


@dataclass(frozen=True, slots=True)
class _Answer:
    engine: Engine
    scope: str
    words: Words
    question: Question
    proposals: list[Proposal]
    did_you_mean: str | None = None

    def snippets(self, keys: Collection[Key]) -> dict[Key, Snippet]:
        found = self.engine.documents(scope=self.scope, keys=keys)
        weights = self.question.weights
        return {key: snippet(document=found[key], weights=weights, synonyms=self.words.synonyms) for key in found}


def scope_of(*, actor: Actor) -> str:
    """The manual is shared inside a partnership and nowhere else."""
    return f"partnership:{actor.partnership_id}"


def search(*, scope: str, text: str, limit: int = 10) -> Found:
    """For a caller who has settled that the whole scope may be seen; `search_for` settles it for an actor."""
    answer = _answer(read(text), scope)
    worth = worth_showing(answer.proposals)
    shown = worth[:limit]
    snippets = answer.snippets([proposal.key for proposal in shown])
    hits = [
        Hit(p.key, p.score, snippets[p.key].anchor, snippets[p.key].html, snippets[p.key].heading)
        for p in shown
        if p.key in snippets
    ]
    return Found(hits, len(worth), answer.did_you_mean)


def search_for(*, actor: Actor, text: str, limit: int = 10) -> SearchResults:
    """The best `limit` results this actor may see, and how many there are (100 at most)."""
    typed = read(text)
    answer = _answer(typed, scope_of(actor=actor))
    visible = _visible(actor, answer.proposals)
    snippets = answer.snippets([card.key for card in visible[:limit]])
    results = [_result(card, snippets[card.key]) for card in visible[:limit] if card.key in snippets]
    # A correction is drawn from pages; when none of those found may be seen, it might tell of them.
    did_you_mean = answer.did_you_mean if visible else None
    return SearchResults(typed.text, len(visible), did_you_mean, results)


def _visible(actor: Actor, proposals: Sequence[Proposal]) -> list[targets.Card]:
    """The cards of those worth showing; only what may be seen is the measure of the rest."""
    likely = worth_showing(proposals)
    cards = targets.resolve(actor=actor, keys=[proposal.key for proposal in likely])
    if len(cards) < len(likely):
        cards = targets.resolve(actor=actor, keys=[proposal.key for proposal in proposals])
        likely = worth_showing([proposal for proposal in proposals if proposal.key in cards])
    return [cards[proposal.key] for proposal in likely]


def worth_showing(proposals: Sequence[Proposal]) -> list[Proposal]:
    """Of the best first, without the tail: a page that has one of the words somewhere hides what answers."""
    if not proposals:
        return []
    unnamed = [proposal for proposal in proposals if not proposal.is_named] or proposals
    least = _SHARE * max(proposal.score for proposal in unnamed)
    kept = [proposal for proposal in proposals if proposal.is_named or proposal.score >= least]
    return kept if kept[0].coverage >= _HALF else kept[:_NEAREST]


def _result(card: targets.Card, found: Snippet) -> SearchResult:
    return SearchResult(
        kind=card.key.kind,
        kind_label=card.kind_label,
        key=str(card.key),
        slug=card.slug,
        title=card.title,
        summary=card.summary,
        snippet=found.html,
        heading=found.heading,
        anchor=found.anchor,
        url=card.url,
    )


def _answer(typed: Typed, scope: str) -> _Answer:
    try:
        return _ask(engine(), typed, scope)
    except IndexDamaged as reason:
        return _ask(recovery.recover(reason), typed, scope)


def _ask(used: Engine, typed: Typed, scope: str) -> _Answer:
    words = words_of(used, scope=scope)
    understood = understand(typed=typed, lexicon=words.lexicon, synonyms=words.synonyms)
    proposals = [] if understood.question.is_empty else used.search(question=understood.question, scope=scope)
    did_you_mean = understood.did_you_mean if proposals else None
    return _Answer(used, scope, words, understood.question, proposals, did_you_mean)
