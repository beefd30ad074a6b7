import base64
import io
import json
import uuid
import zipfile

import pytest

from practice_wisdom.manual.models import Import, Revision, Term
from practice_wisdom.manual.operations.glossary import TermWords, add_term
from practice_wisdom.manual.operations.imports import make_drafts_asked_for
from tests.practice_wisdom.manual.brought import page_file, zip_of

pytestmark = pytest.mark.django_db

OUTCOMES = ("new", "changed", "same", "skipped")
ADDRESS = "/api/v1/manual/imports"


def given(*files):
    return {"files": [{"name": name, "content": base64.b64encode(data).decode()} for name, data in files]}


def post(client, address, body=None, **headers):
    keyed = {"Idempotency-Key": str(uuid.uuid4())} | headers
    return client.post(address, json.dumps(body) if body else "", content_type="application/json", headers=keyed)


@pytest.mark.parametrize(("who", "status"), [("officer", 403), ("lead", 403), ("trainer", 201)])
def test_curators_bring_pages_in(client, sign_in, people, who, status):
    answer = post(sign_in(client, getattr(people, who)), ADDRESS, given(("a.md", page_file())))

    assert (answer.status_code, Import.objects.count()) == (status, int(status == 201))


def test_an_import_goes_all_the_way(client, sign_in, people, stages, now):
    stages.live()
    sign_in(client, people.trainer)
    files = zip_of([("a.md", page_file("fresh")), ("b.md", page_file()), ("c.png", b"x")])

    brought = post(client, ADDRESS, given(("pages.zip", files))).json()

    counts = {"new": 1, "changed": 0, "same": 1, "skipped": 1, "words": dict.fromkeys(OUTCOMES, 0)}
    assert brought == {"id": brought["id"], "url": f"/manual/imports/{brought['id']}/", **counts}
    found = client.get(f"{ADDRESS}/{brought['id']}").json()
    assert (found["state"], [page["outcome"] for page in found["pages"]]) == ("CHECKED", ["NEW", "SAME", "SKIPPED"])
    assert found["pages"][2]["reason"] == "Only the pictures of an export come in this way. Add it in the editor."
    assert Revision.objects.count() == 1

    asked = post(client, f"{ADDRESS}/{brought['id']}/apply")
    assert (asked.status_code, asked.json()["state"]) == (200, "MAKING")
    make_drafts_asked_for(now=now)
    done = client.get(f"{ADDRESS}/{brought['id']}").json()

    draft = Revision.objects.get(page__slug="fresh")
    assert (done["state"], done["pages"][0]["revision_id"], draft.state) == ("DONE", draft.id, "DRAFT")
    assert post(client, f"{ADDRESS}/{brought['id']}/apply").status_code == 409


@pytest.mark.parametrize("who", ["outsider", "approver"])
def test_an_import_does_not_exist_for_anybody_else(client, sign_in, people, who):
    own = post(sign_in(client, people.trainer), ADDRESS, given(("a.md", page_file()))).json()["id"]
    sign_in(client, getattr(people, who))

    assert client.get(f"{ADDRESS}/{own}").status_code == 404
    assert post(client, f"{ADDRESS}/{own}/apply").status_code == 404


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (given(), "There is no page in these files. Choose .md or .docx files, or a .zip of them."),
        (given(("a.zip", b"x")), "a.zip is not a whole zip file. Make it again, or download it again."),
        ({"files": [{"name": "a.md", "content": "%%%"}]}, "The content of a file must be in base64."),
    ],
)
def test_a_refusal_is_one_sentence(client, sign_in, people, body, sentence):
    answer = post(sign_in(client, people.trainer), ADDRESS, body)

    assert (answer.status_code, answer.json()) == (422, {"detail": sentence, "fields": {"files": [sentence]}})
    assert Import.objects.count() == 0


def test_a_body_that_is_too_large_is_refused(client, sign_in, people):
    answer = post(sign_in(client, people.trainer), ADDRESS, given(("a.docx", bytes(1_600_000))))

    assert (answer.status_code, Import.objects.count()) == (400, 0)


def test_the_same_press_twice_has_one_effect(client, sign_in, people):
    sign_in(client, people.trainer)
    body = given(("a.md", page_file()))

    answers = [post(client, ADDRESS, body, **{"Idempotency-Key": "one"}).json() for _ in range(2)]

    assert (answers[0], Import.objects.count()) == (answers[1], 1)


def test_members_take_the_manual_out(client, sign_in, people, stages):
    stages.live()

    answer = sign_in(client, people.officer).get("/api/v1/manual/export")

    assert answer["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.namelist() == ["glossary.yaml", "manual/cuckooing.md", "synonyms.yaml"]


@pytest.mark.parametrize(("query", "meaning"), [("", "Typed here."), ("?replace=true", "Decides.")])
def test_words_come_in_too(client, sign_in, people, now, query, meaning):
    add_term(actor=people.trainer, words=TermWords("", "AMHP", "", "Typed here.", {}, ()), now=now)
    sign_in(client, people.trainer)
    words = b"- term: AMHP\n  meaning: Decides.\n- term: MASH\n  meaning: A hub.\n"

    brought = post(client, ADDRESS, given(("glossary.yaml", words))).json()
    found = client.get(f"{ADDRESS}/{brought['id']}").json()
    post(client, f"{ADDRESS}/{brought['id']}/apply{query}")
    make_drafts_asked_for(now=now)
    done = client.get(f"{ADDRESS}/{brought['id']}").json()

    assert brought["words"] == {"new": 1, "changed": 0, "same": 0, "skipped": 1}
    assert [(one["name"], one["kind"], one["may_replace"]) for one in found["entries"]] == [
        ("AMHP", "TERM", True),
        ("MASH", "TERM", False),
    ]
    assert (found["done"], done["done"], done["total"], done["state"]) == (0, 2, 2, "DONE")
    assert Term.objects.get(slug="amhp").meaning == meaning
