import re

import pytest

from backend.identity.models import Person
from backend.search.operations import drain
from practice_wisdom.manual.operations.glossary import SynonymWords, TermWords, put_glossary
from practice_wisdom.manual.operations.revisions import start_draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def term(people, now):
    words = TermWords(
        slug="amhp",
        name="AMHP",
        expansion="Approved mental health professional",
        meaning="Decides whether to apply to detain.",
        meanings={"HEALTH": "A colleague in the crisis team."},
        synonyms=("amph",),
    )
    put_glossary(actor=people.trainer, terms=[words], synonyms=[SynonymWords(("sectioner",), ("amhp",))], now=now)
    return words


@pytest.fixture
def manual(people, stages, now):
    live = stages.live()
    draft = start_draft(actor=people.trainer, slug="cuckooing", now=now)
    stages.save(draft, title="Secret draft")
    drain()
    return live


PAGES = [
    "/manual/",
    "/manual/cuckooing",
    "/manual/cuckooing/history",
    "/glossary/",
    "/glossary/amhp",
    "/search",
    "/search?q=cuckooing",
]


@pytest.mark.parametrize("address", PAGES)
def test_pages_need_signing_in(client, manual, term, address):
    response = client.get(address)

    assert (response.status_code, response.url.split("?")[0]) == (302, "/account/login/")


@pytest.mark.parametrize("who", ["officer", "nurse", "trainer", "lead", "police_admin"])
@pytest.mark.parametrize("address", PAGES)
def test_everybody_here_reads(client, sign_in, people, manual, term, who, address):
    response = sign_in(client, getattr(people, who)).get(address)

    page = response.content.decode()
    assert (response.status_code, page.count("<h1")) == (200, 1)
    assert ("Secret draft" in page) == (address.endswith("history") and who in ("nurse", "trainer", "lead"))


def test_nobody_elsewhere_reads_and_cannot_tell(client, sign_in, people, manual, term):
    sign_in(client, people.outsider)

    answers = [client.get(address) for address in ("/manual/cuckooing", "/manual/no-such-page")]

    # Tokens and nonces differ from answer to answer; everything else is alike.
    bodies = {re.sub(r'(value|nonce)="[^"]+"', "", answer.content.decode()) for answer in answers}
    assert ([answer.status_code for answer in answers], len(bodies)) == ([404, 404], 1)
    for address in ("/manual/", "/glossary/", "/search?q=cuckooing", "/search?q=amhp&part=1"):
        assert not re.search(r"/manual/cuckooing|/glossary/amhp", client.get(address).content.decode())
    for address in ("/manual/cuckooing/history", "/manual/cuckooing/compare?from=1&to=2", "/glossary/amhp",
                    f"/manual/revisions/{manual.id}/"):  # fmt: skip
        assert client.get(address).status_code == 404


def test_the_reading_page_begins_with_what_to_do_now(client, sign_in, people, manual):
    page = sign_in(client, people.officer).get("/manual/cuckooing").content.decode()

    order = [
        page.index(words)
        for words in (
            "<h1",
            "page__summary",
            "freshness--",
            "do-now__title",
            "data-contents",
            'id="who-does-what"',
            "Local procedure and your own judgement come first",
        )
    ]
    assert order == sorted(order)
    assert page.count("Do this now</h2>") == 1
    assert "Start a new draft" not in page


def test_part_is_only_the_results(client, sign_in, people, manual):
    page = sign_in(client, people.officer).get("/search?q=cuckooing&part=1").content.decode()

    assert "<html" not in page
    assert 'data-search-count="1"' in page
    assert 'href="/manual/cuckooing#' in page or 'href="/manual/cuckooing"' in page


def test_nothing_found_says_what_to_do(client, sign_in, people, manual):
    page = sign_in(client, people.officer).get("/search?q=<zebra>").content.decode()

    assert "Nothing found for “&lt;zebra&gt;”" in page
    assert 'data-search-count="0"' in page


def test_a_term_is_found_by_what_people_type(client, sign_in, people, manual, term):
    drain()

    page = sign_in(client, people.officer).get("/search?q=amph").content.decode()

    assert "/glossary/amhp" in page


@pytest.mark.parametrize(
    "query", ["", "?from=1", "?from=a&to=2", "?from=1&to=99", "?from=0&to=1", "?from=1&to=99999999999999999999"]
)
def test_a_comparison_of_nothing_is_not_found(client, sign_in, people, manual, query):
    assert sign_in(client, people.trainer).get(f"/manual/cuckooing/compare{query}").status_code == 404


@pytest.mark.parametrize("view", ["", "&view=side-by-side"])
def test_a_comparison_marks_what_went_and_came(client, sign_in, people, manual, view):
    page = sign_in(client, people.trainer).get(f"/manual/cuckooing/compare?from=1&to=2{view}").content.decode()

    assert "<del>Cuckooing</del>" in page
    assert "<ins>Secret draft</ins>" in page


@pytest.mark.parametrize(
    ("who", "status"), [("trainer", 200), ("lead", 200), ("nurse", 200), ("officer", 403), ("outsider", 200)]
)
def test_the_desk_by_role(client, sign_in, people, manual, who, status):
    response = sign_in(client, getattr(people, who)).get("/manual/desk")

    assert response.status_code == status
    assert ("Secret draft" in response.content.decode()) == (status == 200 and who != "outsider")


def test_reading_takes_the_same_queries_for_one_and_for_three(client, sign_in, people, stages, count_queries):
    addresses = ("/manual/", "/manual/one", "/search?q=cuckooing")

    def counts():
        drain()
        sign_in(client, people.officer)
        for address in addresses:
            client.get(address)
        return [count_queries(lambda address=address: client.get(address)) for address in addresses]

    stages.live(slug="one")
    with_one = counts()
    stages.live(slug="two")
    stages.live(slug="three")

    assert counts() == with_one


def test_a_page_drawn_before_still_names_people_as_they_are_called_now(client, people, sign_in, stages):
    stages.live()
    sign_in(client, people.officer)
    assert "Toni Marsh" in client.get("/manual/cuckooing").content.decode()

    Person.objects.filter(id=people.trainer.person_id).update(name="Toni Lark")

    page = client.get("/manual/cuckooing").content.decode()
    assert "Toni Lark" in page
    assert "Toni Marsh" not in page


def test_a_page_drawn_for_one_partnership_is_not_shown_in_another(client, people, sign_in, stages):
    stages.live()
    assert sign_in(client, people.officer).get("/manual/cuckooing").status_code == 200

    assert sign_in(client, people.outsider).get("/manual/cuckooing").status_code == 404


def test_the_header_is_of_whoever_looks(client, people, sign_in):
    pages = [sign_in(client, who).get("/manual/").content.decode() for who in (people.officer, people.nurse)]

    assert ["Robin Hale" in page for page in pages] == [True, False]
    assert ["Frankie Dole" in page for page in pages] == [False, True]
    assert all("token-of-the-form" not in page for page in pages)
