import json
from base64 import b64encode
from uuid import uuid4

import pytest

from practice_wisdom.manual.models import Image, KeptText, Revision
from tests.practice_wisdom.manual.operations.test_images import png

pytestmark = pytest.mark.django_db


def send(client, method, path, body, **headers):
    headers = {"Idempotency-Key": str(uuid4()), **headers}
    return client.generic(method, path, json.dumps(body), content_type="application/json", headers=headers)


def words(**changes):
    return {"title": "Mine", "checked_on": "2026-11-22", "review_by": "2027-05-22", "markdown": "Mine.", **changes}


def test_a_late_save_keeps_both_texts(client, sign_in, people, stages):
    draft = stages.draft()
    stages.save(draft, title="Theirs")
    sign_in(client, people.approver)
    address = f"/api/v1/manual/revisions/{draft.id}"

    answer = send(client, "PUT", address, words(), **{"If-Match": '"1"'})

    assert (answer.status_code, answer.json()["current"]["title"]) == (412, "Theirs")
    assert (Revision.objects.get().title, KeptText.objects.get().title) == ("Theirs", "Mine")
    assert "See both texts" in client.get(f"/manual/revisions/{draft.id}/edit").content.decode()


def test_a_late_save_of_somebody_who_may_not_keeps_nothing(client, sign_in, people, stages):
    draft = stages.draft()
    stages.save(draft)

    for who, status in (("officer", 404), ("lead", 403), ("outsider", 404)):
        sign_in(client, getattr(people, who))
        answer = send(client, "PUT", f"/api/v1/manual/revisions/{draft.id}", words(), **{"If-Match": '"1"'})
        assert answer.status_code == status

    assert KeptText.objects.count() == 0


def test_an_image_is_added_and_used(client, sign_in, people, stages):
    sign_in(client, people.trainer)
    sent = {"content": b64encode(png()).decode(), "alternative_text": "The side gate"}

    answer = send(client, "POST", "/api/v1/manual/images", sent)

    image = Image.objects.get()
    assert (answer.status_code, answer.json()) == (
        201,
        {"digest": image.digest, "url": image.url, "width": 80, "height": 60},
    )
    body = words(markdown=f"![The side gate]({image.url})")
    saved = send(client, "PUT", f"/api/v1/manual/revisions/{stages.draft().id}", body, **{"If-Match": '"1"'})
    assert saved.status_code == 200


@pytest.mark.parametrize(
    ("who", "changes", "status"),
    [
        ("officer", {}, 403),
        ("trainer", {"alternative_text": ""}, 422),
        ("trainer", {"content": "not base64!"}, 422),
        ("trainer", {"content": b64encode(b"<svg/>").decode()}, 422),
    ],
)
def test_an_image_that_is_refused_is_not_stored(client, sign_in, people, who, changes, status):
    sent = {"content": b64encode(png()).decode(), "alternative_text": "The side gate"} | changes

    answer = send(sign_in(client, getattr(people, who)), "POST", "/api/v1/manual/images", sent)

    assert (answer.status_code, Image.objects.count()) == (status, 0)
