import json
import uuid

import pytest

from backend.audit.models import Entry
from backend.receipts.models import Receipt
from practice_wisdom.manual.models import Verdict
from practice_wisdom.manual.operations.revisions import start_draft

pytestmark = pytest.mark.django_db

SAID = {"revision": 1, "helpful": False, "reason": "The number is old."}


@pytest.fixture
def put(client, sign_in):
    def _put(who, body=SAID, *, slug="cuckooing", key=None):
        headers = {"Idempotency-Key": key or str(uuid.uuid4())}
        return sign_in(client, who).put(
            f"/api/v1/manual/pages/{slug}/verdict", json.dumps(body), content_type="application/json", headers=headers
        )

    return _put


def said():
    return list(Verdict.objects.order_by("id").values_list("person_id", "helpful", "reason"))


def test_nothing_is_said_without_signing_in(client, stages):
    stages.live()

    answer = client.put("/api/v1/manual/pages/cuckooing/verdict", json.dumps(SAID), content_type="application/json")

    assert (answer.status_code, said()) == (401, [])


def test_nobody_elsewhere_says_anything_and_cannot_tell(put, people, stages):
    stages.live()

    theirs, nobodys = put(people.outsider), put(people.outsider, slug="no-such-page")

    assert (theirs.status_code, theirs.content) == (404, nobodys.content)
    assert (said(), Entry.objects.filter(key__startswith="manual.verdict").count()) == ([], 0)


@pytest.mark.parametrize("who", ["officer", "sergeant", "trainer", "lead", "socialworker", "nurse"])
def test_every_reader_here_says_and_the_answer_leaves_the_reason_out(put, people, stages, who):
    stages.live()

    answer = put(getattr(people, who))

    assert (answer.status_code, answer.json()) == (200, {"slug": "cuckooing", "revision": 1, "helpful": False})
    assert said() == [(getattr(people, who).person_id, False, "The number is old.")]
    assert "old" not in str(Receipt.objects.values_list("answer", flat=True))


def test_put_again_it_takes_the_place_of_the_first(put, people, stages):
    stages.live()
    key = str(uuid.uuid4())

    repeated = [put(people.officer, key=key).json() for _ in range(2)]
    put(people.officer, {"revision": 1, "helpful": True})

    assert repeated[0] == repeated[1]
    assert said() == [(people.officer.person_id, True, "")]
    assert Entry.objects.filter(key__startswith="manual.verdict").count() == 2


def test_another_revision_is_live_meanwhile(put, people, stages, now):
    stages.live()
    stages.publish(stages.approve(stages.submitted(start_draft(actor=people.trainer, slug="cuckooing", now=now))))

    answer = put(people.officer)

    assert (answer.status_code, said()) == (409, [])
    assert answer.json()["detail"].startswith("Another revision of this page is live now.")


@pytest.mark.parametrize("reason", ["a" * 501, "a\x00b"])
def test_a_reason_that_cannot_be_taken_is_refused_by_field(put, people, stages, reason):
    stages.live()

    answer = put(people.officer, {**SAID, "reason": reason})

    assert (answer.status_code, list(answer.json()["fields"]), said()) == (422, ["reason"], [])
    assert reason not in answer.content.decode()


@pytest.mark.parametrize(
    "body",
    [
        {"helpful": True},
        {"revision": 1},
        {"revision": "1", "helpful": True},
        {"revision": 1, "helpful": "yes"},
        {"revision": 1, "helpful": 1},
        {"revision": 1, "helpful": None},
        {"revision": 1, "helpful": True, "person": 1},
        {"revision": 1, "helpful": True, "reason": None},
    ],
)
def test_what_is_not_a_verdict_is_refused(put, people, stages, body):
    stages.live()

    assert put(people.officer, body).status_code == 422
    assert said() == []
