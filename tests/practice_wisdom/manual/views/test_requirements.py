import re
import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from practice_wisdom.manual.models import Acknowledgement, Requirement

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent():
    return {
        "number": 1,
        "organisation_kinds": ["POLICE"],
        "roles": ["READER"],
        "by": (timezone.localdate() + timedelta(days=7)).isoformat(),
        "asks_again": "on",
    }


@pytest.fixture
def asked(people, sign_in, stages, sent):
    stages.live()
    assert sign_in(Client(), people.trainer).post("/manual/cuckooing/requirement", sent).status_code == 302
    return Requirement.objects.get()


def seen(client, address="/manual/cuckooing"):
    return client.get(address).content.decode()


def test_a_curator_asks_from_the_page_sees_no_small_number_and_ends_it(client, people, sign_in, stages, sent):
    stages.live()
    sign_in(client, people.trainer)
    address = re.search(r'href="([^"]+)">Who must read this page', seen(client))[1]
    assert "Ask them to read it" in seen(client, address)
    assert "Fire and rescue" not in seen(client, address)

    client.post(address, sent)

    page = seen(client, address)
    assert "Reader, in Police" in page
    assert "So few are asked that a number would point at people" in page
    assert 'href="/manual/cuckooing/requirement"' in seen(client, "/manual/desk")
    client.post("/manual/cuckooing/requirement/end")
    assert "Ask them to read it" in seen(client, address)
    assert Requirement.objects.get().ended_by_id == people.trainer.membership_id


@pytest.mark.parametrize(("who", "status"), [("officer", 403), ("nurse", 403), ("police_admin", 403),
                                             ("outsider", 404)])  # fmt: skip
def test_nobody_else_asks_ends_or_sees_counts(client, people, sign_in, asked, sent, who, status):
    sign_in(client, getattr(people, who))

    assert "Who must read" not in seen(client)
    answers = [
        client.get("/manual/cuckooing/requirement"),
        client.post("/manual/cuckooing/requirement", sent),
        client.post("/manual/cuckooing/requirement/end"),
    ]
    assert [answer.status_code for answer in answers] == [status] * 3
    assert Requirement.objects.filter(ended_at=None).count() == 1


@pytest.mark.parametrize(("field", "value"), [("by", ""), ("by", "2020-01-01"), ("by", "soon"),
                                              ("organisation_kinds", ["FIRE"]), ("roles", ["KING"])])  # fmt: skip
def test_a_form_that_cannot_be_taken_comes_back_with_its_words(client, people, sign_in, stages, sent, field, value):
    stages.live()

    answer = sign_in(client, people.trainer).post("/manual/cuckooing/requirement", sent | {field: value})

    page = answer.content.decode()
    assert (answer.status_code, Requirement.objects.count()) == (422, 0)
    assert "govuk-error-summary" in page
    assert re.search(r'name="asks_again"[^>]*checked', page)


def test_those_asked_are_told_and_say_it_once_without_scripts(client, people, sign_in, asked):
    sign_in(client, people.officer)
    assert "You are asked to read this page, and to say" in seen(client, "/inbox/")
    page = seen(client)
    assert "To read by" in page
    sent = {"version": 1, "once": str(uuid.uuid4())}

    answers = [client.post("/manual/cuckooing/acknowledge", sent) for _ in range(2)]
    client.post("/manual/cuckooing/acknowledge", {"version": 1})

    assert [(answer.status_code, answer.url) for answer in answers] == [(302, "/manual/cuckooing")] * 2
    assert Acknowledgement.objects.count() == 1
    page = seen(client)
    assert "You have said that you read and understood this page." in page
    assert "I have read and understood this" not in page
    assert "To read by" not in seen(client, "/")


@pytest.mark.parametrize(("who", "version", "status"), [
    ("nurse", 1, 403), ("outsider", 1, 404), ("officer", 2, 409), ("officer", "x", 404),
])  # fmt: skip
def test_a_press_that_is_not_due_changes_nothing(client, people, sign_in, asked, who, version, status):
    sign_in(client, getattr(people, who))

    assert client.post("/manual/cuckooing/acknowledge", {"version": version}).status_code == status
    assert not Acknowledgement.objects.exists()


def test_those_not_asked_see_nothing_of_it(client, people, sign_in, asked):
    page = seen(sign_in(client, people.nurse)) + seen(client, "/") + seen(client, "/inbox/")

    assert "You are asked" not in page
    assert "I have read and understood this" not in page


def test_what_is_overdue_says_so(client, people, sign_in, asked):
    Requirement.objects.update(asked_on="2020-01-01", by="2020-01-02")
    sign_in(client, people.officer)

    assert "This was to be read by" in seen(client)
    assert "notice--warning" in seen(client, "/")
    assert "Overdue" in seen(client, "/manual/shelf")
