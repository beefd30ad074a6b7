import json
import uuid

import pytest

from backend.receipts.models import Receipt
from practice_wisdom.manual.models import Experience, PracticeNote, Suggestion

pytestmark = pytest.mark.django_db

SUGGESTED = {"passage": "Look for signs", "proposed": "Look for signs, day and night"}
NOTED = {"words": "We rang housing first.", "worked": True, "how_often": "OFTEN"}
PAGE = "/api/v1/manual/pages/cuckooing"


@pytest.fixture
def send(client, sign_in):
    def _send(who, address, body=None, *, match=None, method="post", key=None):
        headers = {"Idempotency-Key": key or str(uuid.uuid4())} | ({"If-Match": f'"{match}"'} if match else {})
        return getattr(sign_in(client, who), method)(
            address, json.dumps(body or {}), content_type="application/json", headers=headers
        )

    return _send


@pytest.mark.parametrize(("room", "body"), [("suggestions", SUGGESTED), ("practice-notes", NOTED)])
def test_nobody_elsewhere_says_anything_and_cannot_tell(client, send, people, stages, room, body):
    stages.live()
    assert client.post(f"{PAGE}/{room}", json.dumps(body), content_type="application/json").status_code == 401

    theirs = send(people.outsider, f"{PAGE}/{room}", body)
    nobodys = send(people.outsider, f"/api/v1/manual/pages/no-such-page/{room}", body)

    assert (theirs.status_code, theirs.content) == (404, nobodys.content)
    assert (Suggestion.objects.count(), PracticeNote.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("room", "body", "box"), [("suggestions", SUGGESTED, "proposed"), ("practice-notes", NOTED, "words")]
)
def test_the_detector_cannot_be_gone_round(send, people, stages, room, body, box):
    stages.live()
    words = "Mrs Jones has NHS number 943 476 5919"

    refused = send(people.officer, f"{PAGE}/{room}", body | {box: words})
    still = send(
        people.officer, f"{PAGE}/{room}", body | {box: words, "about_nobody": ["Mrs Jones", "943 476 5919", words]}
    )
    names = send(people.officer, f"{PAGE}/{room}", body | {box: "See Mrs Jones", "about_nobody": ["Mrs Jones"]})

    assert (refused.status_code, list(refused.json()["fields"])) == (422, [box])
    assert still.status_code == 422
    assert (names.status_code, set(names.json())) == (201, {"id", "state", "version", "url"})
    assert "Jones" not in str(Receipt.objects.values_list("answer", flat=True))


def test_a_suggestion_from_the_first_word_to_the_answer(client, sign_in, send, people, stages):
    stages.live()
    key = str(uuid.uuid4())
    made = [send(people.officer, f"{PAGE}/suggestions", SUGGESTED, key=key).json() for _ in range(2)]
    assert (made[0], Suggestion.objects.count()) == (made[1], 1)
    one = f"/api/v1/manual/suggestions/{made[0]['id']}"

    assert client.get("/api/v1/manual/suggestions/open").status_code == 403
    assert [row["id"] for row in client.get("/api/v1/manual/suggestions").json()["suggestions"]] == [made[0]["id"]]
    for who, status in ((people.nurse, 404), (people.outsider, 404), (people.officer, 200), (people.trainer, 200)):
        assert sign_in(client, who).get(one).status_code == status
    assert len(client.get("/api/v1/manual/suggestions/open").json()["suggestions"]) == 1
    assert send(people.trainer, f"{one}/accept").status_code == 428
    assert send(people.trainer, f"{one}/accept", match=7).status_code == 412
    assert send(people.outsider, f"{one}/accept", match=1).status_code == 404
    assert send(people.officer, f"{one}/accept", match=1).status_code == 403

    accepted = send(people.trainer, f"{one}/accept", match=1)
    second = send(people.approver, f"{one}/decline", {"reason": "Late."}, match=1)

    assert (accepted.status_code, accepted.json()["state"], second.status_code) == (200, "ACCEPTED", 409)
    told = sign_in(client, people.officer).get(one).json()
    assert (told["outcome"], told["outcome_revision"], told["section"]) == ("Accepted, being written", 2, "do-this-now")
    assert client.get("/api/v1/manual/you-said-we-did").json() == {"done": []}


def test_a_note_from_the_offer_to_how_it_went_for_others(client, sign_in, send, people, stages):
    stages.live()
    made = send(people.officer, f"{PAGE}/practice-notes", NOTED).json()
    note = f"/api/v1/manual/practice-notes/{made['id']}"

    assert sign_in(client, people.nurse).get(note).status_code == 404
    asked = send(people.trainer, f"{note}/ask", {"question": "Day or night?"}, match=1)
    replied = send(people.officer, f"{note}/reply", {"words": "We rang at night.", "reply": "Night."}, match=2)
    early = send(people.nurse, f"{note}/experience", {"worked": True}, method="put")
    stale = send(people.trainer, f"{note}/accept", match=1)
    accepted = send(people.trainer, f"{note}/accept", match=3)
    answered = send(people.nurse, f"{note}/experience", {"worked": False}, method="put")

    statuses = [answer.status_code for answer in (asked, replied, early, stale, accepted, answered)]
    assert statuses == [200, 200, 404, 412, 200, 200]
    (line,) = client.get(f"{PAGE}/practice-notes").json()["practice_notes"]
    assert (line["words"], line["agency"], line["did_not_work_for"], line["own"]) == (
        "We rang at night.",
        "Police",
        ["Health"],
        False,
    )
    assert sign_in(client, people.outsider).get(f"{PAGE}/practice-notes").status_code == 404
    assert send(people.officer, f"{note}/end", match=4).json()["state"] == "ENDED"
    assert Experience.objects.count() == 0
