from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from backend.identity import sessions
from backend.identity.models import Person
from tests.backend.identity.conftest import KNOWN, is_signed_in, sign_in_with

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_nobody_has_tried_yet")]


@pytest.fixture
def later(monkeypatch):
    """`later(hours=11)`: the clock of sessions goes on by so much."""
    real = timezone.now

    def go_on(**much):
        monkeypatch.setattr(timezone, "now", lambda: real() + timedelta(**much))

    return go_on


@pytest.fixture
def browser(settings):
    settings.DEMO = False
    Person.objects.update(is_demo=False)
    client = Client()
    sign_in_with(client, KNOWN)
    assert is_signed_in(client)
    return client


def touch(client):
    """A session that changes, as by a message or another hat."""
    session = client.session
    session["hat"] = "changed"
    session.save()


def test_a_session_ends_after_twelve_hours_however_busy(browser, later):
    for hours in (5, 10):
        later(hours=hours)
        touch(browser)
        assert is_signed_in(browser)

    later(hours=12, minutes=1)
    assert not is_signed_in(browser)


def test_signing_in_again_begins_again(browser, later):
    later(hours=11)
    again = Client()
    sign_in_with(again, KNOWN)
    later(hours=13)

    assert (is_signed_in(browser), is_signed_in(again)) == (False, True)


def test_ended_sessions_are_forgotten(browser, later):
    later(hours=10)
    touch(browser)
    later(hours=12, minutes=1)
    sessions.SessionStore.clear_expired()

    assert not Session.objects.filter(session_key=browser.session.session_key).exists()
