import json
import re
import uuid

import pytest

from practice_wisdom.manual.models import UnansweredQuestion
from practice_wisdom.manual.operations.questions import ask_question

pytestmark = pytest.mark.django_db


def states():
    return list(UnansweredQuestion.objects.order_by("id").values_list("state", flat=True))


@pytest.fixture
def asked(people, now):
    return ask_question(actor=people.officer, words="tents <by> the river", now=now)


def test_a_search_without_a_result_leads_to_the_question_and_nothing_is_kept_before_it_is_sent(
    client, sign_in, people, stages
):
    stages.live()
    page = sign_in(client, people.officer).get("/search", {"q": "zzqx tents"}).content.decode()
    assert "Ask the curators" in page

    form = client.get(re.search(r'href="(/search/ask\?q=[^"]*)"', page)[1]).content.decode()
    assert 'value="zzqx tents"' in form
    assert states() == []

    sent = client.post("/search/ask", {"words": "zzqx tents", "once": str(uuid.uuid4())}, follow=True)

    assert "The curators have your question." in sent.content.decode()
    assert states() == ["OPEN"]


def test_what_was_found_may_be_not_what_was_needed(client, sign_in, people, stages):
    stages.live()

    page = sign_in(client, people.officer).get("/search", {"q": "cuckooing"}).content.decode()

    assert "Not what I needed" in page


def test_a_question_that_is_too_long_comes_back(client, sign_in, people):
    answer = sign_in(client, people.officer).post("/search/ask", {"words": "a" * 201})

    assert (answer.status_code, states()) == (422, [])
    assert "a" * 201 in answer.content.decode()


def test_a_curator_goes_from_the_desk_to_an_answer(client, sign_in, people, stages, asked):
    stages.live()
    desk = sign_in(client, people.trainer).get("/manual/desk").content.decode()
    assert "tents &lt;by&gt; the river" in desk

    page = client.get(f"/manual/questions/{asked.id}").content.decode()
    assert '<option value="cuckooing">Cuckooing</option>' in page
    data = {"slug": "cuckooing", "version": 1, "once": str(uuid.uuid4())}
    settled = client.post(f"/manual/questions/{asked.id}/answer", data, follow=True)

    assert "Settled. Whoever asked is told." in settled.content.decode()
    inbox = sign_in(client, people.officer).get("/inbox/").content.decode()
    assert "The curators have settled a question you asked." in inbox
    assert 'href="/manual/cuckooing"' in client.get(f"/manual/questions/{asked.id}").content.decode()


def test_a_reason_is_asked_for_and_read_by_whoever_asked(client, sign_in, people, asked):
    sign_in(client, people.trainer)
    address = f"/manual/questions/{asked.id}/decline"
    assert client.post(address, {"version": 1, "reason": ""}).status_code == 422
    assert states() == ["OPEN"]

    client.post(address, {"version": 1, "reason": "Ring <them>."})

    page = sign_in(client, people.officer).get(f"/manual/questions/{asked.id}").content.decode()
    assert "Ring &lt;them&gt;." in page


@pytest.mark.parametrize(
    ("who", "status"), [("trainer", 200), ("officer", 200), ("nurse", 404), ("approver", 200), ("outsider", 404)]
)
def test_who_opens_a_question(client, sign_in, people, asked, who, status):
    page = sign_in(client, getattr(people, who)).get(f"/manual/questions/{asked.id}")

    assert page.status_code == status
    assert ("Answer with this page" in page.content.decode()) == (who in ("trainer", "approver"))


def test_questions_are_the_curators(client, sign_in, people, asked):
    answers = {who: sign_in(client, getattr(people, who)).get("/manual/questions/") for who in ("trainer", "officer")}

    assert {who: answer.status_code for who, answer in answers.items()} == {"trainer": 200, "officer": 403}


@pytest.fixture
def post(client, sign_in):
    def _post(who, path, body, **headers):
        headers = {"Idempotency-Key": str(uuid.uuid4())} | {name.replace("_", "-"): v for name, v in headers.items()}
        address = f"/api/v1/manual/questions{path}"
        return sign_in(client, who).post(address, json.dumps(body), content_type="application/json", headers=headers)

    return _post


def test_the_same_by_api(client, sign_in, people, stages, post):
    stages.live()
    sent = post(people.nurse, "", {"words": "tents"})
    assert (sent.status_code, sent.json()["state"]) == (201, "OPEN")
    path = f"/{sent.json()['id']}"
    listed = sign_in(client, people.trainer).get("/api/v1/manual/questions").json()
    assert [(one["words"], one["asked"]) for one in listed["questions"]] == [("tents", 1)]
    assert post(people.trainer, f"{path}/answer", {"page": "cuckooing"}).status_code == 428
    assert post(people.trainer, f"{path}/answer", {"page": "cuckooing"}, If_Match='"9"').status_code == 412
    assert post(people.outsider, f"{path}/answer", {"page": "cuckooing"}, If_Match='"1"').status_code == 404

    done = post(people.trainer, f"{path}/answer", {"page": "cuckooing"}, If_Match='"1"')

    assert (done.status_code, done.json()["state"], done["ETag"]) == (200, "ANSWERED", '"2"')
    read = sign_in(client, people.nurse).get(f"/api/v1/manual/questions{path}").json()
    assert (read["page"], read["state"]) == ("cuckooing", "ANSWERED")
