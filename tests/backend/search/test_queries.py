from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from backend.kernel import targets
from backend.kernel.actor import Actor
from backend.kernel.keys import Key
from backend.kernel.targets import Card
from backend.search import operations, queries, recovery
from backend.search.engines import engine
from backend.search.engines.base import Proposal
from backend.search.queries import Found, SearchResult, SearchResults
from tests.backend.search.library import CUCKOOING, ELSEWHERE, HERE, KIND, PAGES, SYNONYMS, page

pytestmark = pytest.mark.django_db
MEMBER = Actor(1, 1, 1, "POLICE", 1, frozenset({"READER"}))
OUTSIDER = Actor(2, 2, 2, "POLICE", 2, frozenset({"READER"}))


@pytest.fixture
def hidden():
    return set()


@pytest.fixture
def indexed(settings, library, hidden, monkeypatch):
    settings.SEARCH_ENGINE = "whoosh"
    library.synonyms = SYNONYMS
    for document in PAGES:
        library.publish(document)
    operations.rebuild()

    def cards(actor, ids):
        scope = queries.scope_of(actor=actor)
        visible = {found.key.id: found for found in library.published.values() if found.scope == scope}
        return {
            id: Card(visible[id].key, visible[id].title, f"/pages/{id}/", "Page", visible[id].summary, visible[id].slug)
            for id in ids
            if id in visible and id not in hidden
        }

    monkeypatch.setitem(targets._cards, KIND, cards)
    return library


def keys(results):
    return [result.key for result in results.results]


def test_a_result_says_all_a_screen_needs(indexed):
    results = queries.search_for(actor=MEMBER, text="  tenancy ", limit=10)

    assert results == SearchResults(
        query="tenancy",
        total=1,
        did_you_mean=None,
        results=[
            SearchResult(
                kind=KIND,
                kind_label="Page",
                key=str(CUCKOOING.key),
                slug="page-2",
                title="Cuckooing: when a home is taken over",
                summary="Somebody's home used by others for crime.",
                snippet="Speak to the tenant alone. Make a safeguarding referral. "
                "Ask housing about the <mark>tenancy</mark>.",
                heading="Do this now",
                anchor="do-this-now",
                url="/pages/2/",
            )
        ],
    )


def test_the_total_is_of_all_and_the_results_are_the_best(indexed):
    everything = queries.search_for(actor=MEMBER, text="home")
    best = queries.search_for(actor=MEMBER, text="home", limit=1)

    assert (best.total, keys(best)) == (len(everything.results), keys(everything)[:1])


def proposals(*scores, coverage=1.0):
    return [Proposal(Key(KIND, str(number)), score, coverage) for number, score in enumerate(scores, start=1)]


def test_the_tail_is_not_shown():
    assert queries.worth_showing(proposals(9, 8, 3, 2)) == proposals(9, 8, 3)
    assert queries.worth_showing([]) == []


def test_what_is_named_so_is_no_measure_of_the_rest():
    named = Proposal(Key(KIND, "9"), 90, is_named=True)

    assert queries.worth_showing([named, *proposals(9, 8, 2)]) == [named, *proposals(9, 8)]
    assert queries.worth_showing([named]) == [named]


def test_only_the_nearest_when_nothing_has_half_of_what_was_typed():
    assert queries.worth_showing(proposals(9, 8, 7, 6, coverage=0.4)) == proposals(9, 8, 7, coverage=0.4)


def test_what_an_actor_may_not_see_is_no_measure_of_the_rest(indexed, hidden):
    strong = replace(page(60, "Hoarding and the fire service", "Hoarding."), boost=10.0)
    weak = page(61, "Something else", "A long text about other things. " * 30 + "Hoarding is named once.")
    indexed.publish(strong)
    indexed.publish(weak)
    operations.rebuild()
    assert keys(queries.search_for(actor=MEMBER, text="hoarding ")) == [str(strong.key)]

    hidden.add(strong.key.id)

    assert keys(queries.search_for(actor=MEMBER, text="hoarding ")) == [str(weak.key)]


def test_what_an_actor_may_not_see_is_neither_shown_nor_counted(indexed, hidden):
    before = queries.search_for(actor=MEMBER, text="home")
    assert str(CUCKOOING.key) in keys(before)

    hidden.add(CUCKOOING.key.id)

    after = queries.search_for(actor=MEMBER, text="home")
    assert (after.total, keys(after)) == (before.total - 1, [key for key in keys(before) if key != str(CUCKOOING.key)])


def test_nothing_crosses_from_one_partnership_to_another(indexed, now):
    typed = ["canaryword", "canarywrd ", "can", "canarywordx", "home", "136 home", '"canaryword home"']
    before = {text: queries.search_for(actor=MEMBER, text=text) for text in typed}
    secret = page(50, "Canaryword home", "canaryword home 136 " * 20, scope=ELSEWHERE, keywords="canaryword, home")
    operations.mark_changed(keys=[indexed.publish(secret)], now=now)

    operations.drain()

    assert keys(queries.search_for(actor=OUTSIDER, text="canaryword")) == [str(secret.key)]
    assert queries.search_for(actor=OUTSIDER, text="canarywrd ").did_you_mean == "canaryword"
    assert {text: queries.search_for(actor=MEMBER, text=text) for text in typed} == before


def test_a_misspelling_is_understood_and_said(indexed):
    results = queries.search_for(actor=MEMBER, text="safegaurding referal")

    assert results.did_you_mean == "safeguarding referral"
    assert str(CUCKOOING.key) in keys(results)


def test_a_correction_does_not_tell_of_hidden_pages(indexed, hidden):
    assert queries.search_for(actor=MEMBER, text="tenency ").did_you_mean == "tenancy"

    hidden.add(CUCKOOING.key.id)

    assert queries.search_for(actor=MEMBER, text="tenency ") == SearchResults("tenency", 0, None, [])


def test_nothing_typed_is_nothing_found(indexed):
    assert queries.search_for(actor=MEMBER, text=" \x00 ") == SearchResults("", 0, None, [])
    assert queries.search(scope=HERE, text="") == Found([], 0)


def test_the_number_of_database_queries_does_not_grow(indexed, django_assert_num_queries):
    queries.search_for(actor=MEMBER, text="home")

    for text in ("tenancy", "home capacity ring"):
        with django_assert_num_queries(0):
            queries.search_for(actor=MEMBER, text=text)


def test_threads_search_side_by_side(indexed):
    expected = queries.search(scope=HERE, text="136 home")

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: queries.search(scope=HERE, text="136 home"), range(40)))

    assert answers == [expected] * 40


# -- an index that cannot be trusted


def break_index():
    path = engine().path
    path.write_bytes(path.read_bytes()[:-1])


def test_a_damaged_index_is_rebuilt_by_itself(indexed, rebuilds):
    expected = queries.search_for(actor=MEMBER, text="amhp home")
    break_index()

    assert queries.search_for(actor=MEMBER, text="amhp home") == expected

    assert rebuilds == [1]
    assert queries.search_for(actor=MEMBER, text="amhp home") == expected
    assert rebuilds == [1]


def test_a_missing_index_is_made_at_the_first_search(indexed, rebuilds):
    engine().clear()

    assert queries.search(scope=HERE, text="cuckooing").total == 1
    assert engine().count() == len(PAGES)


def test_while_the_index_is_rebuilt_the_database_answers(indexed, rebuilds, now):
    expected = queries.search_for(actor=MEMBER, text="amhp home")
    break_index()

    with engine().hold():
        assert queries.search_for(actor=MEMBER, text="amhp home") == expected
        operations.mark_changed(keys=[indexed.withdraw(CUCKOOING.key)], now=now)
        assert queries.search_for(actor=MEMBER, text="cuckooing").total == 0

    assert rebuilds == [1]


def test_a_rebuild_that_fails_is_not_tried_at_every_search(indexed, monkeypatch):
    tried = []
    monkeypatch.setattr(recovery, "in_background", lambda: tried.append(1))
    break_index()

    for _ in range(3):
        assert queries.search(scope=HERE, text="cuckooing").total == 1

    assert tried == [1]


def test_a_search_that_breaks_says_so(indexed, monkeypatch):
    def fail(**kwargs):
        raise RuntimeError("broken")

    monkeypatch.setattr(engine(), "search", fail)

    with pytest.raises(RuntimeError, match="broken"):
        queries.search(scope=HERE, text="home")
