"""Pages drawn once for many readers: what belongs to one of them reaches nobody else, and nothing shown is old."""

import gzip
import re

import pytest
from django.test import Client

from backend.identity.models import Person
from backend.pwa.drawn import _HOLES, _OWN, _drawn
from practice_wisdom.manual.operations.glossary import TermWords, put_glossary

pytestmark = pytest.mark.django_db

ADDRESSES = ["/", "/manual/", "/manual/cuckooing", "/glossary/"]


@pytest.fixture(autouse=True)
def _nothing_drawn():
    _drawn.cache_clear()


@pytest.fixture
def readers(sign_in, people, stages):
    """Two of one partnership, and what each sees of an address after the other."""
    stages.live()
    return sign_in(Client(), people.officer), sign_in(Client(), people.nurse)


def seen(client, address):
    return client.get(address).content.decode()


def all_of(pattern, page):
    return re.findall(pattern, page)


TOKEN = r'name="csrfmiddlewaretoken" value="([^"]+)"'
ONCE = r'name="once" value="([^"]+)"'
NONCE = r'nonce="([^"]+)"'


@pytest.mark.parametrize("address", ADDRESSES)
def test_everybody_sees_their_own_header(readers, people, address):
    pages = [seen(reader, address) for reader in readers]
    shown = [re.search(r'hat__person">([^<]+)', page)[1] for page in pages]

    assert _drawn.cache_info().hits == 1
    assert shown == [Person.objects.get(pk=actor.person_id).name for actor in (people.officer, people.nurse)]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("secret", [TOKEN, ONCE, NONCE])
def test_tokens_are_never_given_twice(readers, address, secret):
    pages = [seen(reader, address) for reader in (*readers, readers[0])]
    given = [all_of(secret, page) for page in pages]

    assert len({len(of_one) for of_one in given}) == 1
    for one in range(3):
        for other in range(one):
            assert not set(given[one]) & set(given[other])


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_token_in_it_is_taken(people, stages, sign_in, address):
    stages.live()
    strict = Client(enforce_csrf_checks=True)
    sign_in(strict, people.officer)
    seen(strict, address)  # drawn now
    token = all_of(TOKEN, seen(strict, address))[0]

    assert strict.post("/account/logout/", {"csrfmiddlewaretoken": "x" * 64}).status_code == 403
    assert strict.post("/account/logout/", {"csrfmiddlewaretoken": token}).status_code == 302


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_hole_is_left(readers, address):
    for reader in readers:
        page = seen(reader, address)

        assert not [hole for hole in (*_HOLES.values(), _OWN) if hole in page]


def test_a_message_is_shown_to_whom_it_is_for_and_once(readers):
    one, other = readers
    seen(one, "/manual/")
    choice = all_of(r'name="hat" value="([^"]+)"', seen(one, "/"))[0]
    one.post("/account/hats", {"hat": choice})
    pages = [seen(other, "/manual/"), seen(one, "/manual/"), seen(one, "/manual/")]

    assert ["govuk-notification-banner" in page for page in pages] == [False, True, False]


def test_what_a_person_may_is_not_drawn_for_another(sign_in, people, stages):
    stages.live()
    trainer, officer = sign_in(Client(), people.trainer), sign_in(Client(), people.officer)

    pages = [seen(reader, "/manual/cuckooing") for reader in (trainer, officer, trainer)]

    assert ["Start a new draft" in page for page in pages] == [True, False, True]


def test_a_changed_term_is_shown_at_once(readers, people, now):
    def term(meaning):
        put_glossary(
            actor=people.trainer,
            terms=[TermWords("amhp", "AMHP", "", meaning, {}, ())],
            synonyms=[],
            now=now,
        )
        return seen(readers[0], "/glossary/")

    assert "Decides alone." in term("Decides alone.")
    changed = term("Decides with two doctors.")
    assert "Decides with two doctors." in changed
    assert "Decides alone." not in changed


def test_words_that_look_like_a_hole_are_only_words(readers):
    page = seen(readers[0], "/search?q=hole-0123456789abcdef0123456789abcdef")

    assert "hole-0123456789abcdef0123456789abcdef" in page


@pytest.mark.parametrize("address", ADDRESSES)
def test_zipped_it_is_the_same_page(readers, address):
    plain, zipped = (readers[0].get(address, headers={"Accept-Encoding": ways}) for ways in ("br", "br, gzip"))

    pages = [plain.content.decode(), gzip.decompress(zipped.content).decode()]
    secret = re.compile("|".join([TOKEN, ONCE, NONCE]))
    assert len({secret.sub("", page) for page in pages}) == 1
    assert [answer.headers.get("Content-Encoding") for answer in (plain, zipped)] == [None, "gzip"]
    assert ["Accept-Encoding" in answer.headers["Vary"] for answer in (plain, zipped)] == [True, True]
    assert int(zipped.headers["Content-Length"]) == len(zipped.content)
