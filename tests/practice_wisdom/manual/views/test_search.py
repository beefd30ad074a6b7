import pytest

from backend.analytics.models import DayCount
from backend.analytics.tally import tally
from backend.search.operations import drain
from practice_wisdom.manual.models import Term
from practice_wisdom.manual.queries.searches import searches_of_all

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(stages, people):
    stages.live()
    stages.live(slug="noise", title="Noise at home", topics=("neighbourhoods-and-places",), agencies=("HOUSING",))
    stages.live(slug="capacity", title="Capacity at home", topics=("adults-at-risk",), audience="police")
    Term.objects.create(
        partnership_id=people.officer.partnership_id, slug="home", name="Home", meaning="Where somebody lives."
    )
    drain()


@pytest.fixture
def get(client, sign_in, people):
    sign_in(client, people.officer)
    return lambda **query: client.get("/search", query).content.decode()


@pytest.fixture
def api(client, sign_in, people):
    sign_in(client, people.officer)
    return lambda **query: client.get("/api/v1/search", query)


def slugs(answer):
    return [result["slug"] for result in answer.json()["results"]]


def test_a_result_says_its_topic_and_how_fresh_it_is(three, get):
    page = get(q="signs taken over")

    assert "Adults at risk" in page
    assert "In date, checked on" in page
    assert "<mark>" in page


def test_a_page_found_by_its_title_alone_does_not_say_its_summary_twice(stages, get):
    stages.live(slug="boats", title="Moored boats", summary="Whom to ring at the harbour.")
    drain()

    assert get(q="moored boats").count("Whom to ring at the harbour.") == 1


def test_facets_narrow_and_are_counted(three, api):
    everything = api(q="home")
    assert sorted(slugs(everything)) == ["capacity", "cuckooing", "home", "noise"]
    counted = {
        name: {one["value"]: one["count"] for one in values} for name, values in everything.json()["facets"].items()
    }
    assert counted["topic"] == {"adults-at-risk": 2, "neighbourhoods-and-places": 1}

    narrowed = api(q="home", topic="adults-at-risk", audience="police")

    assert slugs(narrowed) == ["capacity"]
    # Of each facet as if only the others were chosen: so that a choice can be changed.
    assert {one["value"]: one["count"] for one in narrowed.json()["facets"]["audience"]} == {"both": 1, "police": 1}
    assert sorted(slugs(api(q="home", topic=["adults-at-risk", "neighbourhoods-and-places"]))) == [
        "capacity",
        "cuckooing",
        "noise",
    ]


def test_an_unknown_value_is_refused_by_the_api_and_passed_over_by_the_page(three, api, get):
    assert api(q="home", topic="nonsense").status_code == 422
    assert "Noise at home" in get(q="home", topic="nonsense", agency="\x00")


def test_facets_are_links_that_keep_the_rest_and_go_along_while_typing(three, get):
    page = get(q="home", topic="adults-at-risk")

    assert '<input type="hidden" name="topic" value="adults-at-risk">' in page
    assert 'href="/search?q=home&amp;topic=adults-at-risk&amp;audience=police"' in page
    assert 'href="/search?q=home" aria-current="true"' in page
    assert "Noise at home" not in page


def test_a_term_stands_behind_the_pages_and_is_said_above_them(three, api):
    answer = api(q="home").json()

    assert answer["explained"]["slug"] == "home"
    assert [result["kind"] for result in answer["results"]] == ["manual.page"] * 3 + ["manual.term"]


def test_a_term_comes_first_for_whoever_asks_what_it_means(three, api):
    answer = api(q="what does home mean").json()

    assert (answer["explained"], answer["results"][0]["kind"]) == (None, "manual.term")


@pytest.mark.parametrize("q", ["", " ", "-", '"', '"" -', "a" * 300, "\x00", "(((", "-home", "%", "?&topic="])
def test_nothing_typed_is_an_error(three, get, q):
    assert "What do you need to know?" in get(q=q)


def counted(people):
    from django.utils import timezone

    tally.write(now=timezone.now())
    return dict(
        DayCount.objects.filter(kind__in=["manual.searched", "manual.nothing_found"]).values_list("key", "count")
    )


def test_only_submitted_searches_are_counted_without_who(three, get, people):
    get(q="s.136 Home")
    get(q="section 136 home")
    get(q="section 136 ho", part="1")
    get(q="home", topic="adults-at-risk")
    get(q="zzqx")

    assert counted(people) == {
        "manual.searched:s136 home": 2,
        "manual.searched:zzqx": 1,
        "manual.nothing_found:zzqx": 1,
    }


def test_few_searches_are_not_shown(three, get, people, client, sign_in):
    for _ in range(5):
        get(q="zzqx")
    for _ in range(4):
        get(q="home")
    counted(people)
    from django.utils import timezone

    found = searches_of_all(actor=people.trainer, today=timezone.localdate())

    assert [(bar.label, bar.number) for bar in found.most] == [("zzqx", 5)]
    assert [(bar.label, bar.number) for bar in found.nothing] == [("zzqx", 5)]
    assert searches_of_all(actor=people.outsider, today=timezone.localdate()).most == ()
    assert "What people search for" in sign_in(client, people.trainer).get("/manual/desk").content.decode()


def test_more_than_a_screen_is_one_tap_away(stages, people, get):
    for number in range(12):
        stages.live(slug=f"page-{number}", title=f"Cuckooing {number}")
    drain()

    few = get(q="cuckooing")
    everything = get(q="cuckooing", all="1")

    assert (few.count("results__item"), everything.count("results__item")) == (10, 12)
    assert '/search?q=cuckooing&amp;all=1">Show all 12 results' in few
    assert "results__more" not in everything
