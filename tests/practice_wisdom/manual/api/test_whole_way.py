"""From files to live words by the API alone: each step is found by the answer of the one before."""

import base64
import json
import uuid

import pytest
from django.core.cache import cache
from django.utils import timezone

from practice_wisdom.manual.operations import print_orders
from practice_wisdom.manual.operations.imports import make_drafts_asked_for
from practice_wisdom.manual.operations.print_orders import make_prints_asked_for
from tests.practice_wisdom.manual.brought import page_file

pytestmark = pytest.mark.django_db

API = "/api/v1/manual"


@pytest.fixture(autouse=True)
def _nobody_has_printed_yet():
    cache.clear()


@pytest.fixture
def send(client, sign_in):
    def _send(who, method, address, body=None, *, version=None):
        headers = {"Idempotency-Key": str(uuid.uuid4())} | ({"If-Match": f'"{version}"'} if version else {})
        data = json.dumps(body) if body is not None else ""
        answer = sign_in(client, who).generic(
            method, f"{API}{address}", data, content_type="application/json", headers=headers
        )
        assert answer.status_code < 300, answer.content
        return answer.json()

    return _send


def test_a_page_is_brought_in_approved_published_and_improved(send, people):
    file = {"name": "a.md", "content": base64.b64encode(page_file()).decode()}
    brought = send(people.trainer, "POST", "/imports", {"files": [file]})
    assert send(people.trainer, "GET", "/imports")["imports"][0]["state"] == "CHECKED"
    send(people.trainer, "POST", f"/imports/{brought['id']}/apply")
    make_drafts_asked_for(now=timezone.now())
    done = send(people.trainer, "GET", f"/imports/{brought['id']}")
    assert (done["done"], done["total"]) == (1, 1)

    draft = f"/revisions/{done['pages'][0]['revision_id']}"
    send(people.trainer, "POST", f"{draft}/submit", version=1)
    for who in (people.lead, people.approver):
        [waiting] = send(who, "GET", "/revisions")["revisions"]
        assert (waiting["mine_to_approve"], waiting["state"]) == (True, "IN_REVIEW")
        answer = send(who, "POST", f"{draft}/approve", {"note": ""}, version=waiting["version"])
    send(people.trainer, "POST", f"{draft}/publish", version=answer["version"])

    suggested = send(
        people.nurse,
        "POST",
        "/pages/cuckooing/suggestions",
        {"passage": "Look for signs", "proposed": "Look for signs, day and night", "why": "It is not only at night."},
    )
    [waiting] = send(people.trainer, "GET", "/suggestions/open")["suggestions"]
    send(people.trainer, "POST", f"/suggestions/{suggested['id']}/accept", version=waiting["version"])

    [opened] = send(people.trainer, "GET", "/revisions")["revisions"]
    assert (opened["slug"], opened["number"], opened["state"]) == ("cuckooing", 2, "DRAFT")


@pytest.mark.parametrize(("who", "status"), [("officer", 403), ("socialworker", 403), ("lead", 200), ("trainer", 200)])
def test_what_is_prepared_is_for_those_who_prepare_it(client, sign_in, people, stages, who, status):
    stages.draft(title="canary4711quill")

    answer = sign_in(client, getattr(people, who)).get(f"{API}/revisions")

    assert (answer.status_code, b"canary4711quill" in answer.content) == (status, status == 200)


def test_nobody_sees_what_another_partnership_prepares(client, sign_in, people, stages):
    stages.draft(title="canary4711quill")

    assert sign_in(client, people.outsider).get(f"{API}/revisions").json() == {"revisions": []}


@pytest.mark.parametrize(("who", "status"), [("officer", 403), ("lead", 403), ("outsider", 200)])
def test_nobody_sees_what_another_brought(client, sign_in, people, now, send, who, status):
    file = {"name": "a.md", "content": base64.b64encode(page_file()).decode()}
    send(people.trainer, "POST", "/imports", {"files": [file]})

    answer = sign_in(client, getattr(people, who)).get(f"{API}/imports")

    assert answer.status_code == status
    assert answer.json().get("imports", []) == []


def test_a_book_is_asked_for_and_fetched(client, sign_in, people, stages, monkeypatch):
    monkeypatch.setattr(print_orders, "typeset", lambda document: b"%PDF")
    stages.live()
    sign_in(client, people.officer)

    first = client.get(f"{API}/prints/manual")
    make_prints_asked_for(now=timezone.now())
    second = client.get(f"{API}/prints/manual")

    assert (first.status_code, first.json()) == (202, {"state": "WAITING", "ahead": 0})
    assert (second.status_code, second.content) == (200, b"%PDF")
    assert sign_in(client, people.outsider).get(f"{API}/prints/manual").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries_for_any_number(client, sign_in, people, stages, count_queries, count):
    for number in range(count):
        stages.in_review(slug=f"page-{number}")
    sign_in(client, people.lead)

    assert count_queries(lambda: client.get(f"{API}/revisions")) == 6
