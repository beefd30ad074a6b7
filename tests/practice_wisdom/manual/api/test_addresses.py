import json
import uuid

import pytest

from practice_wisdom.manual.models import FormerAddress, Page
from practice_wisdom.manual.operations.addresses import change_address
from tests.practice_wisdom.manual.api.test_pages import WORDS

pytestmark = pytest.mark.django_db

API = "/api/v1/manual/pages"


@pytest.fixture
def put(client, sign_in):
    def _put(who, address, body, *, key=None):
        headers = {"Idempotency-Key": key or str(uuid.uuid4())}
        return sign_in(client, who).put(
            f"{API}/{address}", json.dumps(body), content_type="application/json", headers=headers
        )

    return _put


def test_nobody_changes_an_address_without_signing_in(client, stages):
    stages.live()

    assert client.put(f"{API}/cuckooing/address", {}, content_type="application/json").status_code == 401


@pytest.mark.parametrize(
    ("who", "status"), [("officer", 403), ("lead", 403), ("nurse", 403), ("outsider", 404), ("approver", 200)]
)
def test_changing_by_role(put, people, stages, who, status):
    stages.live()

    answer = put(getattr(people, who), "cuckooing/address", {"slug": "taken-over"})

    assert (answer.status_code, Page.objects.get().slug) == (status, "taken-over" if status == 200 else "cuckooing")


def test_the_answer_says_where_it_is_and_a_repeat_has_one_effect(put, people, stages):
    page, key = stages.live().page, str(uuid.uuid4())

    answers = [put(people.trainer, "cuckooing/address", {"slug": "taken-over"}, key=key) for _ in range(2)]

    expected = {"id": page.id, "slug": "taken-over", "url": "/manual/taken-over"}
    assert [(answer.status_code, answer.json()) for answer in answers] == [(200, expected)] * 2
    assert FormerAddress.objects.count() == 1


def test_whoever_comes_second_is_told(put, people, stages):
    stages.live()
    put(people.trainer, "cuckooing/address", {"slug": "taken-over"})

    answer = put(people.approver, "cuckooing/address", {"slug": "third"})

    assert (answer.status_code, Page.objects.get().slug) == (409, "taken-over")


@pytest.mark.parametrize(
    "body", [{}, {"slug": ""}, {"slug": "Not Good"}, {"slug": "a" * 81}, {"slug": "cuckooing"}, {"slug": "x", "id": 1}]
)
def test_what_cannot_be_taken_is_refused(put, people, stages, body):
    stages.live()

    answer = put(people.trainer, "cuckooing/address", body)

    assert (answer.status_code, Page.objects.get().slug) == (422, "cuckooing")


@pytest.mark.parametrize("part", ["", "/revisions"])
def test_an_old_address_leads_on_for_those_who_may_read(client, sign_in, people, stages, now, part):
    stages.live()
    change_address(actor=people.trainer, slug="cuckooing", new_slug="taken-over", now=now)

    here = sign_in(client, people.officer).get(f"{API}/cuckooing{part}")
    theirs = sign_in(client, people.outsider).get(f"{API}/cuckooing{part}")
    nobodys = client.get(f"{API}/nowhere{part}")

    assert (here.status_code, here["Location"]) == (301, f"{API}/taken-over{part}")
    assert (theirs.status_code, theirs.content) == (404, nobodys.content)


def test_a_new_page_at_a_former_address_is_refused_by_field(client, sign_in, people, stages, now):
    stages.live()
    change_address(actor=people.trainer, slug="cuckooing", new_slug="taken-over", now=now)

    answer = sign_in(client, people.trainer).post(
        API,
        json.dumps({"slug": "cuckooing", "words": WORDS}),
        content_type="application/json",
        headers={"Idempotency-Key": "k"},
    )

    assert (answer.status_code, list(answer.json()["fields"]), Page.objects.count()) == (422, ["slug"], 1)
