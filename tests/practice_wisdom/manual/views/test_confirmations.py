import uuid
from datetime import timedelta

import pytest

from practice_wisdom.manual.models import Confirmation, Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def live(stages):
    return stages.live()


def test_a_curator_confirms_with_one_tap(client, people, sign_in, live):
    page = sign_in(client, people.trainer).get("/manual/cuckooing").content.decode()
    assert "Still right" in page

    client.post("/manual/cuckooing/confirm", {"version": live.number})

    assert Confirmation.objects.get().confirmed_by_id == people.trainer.membership_id
    assert "Still right on" in client.get("/manual/cuckooing/history").content.decode()


def test_two_taps_confirm_once_and_end_on_the_same_page(client, people, sign_in, live):
    sign_in(client, people.trainer)
    sent = {"version": live.number, "once": str(uuid.uuid4())}

    answers = [client.post("/manual/cuckooing/confirm", sent) for _ in range(2)]

    assert [(answer.status_code, answer.url) for answer in answers] == [(302, "/manual/cuckooing")] * 2
    assert Confirmation.objects.count() == 1


@pytest.mark.parametrize(("who", "status"), [("officer", 403), ("nurse", 403), ("outsider", 404)])
def test_readers_are_not_asked_and_cannot(client, people, sign_in, live, who, status):
    sign_in(client, getattr(people, who))

    assert "Still right" not in client.get("/manual/cuckooing").content.decode()
    assert client.post("/manual/cuckooing/confirm", {"version": live.number}).status_code == status
    assert not Confirmation.objects.exists()


@pytest.mark.parametrize("sent", [{}, {"version": "x"}, {"version": "9" * 40}])
def test_a_press_that_names_no_revision_changes_nothing(client, people, sign_in, live, sent):
    before = Page.objects.values().get()

    assert sign_in(client, people.trainer).post("/manual/cuckooing/confirm", sent).status_code in {404, 409}

    assert Page.objects.values().get() == before


def test_the_api_confirms(client, people, sign_in, live):
    sign_in(client, people.trainer)

    answer = client.post(
        "/api/v1/manual/pages/cuckooing/confirmations",
        {"revision": live.number},
        content_type="application/json",
        headers={"Idempotency-Key": str(uuid.uuid4())},
    )

    page = Page.objects.get()
    assert answer.status_code == 201
    assert answer.json() == {
        "slug": "cuckooing",
        "checked_on": page.checked_on.isoformat(),
        "review_by": page.review_by.isoformat(),
    }
    assert page.review_by - page.checked_on == live.review_by - live.checked_on > timedelta(0)
    shown = client.get("/api/v1/manual/pages/cuckooing").json()
    assert shown["freshness"]["checked_on"] == shown["checked_on"] == page.checked_on.isoformat()
