"""Browsers of the two people and of somebody else, and forms as a browser without JavaScript sends them."""

import re
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from backend.audit.models import Entry


class Browser:
    """Pages by the name of their address; every press carries the hidden field that makes a second one harmless."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def opens(self, name, *ids, query=""):
        return self.client.get(reverse(name, args=ids) + query)

    def presses(self, name, /, *ids, query="", once=None, **typed):
        sent = {key: value for key, value in typed.items() if value is not None}
        return self.client.post(reverse(name, args=ids) + query, {"once": once or str(uuid.uuid4()), **sent})

    def words_on(self, name, *ids):
        return text_of(self.opens(name, *ids))


def text_of(response):
    return response.content.decode()


def hidden_version(page, *, action):
    """The version that the form with this action sends."""
    form = page[page.index(f'action="{action}"') :]
    return int(re.search(r'name="version" value="(\d+)"', form)[1])


@pytest.fixture
def browse(sign_in):
    def _browse(actor) -> Browser:
        return Browser(sign_in(Client(), actor))

    return _browse


@pytest.fixture
def sergeant(browse, people) -> Browser:
    return browse(people.sergeant)


@pytest.fixture
def socialworker(browse, people) -> Browser:
    return browse(people.socialworker)


@pytest.fixture
def nurse(browse, people) -> Browser:
    return browse(people.nurse)


@pytest.fixture
def readings(db):
    """How many openings of this kind of thing the trail holds."""

    def _readings(kind):
        return Entry.objects.filter(verb="CONSULT", outcome="ALLOW", key__startswith=f"supervision.{kind}:").count()

    return _readings
