import pytest

from backend.kernel.markdown import MAX_BYTES
from practice_wisdom.manual.models import Page, Revision, Term
from practice_wisdom.manual.queries.writing import names

pytestmark = pytest.mark.django_db


# -- preview ----------------------------------------------------------------------------------------------------------


def test_a_preview_is_what_readers_would_see(client, sign_in, people, stages):
    live = stages.live()
    page = sign_in(client, people.officer).get("/manual/cuckooing").content.decode()

    response = sign_in(client, people.trainer).post("/manual/preview", {"body": live.body})

    assert (response.status_code, response["Cache-Control"]) == (200, "no-store, private")
    assert all(part.html in page and part.html in response.content.decode() for part in live.parts)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("[a](javascript:alert)", "cannot work"),
        ("![a](https://evil.example/x.png)", "cannot be shown"),
        ("[" * 5_000, "4000 is the most"),
        ("x\n" * MAX_BYTES, "kB"),
    ],
)
def test_what_cannot_be_shown_is_said(client, sign_in, people, body, said):
    response = sign_in(client, people.trainer).post("/manual/preview", {"body": body})

    assert response.status_code == 422
    assert said in response.content.decode()


def test_hostile_words_are_shown_and_not_obeyed(client, sign_in, people):
    for body in ("<script>alert(1)</script>", "[<img src=x onerror=alert(1)>](javascript:x)"):
        assert b"<script" not in sign_in(client, people.trainer).post("/manual/preview", {"body": body}).content
        assert b"<img" not in client.post("/manual/preview", {"body": body}).content


@pytest.mark.parametrize(
    ("who", "of_a_draft", "status"),
    [
        ("trainer", False, 200),
        ("trainer", True, 200),
        ("lead", False, 403),
        ("lead", True, 403),
        ("officer", False, 403),
        ("officer", True, 404),
        ("outsider", True, 404),
    ],
)
def test_previews_are_for_those_who_write(client, sign_in, people, stages, who, of_a_draft, status):
    data = {"body": "Words."} | ({"revision": stages.draft().id} if of_a_draft else {})

    assert sign_in(client, getattr(people, who)).post("/manual/preview", data).status_code == status


def test_a_preview_stores_nothing(client, sign_in, people):
    sign_in(client, people.trainer).post("/manual/preview", {"body": "## Do this now\n1. Look."})

    assert (Page.objects.count(), Revision.objects.count()) == (0, 0)


# -- names ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def named(people, stages):
    stages.live(slug="cuckooing", title="Cuckooing [homes]")
    stages.draft(slug="cuckoo-clocks", title="Cuckoo clocks")
    Term.objects.create(partnership_id=people.trainer.partnership_id, slug="cuckoo", name="Cuckoo", meaning="A bird.")
    Term.objects.create(partnership_id=people.outsider.partnership_id, slug="theirs", name="Cuckoo nest", meaning="x")


@pytest.mark.parametrize(
    ("who", "question", "found"),
    [
        ("trainer", "cuck", ["term:cuckoo", "page:cuckoo-clocks", "page:cuckooing"]),
        ("officer", "cuck", ["term:cuckoo", "page:cuckooing"]),
        ("outsider", "cuck", ["term:theirs"]),
        ("trainer", "HOMES cuck", ["page:cuckooing"]),
        ("trainer", "nothing", []),
        ("trainer", " ", []),
        ("trainer", "[", []),
    ],
)
def test_names_are_found_by_the_beginnings_of_their_words(named, people, who, question, found):
    assert [name.address for name in names(actor=getattr(people, who), question=question)] == found


def test_a_name_becomes_markdown_that_renders(named, people):
    (name,) = names(actor=people.trainer, question="homes")

    assert name.markdown == "[Cuckooing \\[homes\\]](page:cuckooing)"


def test_names_come_as_choices_and_as_a_page(client, sign_in, people, named):
    sign_in(client, people.trainer)

    choices = client.get("/manual/names?q=cuck&part=1").content.decode()
    page = client.get("/manual/names?q=cuck").content.decode()

    assert choices.count('role="option"') == 3
    assert "[Cuckoo](term:cuckoo)" in page
    assert "Nothing is called" in client.get("/manual/names?q=zzz").content.decode()


def test_names_take_the_same_queries_however_many(named, people, count_queries, stages):
    def ask():
        names(actor=people.trainer, question="cuck")

    with_few = count_queries(ask)
    stages.live(slug="another")
    stages.live(slug="a-third")

    assert count_queries(ask) == with_few
