import re
import uuid

import pytest
from django.test import Client

from backend.identity.models import Membership, Person
from practice_wisdom.manual.models import Term
from practice_wisdom.manual.operations.glossary import TermWords, add_term, change_term

pytestmark = pytest.mark.django_db

MEANINGS = {"POLICE": "No danger now.", "HEALTH": "Settled."}
SAFE = TermWords("", "Signs", "", "What one sees.", MEANINGS, ())


def typed(**changes):
    return {"term": "AMHP", "meaning": "Applies to detain.", "once": str(uuid.uuid4())} | changes


@pytest.fixture
def added(people, now):
    return add_term(actor=people.trainer, words=SAFE, now=now)


@pytest.fixture
def see(sign_in):
    def _see(actor, address):
        return sign_in(Client(), actor).get(address).content.decode()

    return _see


def test_the_list_is_by_letter_and_gives_what_letters_stand_for_or_one_sentence(see, people, now):
    for name in ("136 suite", "éclair", "Nearest relative", "ABE"):
        expansion = "Achieving best evidence" if name == "ABE" else ""
        words = TermWords("", name, expansion, "One. Two.", {}, ())
        add_term(actor=people.trainer, words=words, now=now)

    html = see(people.officer, "/glossary/")

    assert re.findall(r'id="letter-\d+">(.)<', html) == ["#", "A", "E", "N"]
    assert (html.count("One."), html.count("Achieving best evidence")) == (3, 1)
    assert "Two." not in html
    assert re.findall(r'class="rows__link"[^>]*>([^<]+)', html) == ["136 suite", "ABE", "éclair", "Nearest relative"]


def agencies(html):
    return re.findall(r'meanings__agency">([^<]+)', html)


def test_a_page_marks_a_term_from_the_moment_it_is_added(see, people, stages, now):
    stages.live()
    mark = '<strong><a href="/glossary/signs" class="term">signs</a></strong>'
    assert mark not in see(people.officer, "/manual/cuckooing")

    added = add_term(actor=people.trainer, words=SAFE, now=now)

    assert mark in see(people.officer, "/manual/cuckooing")
    assert 'class="term"' not in see(people.outsider, "/manual/cuckooing")
    change_term(
        actor=people.trainer,
        slug="signs",
        version=added.version,
        words=TermWords("", "Takes", "", "x", {}, ()),
        now=now,
    )
    assert mark not in see(people.officer, "/manual/cuckooing")


def test_what_is_stored_and_what_the_api_gives_has_no_marks(people, stages, added, see):
    live = stages.live()
    see(people.officer, "/manual/cuckooing")

    assert 'class="term"' not in str(live.rendered)
    assert 'class="term"' not in see(people.officer, "/api/v1/manual/pages/cuckooing")


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("officer", ["In your agency: Police", "Health"]),
        ("nurse", ["In your agency: Health", "Police"]),
        ("socialworker", ["Police", "Health"]),
    ],
)
@pytest.mark.parametrize("address", ["/glossary/signs", "/glossary/signs?part=1"])
def test_each_reader_sees_their_own_agency_first(see, people, added, who, expected, address):
    see(people.trainer, address)  # drawn for somebody else before

    assert agencies(see(getattr(people, who), address)) == expected


def test_the_part_is_only_what_it_means(see, people, added):
    part = see(people.officer, "/glossary/signs?part=1")

    assert "What one sees." in part
    assert "<html" not in part
    assert "Change or remove" not in part


def test_a_term_of_another_partnership_is_not_there(client, sign_in, people, added):
    sign_in(client, people.outsider)

    answers = [
        client.get(f"/glossary/{slug}").status_code for slug in ("signs?part=1", "signs", "signs/edit", "nothing")
    ]

    assert answers == [404, 404, 404, 404]
    assert client.post("/glossary/signs/edit", typed(version=1)).status_code == 404
    assert client.post("/glossary/signs/remove", {"version": 1}).status_code == 404
    assert Term.objects.get().meaning == "What one sees."


def test_readers_see_no_way_to_change_it_and_have_none(client, sign_in, people, added):
    page = sign_in(client, people.officer).get("/glossary/signs").content.decode()

    assert "Change or remove this term" not in page
    assert "Add a term" not in client.get("/glossary/").content.decode()
    assert client.get("/glossary/new").status_code == 403
    assert client.post("/glossary/new", typed()).status_code == 403
    assert client.get("/glossary/signs/edit").status_code == 403
    assert client.post("/glossary/signs/remove", {"version": 1}).status_code == 403
    assert Term.objects.get().version == 1


def test_whoever_lacks_a_second_step_changes_nothing(client, sign_in, people, added):
    Membership.objects.filter(id=people.trainer.membership_id).update(roles=["CURATOR", "LEAD"])
    Person.objects.filter(id=people.trainer.person_id).update(is_demo=False)

    assert sign_in(client, people.trainer).post("/glossary/signs/edit", typed(version=1)).status_code == 403
    assert Term.objects.get().version == 1


def test_a_curator_adds_changes_and_removes_from_the_page(client, sign_in, people):
    sign_in(client, people.trainer)
    assert 'href="/glossary/new"' in client.get("/glossary/").content.decode()

    press = typed(meaning_POLICE="Ring first.", synonyms="asw, ASW")
    first, again = client.post("/glossary/new", press), client.post("/glossary/new", press)

    assert [answer["Location"] for answer in (first, again)] == ["/glossary/amhp", "/glossary/amhp"]
    term = Term.objects.get()
    assert (term.name, term.synonyms, [m.text for m in term.meanings.all()]) == (
        "AMHP",
        ["asw", "ASW"],
        ["Ring first."],
    )
    assert 'href="/glossary/amhp/edit"' in client.get("/glossary/amhp").content.decode()
    form = client.get("/glossary/amhp/edit").content.decode()
    assert ">\nRing first.</textarea>" in form
    assert 'name="version" value="1"' in form

    changed = client.post("/glossary/amhp/edit", typed(meaning="Decides.", version=1), follow=True)
    assert "Decides." in changed.content.decode()

    removed = client.post("/glossary/amhp/remove", {"version": 2, "once": str(uuid.uuid4())}, follow=True)
    assert "AMHP is no longer in the glossary." in removed.content.decode()
    assert client.get("/glossary/amhp").status_code == 404


def test_errors_stand_beside_their_fields_and_the_words_are_kept(client, sign_in, people, added):
    sign_in(client, people.trainer)

    answer = client.post("/glossary/new", typed(term="Signs", meaning_FIRE="x" * 501, expansion="Kept words"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="id_meaning_FIRE_error"' in page
    assert 'value="Kept words"' in page

    page = client.post("/glossary/new", typed(term="Signs")).content.decode()
    assert "Signs is in the glossary already" in page
    assert 'id="id_term_error"' in page
    assert Term.objects.count() == 1


def test_a_stale_save_shows_both_and_the_next_one_is_knowing(client, sign_in, people, added, now):
    sign_in(client, people.trainer)
    newer = TermWords("", "Signs", "", "Their words.", {}, ())
    change_term(actor=people.approver, slug="signs", version=1, words=newer, now=now)

    answer = client.post("/glossary/signs/edit", typed(term="Signs", meaning="My words.", version=1))
    page = answer.content.decode()

    assert answer.status_code == 412
    assert "Their words." in page
    assert "My words.</textarea>" in page
    assert 'name="version" value="2"' in page
    assert Term.objects.get().meaning == "Their words."
