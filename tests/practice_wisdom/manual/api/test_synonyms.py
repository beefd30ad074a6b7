import json
import uuid

import pytest

from backend.receipts.models import Receipt
from backend.search.operations import drain
from practice_wisdom.manual.models import Synonym
from practice_wisdom.manual.operations.synonyms import add_synonym

pytestmark = pytest.mark.django_db

ADDRESS = "/api/v1/manual/synonyms"
WORDS = {"say": ["squatters"], "means": ["cuckooing"]}


@pytest.fixture
def line(people, now):
    return add_synonym(actor=people.trainer, say=["dossers"], means=["cuckooing"], now=now)


def send(client, method, address, body=None, **headers):
    keyed = {"Idempotency-Key": str(uuid.uuid4())} | headers
    data = json.dumps(body) if body is not None else ""
    return client.generic(method, address, data, content_type="application/json", headers=keyed)


def lines():
    return list(Synonym.objects.filter(removed=False).order_by("id").values_list("say", "means", "version"))


@pytest.mark.parametrize(("who", "status"), [("officer", 403), ("lead", 403), ("outsider", 404)])
def test_readers_and_strangers_see_and_change_nothing(client, sign_in, people, line, who, status):
    sign_in(client, getattr(people, who))
    one, match = f"{ADDRESS}/{line.id}", {"If-Match": '"1"'}

    answers = [
        client.get(one),
        send(client, "PUT", one, WORDS, **match),
        send(client, "DELETE", one, **match),
        send(client, "POST", f"{ADDRESS}/effect", WORDS | {"question": "dossers", "instead_of": line.id}),
    ]

    assert [answer.status_code for answer in answers] == [status] * 4
    assert "dossers" not in "".join(answer.content.decode() for answer in [*answers, client.get(ADDRESS)])
    assert lines() == [(["dossers"], ["cuckooing"], 1)]


def test_nobody_reads_them_without_signing_in(client, line):
    assert client.get(ADDRESS).status_code == client.get(f"{ADDRESS}/{line.id}").status_code == 401


def test_a_line_from_beginning_to_end(client, sign_in, people):
    sign_in(client, people.trainer)

    added = send(client, "POST", ADDRESS, WORDS)
    one = f"{ADDRESS}/{added.json()['id']}"
    read = client.get(one)
    changed = send(client, "PUT", one, WORDS | {"say": ["dossers", " dossers "]}, **{"If-Match": read["ETag"]})
    listed = client.get(ADDRESS).json()
    removed = send(client, "DELETE", one, **{"If-Match": changed["ETag"]})

    assert (added.status_code, read["ETag"], changed["ETag"]) == (201, '"1"', '"2"')
    words = {"id": added.json()["id"], "version": 2, "say": ["dossers"], "means": ["cuckooing"]}
    assert listed == {"total": 1, "synonyms": [words]}
    assert (removed.status_code, client.get(one).status_code, lines()) == (200, 404, [])
    assert "dossers" not in "".join(map(str, Receipt.objects.values_list("answer", flat=True)))


def test_only_lines_with_these_letters(client, sign_in, people, line, now):
    add_synonym(actor=people.trainer, say=["sectioned"], means=["section 136"], now=now)

    found = sign_in(client, people.trainer).get(ADDRESS, {"q": "SECT"}).json()

    assert [one["say"] for one in found["synonyms"]] == [["sectioned"]]


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_nobody_writes_over_what_they_have_not_seen(client, sign_in, people, line, method):
    sign_in(client, people.trainer)
    body = WORDS if method == "PUT" else None

    blind = send(client, method, f"{ADDRESS}/{line.id}", body)
    stale = send(client, method, f"{ADDRESS}/{line.id}", body, **{"If-Match": '"7"'})

    assert (blind.status_code, stale.status_code) == (428, 412)
    assert stale.json()["current"] == {"say": ["dossers"], "means": ["cuckooing"], "version": 1}
    assert lines() == [(["dossers"], ["cuckooing"], 1)]


def test_one_press_has_one_effect(client, sign_in, people):
    sign_in(client, people.trainer)

    answers = [send(client, "POST", ADDRESS, WORDS, **{"Idempotency-Key": "one"}).json() for _ in range(2)]

    assert (answers[0], len(lines())) == (answers[1], 1)


def test_the_effect_is_shown_and_nothing_is_saved(client, sign_in, people, stages):
    stages.live()
    drain()
    sign_in(client, people.trainer)

    shown = send(client, "POST", f"{ADDRESS}/effect", WORDS | {"question": "squatters"}).json()

    assert (shown["same"], shown["before"]) == (False, [])
    assert [(hit["title"], hit["url"]) for hit in shown["after"]] == [("Cuckooing", "/manual/cuckooing")]
    assert (lines(), Receipt.objects.count()) == ([], 0)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"say": [], "means": ["a1"]}, "say"),
        ({"say": ["a1"], "means": ["?"]}, "means"),
        ({"say": ["a" * 81], "means": ["a1"]}, "say"),
    ],
)
def test_a_refusal_names_the_field(client, sign_in, people, body, field):
    answer = send(sign_in(client, people.trainer), "POST", ADDRESS, body)

    assert (answer.status_code, list(answer.json()["fields"]), lines()) == (422, [field], [])


def test_as_many_queries_for_three_lines_as_for_one(client, sign_in, people, line, now, count_queries):
    sign_in(client, people.trainer)
    one = count_queries(lambda: client.get(ADDRESS))
    for word in ("b1", "c1"):
        add_synonym(actor=people.trainer, say=[word], means=["cuckooing"], now=now)

    assert count_queries(lambda: client.get(ADDRESS)) == one
