import json
import uuid

import pytest
from django.test import Client

from backend.identity.models import Area
from practice_wisdom.manual.models import LocalNote, Wording

pytestmark = pytest.mark.django_db

NOTE = {"after": "Do this now", "markdown": "Ring **us**.", "checked_on": "2026-11-22", "review_by": "2027-03-22"}


@pytest.fixture
def call(client, sign_in):
    def _call(who, method, path, body=None, *, version=None, key=None):
        headers = {"Idempotency-Key": key or str(uuid.uuid4())}
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        send = getattr(sign_in(client, who), method)
        body = json.dumps(body) if body else ""
        return send(f"/api/v1/manual{path}", body, content_type="application/json", headers=headers)

    return _call


@pytest.fixture
def area(people):
    return Area.objects.get(name="Marchfield").id


@pytest.fixture
def written(call, people, stages, area):
    stages.live()
    return call(people.approver, "post", "/pages/cuckooing/notes", NOTE | {"area": area}).json()["id"]


def test_nothing_is_read_or_written_without_signing_in(written):
    nobody = Client()
    for method, path in (
        ("post", "pages/cuckooing/notes"),
        ("put", f"notes/{written}"),
        ("post", f"notes/{written}/end"),
    ):
        answer = getattr(nobody, method)(f"/api/v1/manual/{path}", json.dumps(NOTE), content_type="application/json")
        assert answer.status_code == 401
    for path in ("pages/cuckooing/notes", f"notes/{written}"):
        assert nobody.get(f"/api/v1/manual/{path}").status_code == 401
    assert Wording.objects.count() == 1


def test_a_note_from_first_to_last(call, people, stages, area):
    stages.live()
    key = str(uuid.uuid4())
    first, again = (
        call(people.approver, "post", "/pages/cuckooing/notes", NOTE | {"area": area}, key=key) for _ in range(2)
    )
    id = LocalNote.objects.get().pk
    assert (first.status_code, first.json()) == (
        201,
        {"id": id, "slug": "cuckooing", "version": 1, "url": f"/manual/cuckooing#note-{id}"},
    )
    assert again.json() == first.json()

    shown = call(people.nurse, "get", "/pages/cuckooing").json()["local_notes"]
    one = call(people.nurse, "get", f"/notes/{id}")
    assert (shown, one["ETag"]) == ([one.json()], '"1"')
    assert (one.json()["area"], one.json()["html"]) == (
        {"id": area, "name": "Marchfield"},
        "<p>Ring <strong>us</strong>.</p>",
    )

    changed = call(people.approver, "put", f"/notes/{id}", NOTE | {"markdown": "Ring them."}, version=1)
    assert (changed.status_code, changed["ETag"]) == (200, '"2"')
    assert call(people.approver, "put", f"/notes/{id}", NOTE).status_code == 428
    stale = call(people.approver, "put", f"/notes/{id}", NOTE, version=1)
    assert (stale.status_code, stale.json()["current"]["markdown"]) == (412, "Ring them.")

    assert call(people.approver, "post", f"/notes/{id}/end", version=2).status_code == 200
    assert call(people.nurse, "get", "/pages/cuckooing").json()["local_notes"] == []
    assert call(people.nurse, "get", f"/notes/{id}").status_code == 404
    assert call(people.approver, "put", f"/notes/{id}", NOTE, version=2).status_code == 409


@pytest.mark.parametrize(("who", "status"), [("officer", 403), ("lead", 403), ("nurse", 403), ("outsider", 404)])
def test_nobody_else_writes_changes_or_ends_one(call, people, written, area, who, status):
    actor = getattr(people, who)

    answers = [
        call(actor, "post", "/pages/cuckooing/notes", NOTE | {"area": area}),
        call(actor, "put", f"/notes/{written}", NOTE, version=1),
        call(actor, "post", f"/notes/{written}/end", version=1),
    ]

    assert [answer.status_code for answer in answers] == [status] * 3
    assert (Wording.objects.count(), LocalNote.objects.get().ended_at) == (1, None)


def test_curators_are_told_where_they_may_write(call, people, written):
    told = call(people.trainer, "get", "/pages/cuckooing/notes").json()

    assert [area["name"] for area in told["areas"]] == ["Marchfield", "Westmarch"]
    assert told["parts"] == ["Do this now", "Who does what", "Law and sources"]
    assert len(told["notes"]) == 1
    assert call(people.nurse, "get", "/pages/cuckooing/notes").json()["areas"] == []


def test_what_cannot_be_taken_is_named(call, people, written, area):
    wrong = NOTE | {"area": Area.objects.get(name="Otherland").id}
    answer = call(people.approver, "post", "/pages/cuckooing/notes", wrong)
    assert (answer.status_code, set(answer.json()["fields"])) == (422, {"area"})
    answer = call(people.approver, "put", f"/notes/{written}", NOTE | {"markdown": "# x"}, version=1)
    assert (answer.status_code, set(answer.json()["fields"])) == (422, {"body"})
