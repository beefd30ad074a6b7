import uuid

import pytest

from backend.search.operations import drain
from practice_wisdom.manual.models import Synonym
from practice_wisdom.manual.operations.synonyms import add_synonym, change_synonym

pytestmark = pytest.mark.django_db

LINE = {"say": "dossers\r\nsofa <lads>", "means": "cuckooing", "question": "", "version": ""}


@pytest.fixture
def trainer(client, sign_in, people):
    return sign_in(client, people.trainer)


def test_a_curator_tries_a_line_and_then_saves_it(trainer, stages):
    stages.live()
    drain()

    tried = trainer.post("/manual/synonyms/new", LINE | {"question": "dossers", "try": "yes"}).content.decode()
    assert "Nothing found." in tried
    assert '<a class="govuk-link" href="/manual/cuckooing">Cuckooing</a>' in tried
    assert "sofa &lt;lads&gt;" in tried
    assert Synonym.objects.count() == 0

    once = LINE | {"once": str(uuid.uuid4())}
    answers = [trainer.post("/manual/synonyms/new", once) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert list(Synonym.objects.values_list("say", "means")) == [(["dossers", "sofa <lads>"], ["cuckooing"])]
    assert "dossers, sofa &lt;lads&gt;" in trainer.get("/manual/synonyms/").content.decode()


def test_a_trial_without_a_question_comes_back_with_the_words(trainer):
    answer = trainer.post("/manual/synonyms/new", LINE | {"try": "yes"})

    assert answer.status_code == 422
    assert "Write a question to try it with." in answer.content.decode()
    assert "sofa &lt;lads&gt;" in answer.content.decode()


def test_words_typed_for_an_older_copy_come_back(trainer, people, now):
    line = add_synonym(actor=people.trainer, say=["one"], means=["x1"], now=now)
    change_synonym(actor=people.trainer, synonym_id=line.id, version=1, say=["two"], means=["x1"], now=now)

    answer = trainer.post(f"/manual/synonyms/{line.id}", LINE | {"version": 1})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Somebody changed this line in the meantime." in page
    assert "sofa &lt;lads&gt;" in page
    assert Synonym.objects.get().say == ["two"]


def test_a_line_is_removed(trainer, people, now):
    line = add_synonym(actor=people.trainer, say=["one"], means=["x1"], now=now)

    page = trainer.post(f"/manual/synonyms/{line.id}/remove", {"version": 1}, follow=True).content.decode()

    assert "Removed. Search follows in a moment." in page
    assert Synonym.objects.get().removed


@pytest.mark.parametrize(("who", "status"), [("officer", 403), ("nurse", 403), ("outsider", 404)])
def test_others_see_and_change_nothing(client, sign_in, people, now, who, status):
    line = add_synonym(actor=people.trainer, say=["one"], means=["x1"], now=now)
    sign_in(client, getattr(people, who))

    answers = [
        client.get(f"/manual/synonyms/{line.id}").status_code,
        client.post(f"/manual/synonyms/{line.id}", LINE | {"version": 1}).status_code,
        client.post(f"/manual/synonyms/{line.id}/remove", {"version": 1}).status_code,
    ]

    assert answers == [status] * 3
    assert Synonym.objects.get().say == ["one"]
