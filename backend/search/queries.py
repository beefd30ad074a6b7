"""Finding. The engine proposes keys, the database disposes: what an actor may not see is neither shown nor counted."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from django.utils.html import escape
from django.utils.safestring import SafeString

from backend.kernel import targets
from backend.kernel.actor import Actor
from backend.kernel.keys import Key
from backend.search import documents, nearby, recovery, scopes
from backend.search.documents import Document
from backend.search.engines import engine
from backend.search.engines.base import Change, Engine, IndexDamaged, Proposal
from backend.search.engines.memory import MemoryEngine
from backend.search.grammar import Typed, read
from backend.search.questions import Question, understand
from backend.search.snippets import Snippet, snippet
from backend.search.spelling import Lexicon
from backend.search.synonyms import Synonym, Synonyms
from backend.search.vocabulary import Words, words_of

# Measured on what officers type: the page wanted is hardly ever worth less than this share of the best.
_SHARE = 0.25
# When not even the best has half of what was typed, the manual has probably no page for it: then only the nearest.
_HALF, _NEAREST = 0.5, 3
# As many answers stand before the first explanation of a word, unless an explanation was asked for.
_BEFORE_EXPLANATIONS = 3
_MOST_TRIED = 600


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
    """`snippet` is escaped HTML with <mark>; `anchor` is the part of the page it comes from, or empty.

    `area`: the only one in which what the snippet says holds, else empty.
    """

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
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    checked_on: date | None = None
    review_by: date | None = None
    area: str = ""

    @property
    def says_more(self) -> bool:
        """Whether the snippet has words that the summary has not: found by its title alone, a page opens with that."""
        return bool(self.area) or self.snippet != escape(self.summary)


@dataclass(frozen=True, slots=True)
class SearchResults:
    """`facets`: of each facet, how many results each of its values has while the other facets stay as they are."""

    query: str
    total: int
    did_you_mean: str | None
    results: list[SearchResult]
    # Among the results too, further down: the glossary's word that was typed, to be said in a line above them.
    explained: SearchResult | None = None
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Answer:
    engine: Engine
    scope: str
    question: Question
    proposals: list[Proposal]
    did_you_mean: str | None = None
    # Of what was found with the words of an area: where the document is that has them.
    sources: Mapping[Key, nearby.Source] = field(default_factory=dict)

    def snippets(self, keys: Collection[Key]) -> dict[Key, Snippet]:
        wanted: dict[str, dict[Key, Key]] = defaultdict(dict)
        for key in keys:
            scope, at = self.sources.get(key, (self.scope, key))
            wanted[scope][at] = key
        return {
            key_of[at]: snippet(indexed=indexed, weights=self.question.marked)
            for scope, key_of in wanted.items()
            for at, indexed in self.engine.indexed(scope=scope, keys=key_of).items()
        }


# Of some keys, more that a list of them can be narrowed by.
MoreFacets = Callable[[Collection[Key]], Mapping[Key, Mapping[str, tuple[str, ...]]]]


def scope_of(*, actor: Actor) -> str:
    """The manual is shared inside a partnership and nowhere else."""
    return scopes.of_partnership(actor.partnership_id)


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


def search_for(
    *,
    actor: Actor,
    text: str,
    limit: int = 10,
    chosen: Mapping[str, Collection[str]] | None = None,
    more_facets: MoreFacets | None = None,
    counted: bool = True,
    everywhere: bool = False,
) -> SearchResults:
    """The best `limit` results this actor may see, and how many there are (100 at most).

    `chosen`: values by facet; a result has one of the values of each facet that has any. `counted`: whether the
    results say how many there are by facet. `everywhere`: by what holds everywhere alone, without the words of the
    actor's areas.
    """
    typed = read(text)
    answer = _answer(typed, scope_of(actor=actor), None if everywhere else actor)
    return _shown(actor, typed, answer, limit, chosen or {}, more_facets, counted=counted)


def search_with(
    *, actor: Actor, text: str, synonyms: Sequence[Synonym], touched: Iterable[str], limit: int = 10
) -> SearchResults:
    """What `search_for` would find if the synonyms were these; nothing is kept.

    `touched`: the phrases that are not as they are in the index. A big manual is tried on the pages that these, or
    what was typed, could bring up: its order may then differ a little from the one after saving.
    """
    typed, scope = read(text), scope_of(actor=actor)
    tried = MemoryEngine()
    known = Synonyms(synonyms)
    change = Change(_documents_for_trial(scope, [text, *touched]), synonyms={scope: known}, everything=True)
    tried.replace(change=change, mark="trial")
    words = Words(Lexicon(tried.vocabulary(scope=scope), also=known.words), known)
    return _shown(actor, typed, _ask_with(tried, typed, (scope,), words), limit, {})


def _documents_for_trial(scope: str, texts: Iterable[str]) -> list[Document]:
    keys = {proposal.key for text in texts for proposal in _answer(read(text), scope).proposals}
    everything = documents.keys_of_scope(scope)
    return list(documents.load(keys=everything if len(everything) <= _MOST_TRIED else keys).values())


def _shown(
    actor: Actor,
    typed: Typed,
    answer: _Answer,
    limit: int,
    chosen: Mapping[str, Collection[str]],
    more_facets: MoreFacets | None = None,
    *,
    counted: bool = True,
) -> SearchResults:
    visible = _with_facets(_visible(actor, answer.proposals, typed), more_facets)
    wanted = {facet: set(values) for facet, values in chosen.items() if values}
    listed = [card for card in visible if _has(card, wanted)]
    named = _explanation(answer, visible, typed)
    snippets = answer.snippets([card.key for card in (*listed[:limit], *named)])
    results = [_result(card, snippets[card.key]) for card in listed[:limit] if card.key in snippets]
    # A correction is drawn from pages; when none of those found may be seen, it might tell of them.
    did_you_mean = answer.did_you_mean if visible else None
    explained = next((_result(card, snippets[card.key]) for card in named if card.key in snippets), None)
    facets = _counted(visible, wanted) if counted else {}
    return SearchResults(typed.text, len(listed), did_you_mean, results, explained, facets)


def _visible(actor: Actor, proposals: Sequence[Proposal], typed: Typed) -> list[targets.Card]:
    """The cards of those worth showing; only what may be seen is the measure of the rest."""
    likely = _likely(proposals, typed)
    cards = targets.resolve(actor=actor, keys=[proposal.key for proposal in likely])
    if len(cards) < len(likely):
        cards = targets.resolve(actor=actor, keys=[proposal.key for proposal in proposals])
        likely = _likely([proposal for proposal in proposals if proposal.key in cards], typed)
    return [cards[proposal.key] for proposal in likely]


def _with_facets(cards: list[targets.Card], more_facets: MoreFacets | None) -> list[targets.Card]:
    more = more_facets([card.key for card in cards]) if more_facets else {}
    return [replace(card, facets={**card.facets, **more[card.key]}) if card.key in more else card for card in cards]


def _likely(proposals: Sequence[Proposal], typed: Typed) -> list[Proposal]:
    return explained_first(proposals) if typed.asks_meaning else answers_first(worth_showing(proposals))


def explained_first(proposals: Sequence[Proposal]) -> list[Proposal]:
    """For whoever asks what a word means: what explains it, when no answer has more of the question."""
    most = max((proposal.coverage for proposal in proposals), default=0.0)
    first = [p for p in proposals if documents.explains(p.key) and p.coverage >= most][:1]
    return first + [proposal for proposal in worth_showing(proposals) if proposal not in first]


def answers_first(proposals: Sequence[Proposal]) -> list[Proposal]:
    """What explains a word stands behind the first answers, unless no answer has half of what was typed."""
    answers = [proposal for proposal in proposals if not documents.explains(proposal.key)]
    first = answers[:_BEFORE_EXPLANATIONS] if answers and answers[0].coverage >= _HALF else []
    return first + [proposal for proposal in proposals if proposal not in first]


def _explanation(answer: _Answer, visible: Sequence[targets.Card], typed: Typed) -> list[targets.Card]:
    """The card of what explains just the word that was typed, where answers come first; one or none."""
    named = {proposal.key for proposal in answer.proposals if proposal.is_named and documents.explains(proposal.key)}
    found = [card for card in visible if card.key in named]
    return found[:1] if not typed.asks_meaning and len(found) < len(visible) else []


def _has(card: targets.Card, wanted: Mapping[str, set[str]]) -> bool:
    return all(not values.isdisjoint(card.facets.get(facet, ())) for facet, values in wanted.items())


def _counted(visible: Sequence[targets.Card], wanted: Mapping[str, set[str]]) -> dict[str, dict[str, int]]:
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for facet in sorted({facet for card in visible for facet in card.facets}):
        others = {other: values for other, values in wanted.items() if other != facet}
        for card in visible:
            if not others or _has(card, others):
                counted[facet].update(card.facets.get(facet, ()))
    return {facet: dict(values) for facet, values in counted.items()}


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
        facets=card.facets,
        checked_on=card.checked_on,
        review_by=card.review_by,
        area=found.area,
    )


def _answer(typed: Typed, scope: str, actor: Actor | None = None) -> _Answer:
    """Without an actor, of what holds everywhere."""
    try:
        return _ask(engine(), typed, scope, actor)
    except IndexDamaged as reason:
        return _ask(recovery.recover(reason), typed, scope, actor)


def _ask(used: Engine, typed: Typed, scope: str, actor: Actor | None) -> _Answer:
    asked = nearby.scopes_of(engine=used, scope=scope, actor=actor)
    return _ask_with(used, typed, asked, words_of(used, scopes=asked), actor)


def _ask_with(used: Engine, typed: Typed, asked: Sequence[str], words: Words, actor: Actor | None = None) -> _Answer:
    understood = understand(typed=typed, lexicon=words.lexicon, synonyms=words.synonyms)
    question = understood.question
    proposals: list[Proposal] = []
    sources: dict[Key, nearby.Source] = {}
    if not question.is_empty:
        proposals, sources = nearby.search(engine=used, scopes=asked, question=question, words=words, actor=actor)
    did_you_mean = understood.did_you_mean if proposals else None
    return _Answer(used, asked[0], question, proposals, did_you_mean, sources)
