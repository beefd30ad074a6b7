import re
import uuid
from datetime import date

import pytest
from django.test import Client

from backend.identity.models import Area, Organisation, Partnership
from backend.pwa.drawn import _drawn
from practice_wisdom.manual.models import LocalNote, Wording
from practice_wisdom.manual.operations.local_notes import NoteWords, change_note, write_note
from practice_wisdom.manual.views.pages import _article

pytestmark = pytest.mark.django_db

CANARY = "quill4711"
WORDS = NoteWords("Who does what", f"Ring {CANARY}.", date(2026, 11, 22), date(2027, 3, 22))


@pytest.fixture(autouse=True)
def _nothing_drawn():
    _drawn.cache_clear()
    _article.cache_clear()


@pytest.fixture
def towns(people):
    """Police of the county; the council in one town, health in another."""
    county = Area.objects.get(name="Westmarch")
    Partnership.objects.filter(id=people.nurse.partnership_id).update(area=county)
    town = Area.objects.create(name="Nextdoor", kind="DISTRICT", parent=county)
    Organisation.objects.filter(id=people.approver.organisation_id).update(area=town)
    return town


@pytest.fixture
def note(people, stages, towns, now):
    stages.live()
    return write_note(actor=people.approver, slug="cuckooing", area_id=towns.id, words=WORDS, now=now)


@pytest.fixture
def see(sign_in):
    def _see(actor, address="/manual/cuckooing"):
        return sign_in(Client(), actor).get(address).content.decode()

    return _see


def typed(**changes):
    facts = {"after": "Do this now", "body": "Ring the hub.", "checked_on": "2026-11-22", "review_by": "2027-03-22"}
    return facts | {"once": str(uuid.uuid4())} | changes


def test_what_is_drawn_for_one_area_never_reaches_another(see, people, note):
    order = (people.socialworker, people.nurse, people.socialworker, people.officer, people.approver, people.trainer)

    assert [CANARY in see(actor) for actor in order] == [True, False, True, False, True, False]
    for address in ("/api/v1/manual/pages/cuckooing", "/api/v1/manual/pages/cuckooing/notes"):
        assert [CANARY in see(actor, address) for actor in order] == [True, False, True, False, True, False]


def test_nobody_of_another_area_finds_it_by_its_address(client, sign_in, people, note):
    for actor in (people.nurse, people.trainer, people.outsider):
        sign_in(client, actor)
        for path in ("", "edit"):
            answer = client.get(f"/manual/notes/{note.pk}/{path}")
            assert (answer.status_code, CANARY in answer.content.decode()) == (404, False)
        assert client.post(f"/manual/notes/{note.pk}/edit", typed(version=1)).status_code == 404
        assert client.post(f"/manual/notes/{note.pk}/end", {"version": 1}).status_code == 404
        assert client.get(f"/search?q={CANARY}").content.decode().count(CANARY) == see_only_the_question(client)
    assert (Wording.objects.count(), LocalNote.objects.get().ended_at) == (1, None)


def see_only_the_question(client):
    return client.get("/search?q=nothing5150").content.decode().count("nothing5150")


def test_it_stands_in_its_place_and_is_marked_as_local(see, people, note):
    page = see(people.socialworker)

    assert "Local: Nextdoor" in page
    who, place, law = (page.index(words) for words in ('id="who-does-what"', CANARY, 'id="law-and-sources"'))
    assert who < place < law
    assert "Kit Amara (Marchfield Council)" in page
    assert page.count('class="freshness freshness--') == 2


def test_a_changed_note_is_shown_at_once(see, people, note, now):
    assert CANARY in see(people.socialworker)
    words = NoteWords("Do this now", "Other words.", WORDS.checked_on, WORDS.review_by)

    change_note(actor=people.approver, note_id=note.pk, version=1, words=words, now=now)

    page = see(people.socialworker)
    assert (CANARY in page, "Other words." in page) == (False, True)
    assert page.index("Other words.") < page.index('id="who-does-what"')


def test_a_curator_writes_changes_and_ends_one_from_the_page(client, sign_in, people, stages):
    stages.live()
    page = sign_in(client, people.approver).get("/manual/cuckooing").content.decode()
    assert 'href="/manual/cuckooing/notes/new"' in page
    form = client.get("/manual/cuckooing/notes/new").content.decode()
    assert re.findall(r"After “([^”]+)”", form) == ["Do this now", "Who does what", "Law and sources"]

    area = Area.objects.get(name="Marchfield").id
    press = typed(area=area)
    answers = [client.post("/manual/cuckooing/notes/new", press) for _ in range(2)]
    note = LocalNote.objects.get()
    assert [answer["Location"] for answer in answers] == [f"/manual/cuckooing#note-{note.pk}"] * 2
    page = client.get("/manual/cuckooing").content.decode()
    assert f'href="/manual/notes/{note.pk}/edit"' in page

    form = client.get(f"/manual/notes/{note.pk}/edit").content.decode()
    assert "Ring the hub.</textarea>" in form
    client.post(f"/manual/notes/{note.pk}/edit", typed(body="Ring the desk.", version=1))
    page = sign_in(client, people.nurse).get("/manual/cuckooing").content.decode()
    assert "Ring the desk." in page
    assert f'href="/manual/notes/{note.pk}/"' in page
    history = client.get(f"/manual/notes/{note.pk}/").content.decode()
    assert history.index("Ring the desk.") < history.index("Ring the hub.")

    sign_in(client, people.approver)
    client.post(f"/manual/notes/{note.pk}/end", {"version": 2, "once": str(uuid.uuid4())})
    assert "Ring the desk." not in client.get("/manual/cuckooing").content.decode()
    assert "Kit Amara ended it" in client.get(f"/manual/notes/{note.pk}/").content.decode()


def test_readers_see_no_way_to_write_one_and_have_none(client, sign_in, people, note):
    page = sign_in(client, people.socialworker).get("/manual/cuckooing").content.decode()

    assert "Add a local note" not in page
    assert f"/manual/notes/{note.pk}/edit" not in page
    assert client.get("/manual/cuckooing/notes/new").status_code == 403
    assert client.post("/manual/cuckooing/notes/new", typed(area=1)).status_code == 403
    assert client.get(f"/manual/notes/{note.pk}/edit").status_code == 403
    assert client.post(f"/manual/notes/{note.pk}/end", {"version": 1}).status_code == 403
    assert LocalNote.objects.filter(ended_at=None).count() == 1


def test_errors_stand_beside_their_fields_and_the_words_are_kept(client, sign_in, people, stages):
    stages.live()
    sign_in(client, people.approver)

    answer = client.post("/manual/cuckooing/notes/new", typed(body="[kept](page:nowhere)", area="99999"))
    page = answer.content.decode()

    assert answer.status_code == 422
    assert 'id="id_area_error"' in page
    assert "[kept](page:nowhere)</textarea>" in page
    area = Area.objects.get(name="Marchfield").id
    page = client.post("/manual/cuckooing/notes/new", typed(body="[kept](page:nowhere)", area=area)).content.decode()
    assert 'id="id_body_error"' in page
    assert LocalNote.objects.count() == 0


def test_a_stale_save_shows_both_and_the_next_one_is_knowing(client, sign_in, people, note, now):
    words = NoteWords("Do this now", "Their words.", WORDS.checked_on, WORDS.review_by)
    change_note(actor=people.approver, note_id=note.pk, version=1, words=words, now=now)
    sign_in(client, people.approver)

    answer = client.post(f"/manual/notes/{note.pk}/edit", typed(body="My words.", version=1))
    page = answer.content.decode()

    assert answer.status_code == 412
    assert "Their words." in page
    assert "My words.</textarea>" in page
    assert 'name="version" value="2"' in page
    assert Wording.objects.count() == 2


def test_a_page_that_moved_takes_its_notes_along(client, sign_in, people, note, now):
    from practice_wisdom.manual.operations.addresses import change_address

    change_address(actor=people.trainer, slug="cuckooing", new_slug="taken-over", now=now)

    assert CANARY in sign_in(client, people.socialworker).get("/manual/taken-over").content.decode()
    sign_in(client, people.approver)
    assert client.get("/manual/cuckooing/notes/new")["Location"] == "/manual/taken-over/notes/new"
