"""Whoever does not take part gets, for every address and in every state, exactly the answer of an id that never was.

Walks the resolver: an address added tomorrow is in here tomorrow. (C01, C02)
"""

import json
import re
import uuid
from dataclasses import asdict

import pytest
from django.apps import apps
from django.test import Client

from backend.audit.models import Entry
from backend.identity.models import Membership, Organisation, Person
from backend.identity.queries.hats import hats_of
from tests.supervision.conftest import TERMS
from tests.supervision.routes import supervision_routes

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
CHANCE = re.compile(r"(nonce[-=]\"?|name=\"(?:csrfmiddlewaretoken|once)\" value=\")[\w+/=-]+")
WORDS = ["What both may read", "What only", "How we hand over", "One more thing", "Draft words", "To think about joint"]

BODIES = {
    "/agreements/{agreement_id}/terms": asdict(TERMS),
    "/agreements/{agreement_id}/sessions": {"planned_for": "2026-12-01T10:00:00Z", "minutes": 60, "mode": "VIDEO"},
    "/sessions/{session_id}/cancel": {"reason": "LEAVE"},
    "/sessions/{session_id}/agenda": {"text": "Mine"},
    "/sessions/{session_id}/record": {"form_key": "what-so-what", "minutes": 30},
    "/agenda/{item_id}": {"text": "Mine"},
    "/agenda/{item_id}/done": {"done": True},
    "/records/{record_id}/sections/{stage}": {"text": "Mine"},
    "/records/{record_id}/sections/{stage}/visibility": {"visibility": "TWO_OF_US"},
    "/records/{record_id}/signatures": {"note": "Mine"},
    "/records/{record_id}/amendments": {"text": "Mine"},
}
# Whatever a page's form asks for is in here, so that a refusal is never about the form.
FORM = {
    **{name: value for body in BODIES.values() for name, value in body.items()},
    "version": 1,
    "form_key": "what-so-what",
    "on": "2026-12-01",
    "at": "10:00",
    "once": "5a5c1c9e-6a0f-4b49-8d3c-2f3b1a7f0d11",
}
OTHERS = [
    "officer",
    "lead",
    "police_admin",
    "council_admin",
    "trainer",
    "nurse",
    "outsider",
    "disabled participant",
    "moved participant",
    "signed out",
]


@pytest.fixture
def ids(world):
    """What an id in an address may stand for, in every state there is."""
    records = [world.draft, world.shared, world.locked, world.amended]
    return {
        "agreement_id": [world.proposed.pk, world.signed.pk],
        "session_id": [world.planned.pk, *(record.session_id for record in records)],
        "item_id": [world.item.pk],
        "record_id": [record.pk for record in records],
        "amendment_id": [world.amendment.pk],
    }


@pytest.fixture
def somebody(people, sign_in, now):
    """A client for one of OTHERS, as things stand after the world was made."""

    def _somebody(who) -> Client:
        client = Client(raise_request_exception=False)
        if who == "signed out":
            return client
        if who == "moved participant":
            return sign_in(client, _moved(people.socialworker, now))
        if who == "disabled participant":
            sign_in(client, people.socialworker)
            _disable(people.socialworker, now)
            return client
        return sign_in(client, getattr(people, who))

    return _somebody


def _disable(actor, now):
    Membership.objects.filter(pk=actor.membership_id).update(disabled_at=now, disabled_by=actor.person_id)


def _moved(actor, now):
    """The same person in another organisation of the partnership, the former membership disabled."""
    Membership.objects.create(
        person_id=actor.person_id,
        organisation=Organisation.objects.get(kind="HEALTH", partnerships=actor.partnership_id),
        job_title="Social worker",
        roles=["READER", "SUPERVISOR"],
        joined_at=now,
    )
    _disable(actor, now)
    (hat,) = hats_of(person_id=actor.person_id)
    return hat.actor


def requests(ids):
    """(address in every state, the same with an id that never was, method, body), for each that takes an id."""
    for route in supervision_routes():
        names = [name for name in re.findall(r"{(\w+)}", route.path) if name in ids]
        assert names or "_id}" not in route.path, f"say in `ids` what {route.path} may stand for"
        for name in names:
            real = [address(route.path, ids, {name: value}) for value in ids[name]]
            for method in route.methods:
                body = BODIES.get(route.path.removeprefix("/api/v1/supervision"))
                yield real, address(route.path, ids, {name: uuid.uuid4()}), method, body


def address(path, ids, chosen):
    """Where an address takes two ids, the other one is real."""
    usual = {name: values[0] for name, values in ids.items()} | {"number": 1, "stage": "what"}
    return path.format(**usual | chosen)


def ask(client, method, path, body):
    headers = {"Idempotency-Key": str(uuid.uuid4()), "If-Match": '"1"'}
    if path.startswith("/api/"):
        return client.generic(method, path, json.dumps(body or {}), content_type="application/json", headers=headers)
    return client.get(path) if method == "GET" else client.post(path, FORM)


def answer(response):
    """Everything the other side can compare, with ids and what is random by itself taken out."""
    body = CHANCE.sub(r"\1", UUID.sub("ID", response.content.decode()))
    headers = {name: CHANCE.sub(r"\1", UUID.sub("ID", value)) for name, value in response.headers.items()}
    headers.pop("Content-Length", None)
    return response.status_code, body, headers


def everything():
    """Every row of every supervision table."""
    return {
        model.__name__: sorted(map(str, model.objects.values_list()))
        for model in apps.get_app_config("supervision").get_models()
    }


@pytest.mark.parametrize("who", OTHERS)
def test_the_answer_is_that_of_an_id_that_never_was(world, ids, somebody, who):
    client, before, told = somebody(who), everything(), []

    for addresses, unreal, method, body in requests(ids):
        never = answer(ask(client, method, unreal, body))
        for real in addresses:
            found = answer(ask(client, method, real, body))
            if found != never or found[0] < 300:
                told.append((method, real, found, never))

    assert told == []
    assert everything() == before


@pytest.mark.parametrize("who", OTHERS)
def test_lists_show_others_nothing(world, somebody, who):
    models = apps.get_app_config("supervision").get_models()
    ids = {str(pk) for model in models for pk in model.objects.values_list("pk", flat=True)}
    client = somebody(who)

    for route in supervision_routes():
        if "{" not in route.path and "GET" in route.methods:
            body = client.get(route.path).content.decode()
            assert set(UUID.findall(body)) & ids == set(), route.path
            assert [word for word in WORDS if word in body] == []


def test_the_two_get_other_answers_so_the_tests_above_say_something(world, ids, people, sign_in):
    client = sign_in(Client(), people.socialworker)

    asked = [(real, body) for addresses, _, method, body in requests(ids) if method == "GET" for real in addresses]
    opened = {real: ask(client, "GET", real, body) for real, body in asked}

    assert [path for path, response in opened.items() if path.startswith("/api/") and response.status_code != 200] == []
    shown = " ".join(response.content.decode() for response in opened.values())
    assert [word for word in WORDS if word not in shown] == []


def test_a_refused_attempt_is_noted_alike_for_what_exists_and_what_does_not(world, api, people):
    nurse, never = api(people.nurse), uuid.uuid4()
    before = Entry.objects.count()

    nurse.get(f"/records/{world.locked.pk}")
    nurse.get(f"/records/{never}")
    nurse.post(f"/records/{world.locked.pk}/share", version=1)

    noted = Entry.objects.order_by("seq").values_list("actor_person_id", "verb", "key", "outcome")[before:]
    assert list(noted) == [
        (people.nurse.person_id, "CONSULT", f"supervision.record:{world.locked.pk}", "DENY"),
        (people.nurse.person_id, "CONSULT", f"supervision.record:{never}", "DENY"),
        (people.nurse.person_id, "ALTER", f"supervision.record:{world.locked.pk}", "DENY"),
    ]


@pytest.mark.parametrize("part", ["sergeant", "socialworker"])
def test_a_participant_who_wears_another_hat_finds_nothing(world, people, sign_in, now, part):
    actor = getattr(people, part)
    Membership.objects.create(
        person_id=actor.person_id,
        organisation=Organisation.objects.get(kind="HEALTH", partnerships=actor.partnership_id),
        job_title="Volunteer",
        roles=["READER", "SUPERVISOR", "LEAD", "ORG_ADMIN"],
        joined_at=now,
    )
    hats = [hat.actor for hat in hats_of(person_id=actor.person_id)]
    other = next(hat for hat in hats if hat.membership_id != actor.membership_id)

    assert sign_in(Client(), other).get(f"/api/v1/supervision/records/{world.locked.pk}").status_code == 404
    assert sign_in(Client(), actor).get(f"/api/v1/supervision/records/{world.locked.pk}").status_code == 200


def test_removal_binds_on_the_next_request(world, api, people, now):
    mine = api(people.socialworker)
    assert mine.get(f"/records/{world.locked.pk}").status_code == 200

    _disable(people.socialworker, now)

    assert mine.get(f"/records/{world.locked.pk}").status_code == 403
    assert api(people.sergeant).get(f"/records/{world.locked.pk}").status_code == 200


def test_a_role_that_is_taken_away_changes_nothing_for_a_participant(world, api, people):
    Membership.objects.filter(pk=people.sergeant.membership_id).update(roles=["READER"])

    assert api(people.sergeant).get(f"/records/{world.locked.pk}").status_code == 200


def test_a_supervisor_without_a_second_factor_reads_nothing(world, api, people):
    Person.objects.filter(pk=people.sergeant.person_id).update(is_demo=False)

    answered = api(people.sergeant).get(f"/records/{world.locked.pk}")

    assert (answered.status_code, "What both" in answered.content.decode()) == (403, False)


def test_every_address_notes_refusals_and_says_who_may_call_it():
    declared = [
        (route.path, getattr(view, "access", None), getattr(view, "trailed", False))
        for route in supervision_routes()
        for view in ([operation.view_func for operation in route.operations] if route.operations else [route.view])
    ]

    assert [path for path, access, trailed in declared if access != "ACTING" or not trailed] == []
    assert len(declared) >= 24
