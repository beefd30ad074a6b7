import json
import uuid

import pytest

from practice_wisdom.manual.models import Term
from practice_wisdom.manual.operations.glossary import TermWords, add_term

pytestmark = pytest.mark.django_db

AMHP = {
    "term": "AMHP",
    "expansion": "Approved mental health professional",
    "meaning": "Applies to detain.",
    "meanings": [{"agency": "POLICE", "meaning": "Ring first."}],
    "synonyms": ["asw"],
}


@pytest.fixture
def call(client, sign_in):
    def _call(who, method, path="", body=None, *, version=None, key=None):
        headers = {"Idempotency-Key": key or str(uuid.uuid4())}
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        send = getattr(sign_in(client, who), method)
        return send(
            f"/api/v1/glossary{path}",
            json.dumps(body) if body else "",
            content_type="application/json",
            headers=headers,
        )

    return _call


@pytest.fixture
def added(people, now):
    return add_term(actor=people.trainer, words=TermWords("", "AMHP", "", "Applies.", {}, ()), now=now)


def test_nothing_is_changed_without_signing_in(client, added):
    for method, path in (("post", ""), ("put", "/amhp"), ("delete", "/amhp")):
        answer = getattr(client, method)(f"/api/v1/glossary{path}", json.dumps(AMHP), content_type="application/json")
        assert answer.status_code == 401
    assert client.get("/api/v1/glossary/amhp").status_code == 401


def test_a_term_from_first_to_last(call, people):
    key = str(uuid.uuid4())
    first, again = (call(people.trainer, "post", body=AMHP, key=key) for _ in range(2))
    assert (first.status_code, first.json(), first["ETag"]) == (201, again.json(), '"1"')
    assert Term.objects.count() == 1

    read = call(people.officer, "get", "/amhp")
    assert (read["ETag"], read.json()) == ('"1"', {**AMHP, "slug": "amhp", "version": 1, "url": "/glossary/amhp"})

    changed = call(people.approver, "put", "/amhp", {**AMHP, "meanings": []}, version=1)
    assert (changed.status_code, changed["ETag"]) == (200, '"2"')
    assert call(people.approver, "put", "/amhp", AMHP).status_code == 428
    stale = call(people.approver, "put", "/amhp", AMHP, version=1)
    assert (stale.status_code, stale.json()["current"]["version"]) == (412, 2)

    assert call(people.trainer, "delete", "/amhp", version=2).status_code == 200
    assert call(people.officer, "get", "/amhp").status_code == 404
    assert call(people.officer, "get").json()["total"] == 0


@pytest.mark.parametrize(("who", "status"), [("officer", 403), ("lead", 403), ("nurse", 403), ("outsider", 404)])
def test_nobody_else_changes_it(call, people, added, who, status):
    actor = getattr(people, who)

    assert call(actor, "put", "/amhp", AMHP, version=1).status_code == status
    assert call(actor, "delete", "/amhp", version=1).status_code == status
    assert (Term.objects.get().version, Term.objects.get().removed_at) == (1, None)
    if status == 403:
        assert call(actor, "post", body={**AMHP, "term": "Other"}).status_code == 403
    else:
        assert call(actor, "get", "/amhp").status_code == 404


def test_what_cannot_be_taken_is_named(call, people, added):
    assert set(call(people.trainer, "post", body=AMHP).json()["fields"]) == {"term"}
    wrong = {**AMHP, "term": "Other", "meanings": [{"agency": "NAVY", "meaning": "Ships."}]}
    answer = call(people.trainer, "post", body=wrong)
    assert (answer.status_code, set(answer.json()["fields"])) == (422, {"meanings"})
    assert call(people.trainer, "post", body={**AMHP, "extra": 1}).status_code == 422
