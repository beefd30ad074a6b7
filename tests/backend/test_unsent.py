"""What was typed is never lost, also when the form comes too late: signed out, an old page, a database that is busy."""

import html
import re
from unittest.mock import patch
from uuid import UUID

import pytest
from django.db import OperationalError
from django.forms import Form, PasswordInput
from django.test import Client
from django.urls import reverse

from backend.unsent import NOT_TYPED
from tests.architecture.addresses import addresses

TYPED = "She opened the <b>door</b>.\nThen we talked."
HERE, ELSEWHERE = "http://testserver", "https://evil.example"
pytestmark = pytest.mark.django_db


def text_boxes(answer):
    boxes = re.findall(r"<textarea[^>]*>\n(.*?)</textarea>", answer.content.decode(), re.DOTALL)
    return [html.unescape(box) for box in boxes]


def forms_of_ours():
    """Every address that is not django-allauth's, with something in place of each id."""
    for one in addresses():
        if one.route.startswith(("account/", "api/")) or getattr(one.view, "access", "PUBLIC") == "PUBLIC":
            continue
        yield "/" + re.sub(r"<(\w+):\w+>", lambda kind: str(UUID(int=7)) if kind[1] == "uuid" else "1", one.route)


@pytest.mark.parametrize("address", sorted(forms_of_ours()))
def test_words_sent_after_the_sign_in_ended_come_back(client, address):
    answer = client.post(
        address, {"text": TYPED, "version": "3", "once": "x"}, HTTP_REFERER=f"{HERE}/manual/a-page?x=1"
    )

    assert answer.status_code == 401
    assert text_boxes(answer) == [TYPED]
    assert 'name="version" value="3"' in answer.content.decode()
    assert 'href="/manual/a-page?x=1"' in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]


def test_words_sent_too_late_arrive_after_signing_in_again(people, sign_in):
    client = Client(enforce_csrf_checks=True, headers={"Origin": HERE})
    old = sign_in(client, people.trainer).get(reverse("new_page")).content.decode()
    sent = {"title": "A title of two words", "csrfmiddlewaretoken": token_in(old)}
    sign_in(client, people.trainer)
    client.cookies["csrf"] = "x" * 32

    late = client.post(reverse("new_page"), sent)
    assert (late.status_code, text_boxes(late)) == (403, [sent["title"]])

    again = client.post(reverse("new_page"), sent | {"csrfmiddlewaretoken": token_in(late.content.decode())})
    assert again.status_code == 422
    assert sent["title"] in again.content.decode()


def test_what_another_site_sends_is_neither_shown_nor_offered_again(people, sign_in):
    client = sign_in(Client(enforce_csrf_checks=True), people.trainer)

    answer = client.post(reverse("new_page"), {"title": "Two words"}, headers={"Origin": ELSEWHERE})

    assert answer.status_code == 403
    assert "Two words" not in answer.content.decode()
    assert "Send again" not in answer.content.decode()


@pytest.mark.parametrize("name", ["account_login", "account_reset_password"])
def test_sign_in_forms_are_never_shown_again(name):
    client = Client(enforce_csrf_checks=True)

    answer = client.post(reverse(name), {"password": "two strokes"}, headers={"Origin": HERE})

    assert answer.status_code == 403
    assert "two strokes" not in answer.content.decode()


def test_a_password_is_never_shown_again():
    answer = Client(enforce_csrf_checks=True).post(
        reverse("invitation", args=["x"]), {"name": "Ada Sands", "password": "four unrelated words"}
    )

    assert (answer.status_code, text_boxes(answer)) == (403, ["Ada Sands"])
    assert "four unrelated words" not in answer.content.decode()


def test_no_form_of_ours_names_a_password_otherwise():
    ours = [form for form in Form.__subclasses__() if form.__module__.startswith(("backend", "practice", "superv"))]

    secret = {name for form in ours for name, one in form.base_fields.items() if isinstance(one.widget, PasswordInput)}

    assert secret <= NOT_TYPED


def test_words_stay_when_the_hat_no_longer_fits(client, people, sign_in):
    answer = sign_in(client, people.officer).post(reverse("new_page"), {"title": "Two words"})

    assert (answer.status_code, text_boxes(answer)) == (403, ["Two words"])
    assert "Send again" not in answer.content.decode()


@pytest.mark.parametrize("name", ["process_exception", "handler500"])
def test_words_stay_when_the_database_is_busy(client, people, sign_in, name):
    sign_in(client, people.police_admin)
    client.raise_request_exception = False
    where = {
        "process_exception": "backend.identity.views.members.queries.members",
        "handler500": "backend.identity.middleware.hats_of",
    }

    with patch(where[name], side_effect=OperationalError("database is locked")):
        answer = client.post(reverse("members"), {"note": "Wait."})

    assert answer.status_code == 503
    assert text_boxes(answer) == ["Wait."]


def test_too_long_a_text_says_so(client, people, sign_in):
    answer = sign_in(client, people.trainer).post(reverse("new_page"), {"title": "T", "body": "x " * 1_500_000})

    assert answer.status_code == 400
    assert "longer than can be sent in one go" in answer.content.decode()


@pytest.mark.parametrize("method", ["get", "put"])
def test_an_address_that_only_takes_forms_says_so(client, people, sign_in, method):
    answer = getattr(sign_in(client, people.trainer), method)(reverse("start_draft", args=["cuckooing"]))

    assert answer.status_code == 405
    assert "only takes what a form sends" in answer.content.decode()
    assert answer.headers["Allow"] == "POST"


@pytest.mark.parametrize(
    "referer",
    [
        "",
        ELSEWHERE,
        f"{ELSEWHERE}/testserver/manual/",
        "http://testserver.evil.example/manual/",
        "javascript:alert(1)",
        "http://testserver//evil.example/",
        "http://[broken",
    ],
)
def test_the_way_back_never_leads_elsewhere(client, referer):
    answer = client.post(reverse("hats"), {"hat": "1 1"}, HTTP_REFERER=referer)

    assert "Go back to the page you were on" not in answer.content.decode()


def token_in(page):
    return re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
