"""Fixtures every test may use. The standing cast is the demo people, as actors."""

from dataclasses import dataclass, fields
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django.test import Client
from hypothesis import settings as hypothesis_settings

from backend.kernel.actor import Actor
from tests.flushing import guards_step_aside_between_tests

hypothesis_settings.register_profile("ci", deadline=None, max_examples=60, print_blob=True)
hypothesis_settings.load_profile("ci")

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


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
def _cast():
    """What making the demo people left behind, the first time they were asked for."""
    return SimpleNamespace(rows=[], people=None)


@pytest.fixture
def people(db, _cast) -> People:
    """Made once a run; every other test has the same rows put back, a tenth of the work."""
    if _cast.people:
        for rows in _cast.rows:
            rows[0]._meta.base_manager.bulk_create(rows)
        return _cast.people
    from backend.identity.demo import create_demo_people

    create_demo_people(now=NOW)
    _cast.rows, _cast.people = _rows_of_demo_people(), _demo_people()
    return _cast.people


def _rows_of_demo_people():
    """Lists of rows in an order in which each finds those it points at."""
    from allauth.account.models import EmailAddress

    from backend.identity.models import Area, Membership, Organisation, Partnership, Person

    kinds = (Area, Organisation, Partnership, Partnership.organisations.through, Person, EmailAddress, Membership)
    return [list(kind.objects.order_by("pk")) for kind in kinds]


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
