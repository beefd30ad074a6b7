import json
import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from practice_wisdom.manual.models import Acknowledgement, Bookmark, FollowedPage, FollowedTopic, Requirement

pytestmark = pytest.mark.django_db

ROOT = "/api/v1/manual"
EMPTY = {"to_read": [], "bookmarks": [], "followed_pages": [], "followed_topics": [], "recent": []}


@pytest.fixture
def send(sign_in):
    def _send(who, method, path, body=None, key=None):
        return sign_in(Client(), who).generic(
            method, ROOT + path, json.dumps(body or {}), content_type="application/json",
            headers={"Idempotency-Key": key or str(uuid.uuid4())},
        )  # fmt: skip

    return _send


@pytest.fixture
def given():
    by = timezone.localdate() + timedelta(days=3)
    return {"revision": 1, "organisation_kinds": ["POLICE"], "by": by.isoformat(), "asks_again": True}


SWITCHES = [
    ("/pages/cuckooing/bookmark", "kept", Bookmark),
    ("/pages/cuckooing/follow", "followed", FollowedPage),
    ("/topics/adults-at-risk/follow", "followed", FollowedTopic),
]


@pytest.mark.parametrize(("path", "field", "model"), SWITCHES)
def test_on_and_off_as_often_as_one_likes(send, people, stages, path, field, model):
    stages.live()

    for on in (True, True, False, False, True):
        answer = send(people.officer, "PUT", path, {field: on})
        assert (answer.status_code, answer.json()[field], model.objects.count()) == (200, on, int(on))


@pytest.mark.parametrize(("path", "field", "model"), SWITCHES[:2])
def test_elsewhere_there_is_no_such_page_and_nobody_can_tell(send, people, stages, path, field, model):
    stages.live()

    theirs = send(people.outsider, "PUT", path, {field: True})
    nobodys = send(people.outsider, "PUT", path.replace("cuckooing", "no-such-page"), {field: True})

    assert (theirs.status_code, theirs.content, model.objects.count()) == (404, nobodys.content, 0)


@pytest.mark.parametrize("body", [{}, {"kept": "yes"}, {"kept": 1}, {"kept": True, "person": 1}])
def test_what_is_no_switch_is_refused(send, people, stages, body):
    stages.live()

    assert send(people.officer, "PUT", "/pages/cuckooing/bookmark", body).status_code == 422


def test_a_shelf_is_given_to_its_owner_only(send, people, stages, sign_in, given):
    stages.live()
    for path, field, _ in SWITCHES:
        send(people.officer, "PUT", path, {field: True})
    send(people.trainer, "POST", "/pages/cuckooing/requirement", given)
    sign_in(Client(), people.officer).get("/manual/cuckooing")

    own = send(people.officer, "GET", "/shelf").json()

    assert [line["slug"] for name in ("to_read", "bookmarks", "recent") for line in own[name]] == ["cuckooing"] * 3
    assert (own["followed_pages"], own["followed_topics"]) == (["cuckooing"], ["adults-at-risk"])
    assert own["recent"][0]["changed_since"] is None
    for who in (people.nurse, people.approver, people.outsider):
        assert send(who, "GET", "/shelf").json() == EMPTY
    assert Client().get(f"{ROOT}/shelf").status_code == 401


def test_asking_acknowledging_counting_and_ending(send, people, stages, given):
    stages.live()
    key = str(uuid.uuid4())

    asked = [send(people.trainer, "POST", "/pages/cuckooing/requirement", given, key) for _ in range(2)]
    assert [(one.status_code, one.json()["by"]) for one in asked] == [(201, given["by"])] * 2
    assert send(people.trainer, "POST", "/pages/cuckooing/requirement", given).status_code == 409

    said = [send(people.officer, "PUT", "/pages/cuckooing/acknowledgement", {"revision": 1}) for _ in range(2)]
    assert [one.json() for one in said] == [{"slug": "cuckooing", "revision": 1}] * 2
    assert Acknowledgement.objects.count() == 1

    seen = send(people.trainer, "GET", "/pages/cuckooing/requirement").json()
    assert (seen["asked"], seen["who"], seen["by"]) == (True, "Everyone in Police", given["by"])
    assert seen["counts"] == [{"organisation": "Westmarch Police", "read": None, "not_yet": None}]

    assert send(people.trainer, "POST", "/pages/cuckooing/requirement/end").status_code == 200
    assert send(people.trainer, "POST", "/pages/cuckooing/requirement/end").status_code == 409
    assert send(people.trainer, "GET", "/pages/cuckooing/requirement").json()["asked"] is False


@pytest.mark.parametrize(("who", "status"), [("officer", 403), ("nurse", 403), ("outsider", 404)])
def test_only_curators_here_ask_count_and_end(send, people, stages, given, who, status):
    stages.live()
    actor = getattr(people, who)

    answers = [
        send(actor, "POST", "/pages/cuckooing/requirement", given),
        send(actor, "GET", "/pages/cuckooing/requirement"),
        send(actor, "POST", "/pages/cuckooing/requirement/end"),
    ]

    assert [answer.status_code for answer in answers] == [status] * 3
    assert not Requirement.objects.exists()


@pytest.mark.parametrize(("who", "revision", "status"), [("nurse", 1, 403), ("officer", 2, 409), ("outsider", 1, 404)])
def test_an_acknowledgement_that_is_not_due(send, people, stages, given, who, revision, status):
    stages.live()
    send(people.trainer, "POST", "/pages/cuckooing/requirement", given)

    answer = send(getattr(people, who), "PUT", "/pages/cuckooing/acknowledgement", {"revision": revision})

    assert (answer.status_code, Acknowledgement.objects.count()) == (status, 0)


@pytest.mark.parametrize(("field", "value"), [("by", "2020-01-01"), ("organisation_kinds", ["CIRCUS"]),
                                              ("roles", ["KING"])])  # fmt: skip
def test_a_requirement_that_makes_no_sense_is_refused_by_field(send, people, stages, given, field, value):
    stages.live()

    answer = send(people.trainer, "POST", "/pages/cuckooing/requirement", given | {field: value})

    assert (answer.status_code, list(answer.json()["fields"]), Requirement.objects.count()) == (422, [field], 0)
