"""Fixtures every test may use. The standing cast is the demo people, as actors."""

from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

import pytest
from django.test import Client
from hypothesis import settings as hypothesis_settings

from backend.kernel.actor import Actor
from tests.flushing import guards_step_aside_between_tests
from tests.kept import Kept

hypothesis_settings.register_profile("ci", deadline=None, max_examples=60, print_blob=True)
hypothesis_settings.load_profile("ci")

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
# What requests take for the time: a little after NOW and going on, on whatever day the tests run.
_AHEAD = NOW + timedelta(minutes=1) - datetime.now(UTC)


@pytest.fixture(scope="session", autouse=True)
def _clock():
    with patch("django.utils.timezone.now", lambda: datetime.now(UTC) + _AHEAD):
        yield


@pytest.fixture(autouse=True)
def _quick_and_plain(settings):
    """Hashing that does not slow a hundred sign-ins, static files without a manifest, mail in memory."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}


@pytest.fixture(autouse=True)
def _nothing_counted():
    """What one test counted must not be written in the middle of another."""
    from backend.analytics.tally import tally

    tally.forget()


@pytest.fixture(scope="session", autouse=True)
def _keyring():
    from backend.safekeeping import keyring, keys

    keys.provider().store(keyring.new_keyring(now=NOW))


@pytest.fixture(scope="session", autouse=True)
def _emptied_tables():
    """The trail's triggers refuse the emptying of tables between tests too: there, and only there, they step aside."""
    with guards_step_aside_between_tests():
        yield


@pytest.fixture
def now():
    return NOW


@dataclass(frozen=True)
class People:
    officer: Actor
    sergeant: Actor
    trainer: Actor
    lead: Actor
    police_admin: Actor
    disclosure_officer: Actor
    privacy_officer: Actor
    socialworker: Actor
    approver: Actor
    council_admin: Actor
    nurse: Actor
    outsider: Actor

    def everybody(self) -> list[Actor]:
        return [getattr(self, field.name) for field in fields(self)]


EMAILS = {
    "officer": "officer@police.example",
    "sergeant": "sergeant@police.example",
    "trainer": "trainer@police.example",
    "lead": "lead@police.example",
    "police_admin": "admin@police.example",
    "disclosure_officer": "disclosure@police.example",
    "privacy_officer": "privacy@police.example",
    "socialworker": "socialworker@council.example",
    "approver": "approver@council.example",
    "council_admin": "admin@council.example",
    "nurse": "nurse@health.example",
    "outsider": "outsider@otherforce.example",
}


@pytest.fixture(scope="session")
def kept_worlds():
    return Kept()


@pytest.fixture
def people(db, kept_worlds) -> People:
    from backend.identity.demo import create_demo_people

    def make() -> People:
        create_demo_people(now=NOW)
        return _demo_people()

    return kept_worlds.world("people", make)


def _demo_people() -> People:
    from backend.identity.models import Person
    from backend.identity.queries.hats import hats_of

    ids = dict(Person.objects.values_list("email", "id"))
    return People(**{name: hats_of(person_id=ids[email])[0].actor for name, email in EMAILS.items()})


@pytest.fixture
def sign_in():
    """`sign_in(client, actor)`: the session of that person, wearing that hat."""

    def _sign_in(client: Client, actor: Actor) -> Client:
        from backend.identity.models import Person

        client.force_login(Person.objects.get(id=actor.person_id))
        session = client.session
        session["hat"] = f"{actor.membership_id}-{actor.partnership_id}"
        session.save()
        return client

    return _sign_in
