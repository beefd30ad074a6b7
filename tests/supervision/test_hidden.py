"""Whoever does not take part gets, for every address and in every state, exactly the answer of an id that never was.

Walks the resolver: an address added tomorrow is in here tomorrow. (C01, C02)
"""

import json
import re
import uuid
from dataclasses import asdict, replace
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.test import Client

from backend.audit.models import Entry
from backend.identity.models import Membership, Organisation, Person
from backend.identity.queries.hats import hats_of
from supervision.models import Agreement, LegalHold, Record, Section, Session
from supervision.operations import own_form as own_forms
from supervision.operations.retention import delete_what_is_due
from tests.supervision.conftest import TERMS
from tests.supervision.routes import supervision_routes
from tests.supervision.test_own_words import FORM_WORDS

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
CHANCE = re.compile(r"(nonce[-=]\"?|name=\"(?:csrfmiddlewaretoken|once)\" value=\")[\w+/=-]+")
WORDS = ["What both may read", "What only", "How we hand over", "One more thing", "Draft words", "To think about joint"]
WORDS += ["Bring two examples", "Ring the ward", "Handing over at night", "Naming the worry"]
# Its author's alone, so not in what the other one of the two is shown.
NOTED = "What I want to bring"

BODIES = {
    "/agreements/{agreement_id}/terms": asdict(TERMS),
    "/agreements/{agreement_id}/members": {"membership_id": 1},
    "/agreements/{agreement_id}/sessions": {"planned_for": "2026-12-01T10:00:00Z", "minutes": 60, "mode": "VIDEO"},
    "/sessions/{session_id}/cancel": {"reason": "LEAVE"},
    "/sessions/{session_id}/agenda": {"text": "Mine"},
    "/sessions/{session_id}/record": {"form_key": "what-so-what", "minutes": 30, "statement": "MADE"},
    "/agenda/{item_id}": {"text": "Mine"},
    "/agenda/{item_id}/done": {"done": True},
    "/records/{record_id}/sections/{stage}": {"text": "Mine"},
    "/records/{record_id}/sections/{stage}/visibility": {"visibility": "TWO_OF_US"},
    "/records/{record_id}/wellbeing": {"wellbeing": "OFFERED"},
    "/records/{record_id}/closing-marks/{mark}": {"answer": True},
    "/records/{record_id}/attendance": {"people": 12},
    "/records/{record_id}/actions": {"text": "Mine", "owner_id": "6f1c1d8e-0f0e-4a51-9d3f-3a9a0f1f4a10"},
    "/actions/{action_id}": {"text": "Mine", "owner_id": "6f1c1d8e-0f0e-4a51-9d3f-3a9a0f1f4a10"},
    "/actions/{action_id}/state": {"state": "DONE"},
    "/records/{record_id}/pages/find": {"name": "worry"},
    "/records/{record_id}/pages": {"page_key": "manual.page:7"},
    "/records/{record_id}/signatures": {"note": "Mine"},
    "/records/{record_id}/amendments": {"text": "Mine"},
    "/officers/holds/{hold_id}/review": {"review_on": "2026-12-01"},
    "/officers/requests/{request_id}/redactions": {"item": "x", "passage": "Mine", "because": "HARM"},
    "/officers/disclosures/{disclosure_id}/content": {"session_ids": ["5a5c1c9e-6a0f-4b49-8d3c-2f3b1a7f0d11"]},
    "/agreements/{agreement_id}/series": {"starts": ["2027-03-01T10:00:00Z"], "minutes": 60, "mode": "VIDEO"},
    "/agreements/{agreement_id}/proposals": {"times": ["2027-03-01T10:00:00Z"], "minutes": 60, "mode": "VIDEO"},
    "/agreements/{agreement_id}/captures": {"text": "Mine"},
    "/proposals/{proposal_id}/others": {"times": ["2027-03-01T10:00:00Z"], "minutes": 60, "mode": "VIDEO"},
    "/proposals/{proposal_id}/acceptances": {"time_id": "6f1c1d8e-0f0e-4a51-9d3f-3a9a0f1f4a10"},
    "/sessions/{session_id}/rebooking": {"planned_for": "2027-03-01T10:00:00Z", "minutes": 60, "mode": "VIDEO"},
    "/sessions/{session_id}/carried-over": {"item_id": "6f1c1d8e-0f0e-4a51-9d3f-3a9a0f1f4a10"},
    "/captures/{capture_id}/agenda": {"session_id": "6f1c1d8e-0f0e-4a51-9d3f-3a9a0f1f4a10"},
    "/agenda/{item_id}/place": {"place": 1},
    "/agreements/{agreement_id}/facilitator": {"participant_id": "6f1c1d8e-0f0e-4a51-9d3f-3a9a0f1f4a10"},
    "/own-forms/{form_id}": asdict(FORM_WORDS),
}
# Whatever a page's form asks for is in here, so that a refusal is never about the form.
FORM = {
    **{name: value for body in BODIES.values() for name, value in body.items()},
    "version": 1,
    "words": "worry",
    "form_key": "what-so-what",
    "on": "2026-12-01",
    "at": "10:00",
    "mark": "EVERY_AGENCY_HEARD",
    "answer": "yes",
    "rows": 1,
    "plan_0": "on",
    "on_0": "2027-03-01",
    "at_0": "10:00",
    "once": "5a5c1c9e-6a0f-4b49-8d3c-2f3b1a7f0d11",
}
TYPED, AS_A_BROWSER_SENDS = urlencode(FORM), "application/x-www-form-urlencoded"
# Two stand on PostgreSQL for all of them: who took part, and who sees the officers' desk.
OTHERS = [
    *("moved participant", "disclosure_officer"),
    *(
        pytest.param(name, marks=pytest.mark.one_database)
        for name in (
            "nurse",
            "officer",
            "lead",
            "police_admin",
            "council_admin",
            "trainer",
            "outsider",
            "privacy_officer",
            "disabled participant",
            "signed out",
        )
    ),
]


# Their own desk is theirs; everything else is as hidden from them as from anybody.
OFFICERS = {"disclosure_officer", "privacy_officer"}
DESK = "/officers/"


@pytest.fixture
def ids(world, group, rights, people):
    """What an id in an address may stand for, in every state there is."""
    in_group = group.signed()
    group.brings_in(in_group, people.nurse)
    of_group = group.starts(group.plans(in_group))
    group.writes(of_group, "What both may read, and a third", visibility="EVERYONE_IN_SESSION")
    group_action = group.agrees(of_group)
    group.locks(group.shares(of_group))
    # The nurse is one of OTHERS: here somebody who was asked in, and declined.
    group.leaves(in_group, by=people.nurse)
    records = [world.draft, world.shared, world.locked, world.amended, world.ended, world.group, world.round, of_group]
    return {
        "agreement_id": [world.proposed.pk, world.signed.pk, in_group.pk],
        "participant_id": list(in_group.participants.values_list("pk", flat=True)),
        "session_id": [world.planned.pk, world.cancelled.pk, *(record.session_id for record in records)],
        "proposal_id": [world.proposal.pk],
        "time_id": [world.time.pk],
        "capture_id": [world.capture.pk],
        "item_id": [world.item.pk],
        "record_id": [record.pk for record in records],
        "action_id": [world.action.pk, world.done.pk, group_action.pk],
        "attached_page_id": [world.attached.pk],
        "amendment_id": [world.amendment.pk],
        "request_id": [rights.request.pk, rights.released.pk],
        "redaction_id": [rights.redaction.pk],
        "disclosure_id": [rights.asked.pk, rights.agreed.pk, rights.opened.pk],
        "hold_id": [rights.hold.pk],
        "form_id": _forms_of_others(people, world.pair.now),
    }


def _forms_of_others(people, now):
    """One that is being written and one that is offered, of an organisation to which nobody here belongs."""
    there = Organisation.objects.create(name="Fire", kind="FIRE", area=Organisation.objects.first().area)
    writer = replace(people.trainer, organisation_id=there.pk)
    draft = own_forms.make_form(actor=writer, words=FORM_WORDS, now=now)
    offered = own_forms.make_form(actor=writer, words=replace(FORM_WORDS, name="Offered there"), now=now)
    own_forms.publish_form(actor=writer, form_id=offered.pk, expected_version=1, now=now)
    return [draft.pk, offered.pk]


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
    usual = {name: values[0] for name, values in ids.items()}
    usual |= {"number": 1, "stage": "what", "mark": "EVERY_AGENCY_HEARD"}
    return path.format(**usual | chosen)


def ask(client, method, path, body):
    headers = {"Idempotency-Key": str(uuid.uuid4()), "If-Match": '"1"'}
    if path.startswith("/api/"):
        return client.generic(method, path, json.dumps(body or {}), content_type="application/json", headers=headers)
    return client.get(path) if method == "GET" else client.post(path, TYPED, content_type=AS_A_BROWSER_SENDS)


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


def told_apart(client, ids, who):
    """Each request whose answer differs from that of an id that never was, or that was let through."""
    for addresses, unreal, method, body in requests(ids):
        if who in OFFICERS and DESK in unreal:
            continue
        # What somebody asked for is theirs.
        if who == "officer" and "/my-data/requests/" in unreal:
            addresses = addresses[:1]
        # That somebody was asked in is about them.
        if who == "nurse" and "/my-data/agreements/" in unreal:
            addresses = addresses[:-1]
        never = answer(ask(client, method, unreal, body))
        # What no id can be asked is refused before anybody looks at one.
        for real in addresses[:1] if never[0] == 405 else addresses:
            found = answer(ask(client, method, real, body))
            if found != never or found[0] < 300:
                yield method, real, found, never


@pytest.mark.parametrize("who", OTHERS)
def test_the_answer_is_that_of_an_id_that_never_was(world, ids, somebody, who):
    client, before = somebody(who), everything()

    assert list(told_apart(client, ids, who)) == []
    assert everything() == before


@pytest.mark.one_database
@pytest.mark.parametrize(("years", "left"), [(2.2, {Record, Session}), (8, set())], ids=["words gone", "all gone"])
@pytest.mark.parametrize("who", ["moved participant", "police_admin"])
def test_what_time_has_taken_is_as_hidden(ids, somebody, people, now, who, years, left):
    LegalHold.objects.update(released_at=now, released_by=people.privacy_officer.membership_id)
    Agreement.objects.update(state="ENDED", ended_at=now, ended_by=people.sergeant.membership_id)
    client = somebody(who)

    delete_what_is_due(now=now + years * timedelta(days=366))

    assert {model for model in (Section, Record, Session) if model.objects.exists()} == left
    assert list(told_apart(client, {name: values[:2] for name, values in ids.items()}, who)) == []


@pytest.mark.parametrize("who", OTHERS)
def test_lists_show_others_nothing(world, somebody, who):
    models = apps.get_app_config("supervision").get_models()
    ids = {str(pk) for model in models for pk in model.objects.values_list("pk", flat=True)}
    client = somebody(who)

    for route in supervision_routes():
        if "{" not in route.path and "GET" in route.methods:
            body = client.get(route.path).content.decode()
            assert set(UUID.findall(body)) & ids == set(), route.path
            assert [word for word in [*WORDS, NOTED] if word in body] == []


def test_the_two_get_other_answers_so_the_tests_above_say_something(world, ids, people, sign_in):
    client = sign_in(Client(), people.socialworker)

    theirs = [
        one for one in requests(ids) if not any(part in one[1] for part in (DESK, "/my-data/requests/", "/own-forms/"))
    ]
    # A demand that nobody agreed to has told nobody.
    untold = f"told/disclosures/{ids['disclosure_id'][0]}"
    asked = [(real, body) for addresses, _, method, body in theirs if method == "GET" for real in addresses]
    asked = [(real, body) for real, body in asked if untold not in real]
    opened = {real: ask(client, "GET", real, body) for real, body in asked}

    assert [path for path, response in opened.items() if path.startswith("/api/") and response.status_code != 200] == []
    shown = " ".join(response.content.decode(errors="replace") for response in opened.values())
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

    open_to_all = {path for path, access, _ in declared if access == "SIGNED_IN"}
    others = [(path, access, trailed) for path, access, trailed in declared if path not in open_to_all]
    # Anybody who is signed in may know which reports there are; the card is the same for everybody, and knows nothing
    # of anybody's supervision.
    assert open_to_all == {"/supervision/reports/", "/api/v1/supervision/reports"}
    undeclared = [path for path, access, trailed in others if access != "ACTING" or not trailed]
    assert undeclared == ["/supervision/where-to-turn"]
    assert len(declared) >= 24
