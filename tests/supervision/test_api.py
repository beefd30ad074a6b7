"""What the API adds to the operations: one press one effect, no blind change, nothing undeclared in or out."""

import json
import uuid
from dataclasses import asdict

import pytest
from django.apps import apps

from backend.api import api
from backend.receipts.models import Receipt
from supervision.models import AgendaItem, Agreement, Record, Section, Session
from tests.supervision.conftest import TERMS
from tests.supervision.routes import supervision_routes
from tests.supervision.test_hidden import BODIES, everything
from tests.supervision.test_own_words import FORM_WORDS

API = [route for route in supervision_routes() if route.kind == "API"]
# Writes that make something new below something that exists: there is no copy of theirs to be stale.
ADDS = {
    "propose_agreement",
    "plan_session",
    "add_agenda_item",
    "start_record",
    "propose_amendment",
    "sign_amendment",
    # Whoever has to leave supervision leaves it, whatever was saved meanwhile.
    "end_record",
    "ask_for_data",
    "place_hold",
    "ask_for_disclosure",
    "plan_series",
    "rebook_session",
    "propose_times",
    "propose_other_times",
    "accept_time",
    "withdraw_times",
    "carry_over",
    "add_action",
    "attach_page",
    # A page is attached or it is not, and looking for one changes nothing.
    "take_out_page",
    "find_pages",
    "capture",
    "make_feed",
    "make_form",
    "ask_for_former_member",
    "end_feed",
}
DEMAND = {"membership_id": 1, "reason": "INQUEST", "reference": "INQ/7"}
# Of what is below nothing, so that nobody can be looking for it where it is not theirs.
OF_OFFICERS = {
    "/officers/rules/{kind}": {"length": 12},
    "/officers/holds": DEMAND | {"review_on": "2026-12-01"},
    "/officers/requests": {"membership_id": 1},
    "/own-forms": asdict(FORM_WORDS),
    "/officers/disclosures": DEMAND | {"first_day": "2026-11-01", "last_day": "2026-12-31", "tell_on": None},
}
# With what may be left out as well.
WITH_OPTIONS = {
    path: BODIES[path] | {"due_on": None} for path in ("/records/{record_id}/actions", "/actions/{action_id}")
} | {"/actions/{action_id}/state": {"state": "DONE", "reason": "", "due_on": None}}


def writes():
    for route in API:
        for operation in route.operations:
            for method in operation.methods:
                if method != "GET":
                    yield pytest.param(method, route.path, operation, id=operation.view_func.__name__)


WRITES = list(writes())


def takes_body(write):
    return any("sent" in str(model.model_fields) for model in write.values[2].models)


def proposal(people):
    return {
        "membership_ids": [people.socialworker.membership_id],
        "kind": "JOINT",
        "part": "SUPERVISOR",
        "terms": asdict(TERMS),
    }


def body_of(path, people):
    path = path.removeprefix("/api/v1/supervision")
    return proposal(people) if path == "/agreements" else (BODIES | OF_OFFICERS | WITH_OPTIONS).get(path, {})


def in_world(path, world, rights):
    ids = {
        "request_id": rights.request.pk,
        "redaction_id": rights.redaction.pk,
        "disclosure_id": rights.agreed.pk,
        "hold_id": rights.hold.pk,
        "kind": "AGENDA",
        "agreement_id": world.proposed.pk,
        "session_id": world.planned.pk,
        "item_id": world.item.pk,
        "record_id": world.draft.pk,
        "amendment_id": world.amendment.pk,
        "participant_id": world.proposed.participants.first().pk,
        "proposal_id": world.proposal.pk,
        "capture_id": world.capture.pk,
        "action_id": world.action.pk,
        "attached_page_id": world.attached.pk,
        "stage": "what",
        "mark": "EVERY_AGENCY_HEARD",
        "form_id": "5a5c1c9e-6a0f-4b49-8d3c-2f3b1a7f0d11",
    }
    return path.format(**ids)


@pytest.mark.parametrize(("method", "path", "operation"), WRITES)
def test_a_write_without_an_idempotency_key_is_refused(world, rights, api, people, method, path, operation):
    client, before = api(people.sergeant).client, everything()

    answered = client.generic(
        method,
        in_world(path, world, rights),
        json.dumps(body_of(path, people)),
        content_type="application/json",
        headers={"If-Match": '"1"'},
    )

    assert (answered.status_code, everything()) == (428, before)


@pytest.mark.parametrize(("method", "path", "operation"), [write for write in WRITES if write.id not in ADDS])
def test_a_change_without_if_match_is_refused(world, rights, api, people, method, path, operation):
    client, before = api(people.sergeant).client, everything()

    answered = client.generic(
        method,
        in_world(path, world, rights),
        json.dumps(body_of(path, people)),
        content_type="application/json",
        headers={"Idempotency-Key": str(uuid.uuid4())},
    )

    assert (answered.status_code, everything()) == (428, before)


@pytest.mark.parametrize(("method", "path", "operation"), [write for write in WRITES if takes_body(write)])
def test_an_undeclared_field_is_refused(world, rights, api, people, method, path, operation):
    """Every field of every model, and the usual suspects: nothing gets in by its name."""
    body = body_of(path, people)
    names = {field.name for model in apps.get_app_config("supervision").get_models() for field in model._meta.fields}
    names |= {"id", "owner", "organisation", "signed_at", "is_staff", "version", "author_id", "partnership_id"}
    client, before = api(people.sergeant).client, everything()

    for name in names - set(body):
        answered = client.generic(
            method,
            in_world(path, world, rights),
            json.dumps(body | {name: "x"}),
            content_type="application/json",
            headers={"Idempotency-Key": str(uuid.uuid4()), "If-Match": '"1"'},
        )
        assert (answered.status_code, [error["type"] for error in answered.json()["detail"]]) == (
            422,
            ["extra_forbidden"],
        )

    assert everything() == before


STARTED = {"form_key": "what-so-what", "minutes": 30, "statement": "NOT_A_WITNESS"}


def test_pressing_twice_has_one_effect_and_one_answer(world, api, people):
    mine = api(people.sergeant)
    for path, model, body, version in [
        ("/agreements", Agreement, proposal(people), None),
        (f"/agreements/{world.signed.pk}/sessions", Session, BODIES["/agreements/{agreement_id}/sessions"], None),
        (f"/sessions/{world.planned.pk}/agenda", AgendaItem, {"text": "Once"}, None),
        (f"/sessions/{world.planned.pk}/record", Record, STARTED, None),
    ]:
        key, before = str(uuid.uuid4()), model.objects.count()

        first, second = (mine.post(path, body, key=key, version=version) for _ in range(2))

        assert (first.status_code, first.json()) == (second.status_code, second.json())
        assert (first.status_code, model.objects.count()) == (201, before + 1)


def test_a_save_whose_answer_was_lost_can_be_sent_again(world, api, people):
    mine, key = api(people.sergeant), str(uuid.uuid4())
    path = f"/records/{world.draft.pk}/sections/what"

    first = mine.put(path, {"text": "Typed once"}, version=2, key=key)
    again = mine.put(path, {"text": "Typed once"}, version=2, key=key)

    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert Section.objects.get(record=world.draft).version == 3


def test_a_key_used_for_other_words_is_refused(world, api, people):
    mine, key, path = api(people.sergeant), str(uuid.uuid4()), f"/records/{world.draft.pk}/sections/what"
    mine.put(path, {"text": "One"}, version=2, key=key)

    assert mine.put(path, {"text": "Other"}, version=3, key=key).status_code == 422


def test_receipts_hold_ids_versions_states_and_addresses_only(world, api, people):
    mine = api(people.sergeant)
    mine.put(f"/records/{world.draft.pk}/sections/so-what", {"text": "Confidential"}, version=0)
    mine.post(f"/sessions/{world.planned.pk}/agenda", {"text": "Confidential"})
    mine.post(f"/records/{world.locked.pk}/amendments", {"text": "Confidential"})

    kept = [receipt.answer for receipt in Receipt.objects.all()]

    assert {name for answer in kept for name in answer} == {
        "id",
        "version",
        "state",
        "url",
        "stage",
        "visibility",
        "record_version",
        "record_state",
    }
    assert "Confidential" not in json.dumps(kept)


def test_a_late_save_keeps_both_texts_in_hand(world, api, people):
    """The phone's words are in the database, and the desk gets them back beside its own."""
    path = f"/records/{world.draft.pk}/sections/what"
    phone, desk = api(people.sergeant), api(people.sergeant)
    phone.put(path, {"text": "From the phone"}, version=2)

    late = desk.put(path, {"text": "From the desk"}, version=2)

    assert (late.status_code, late.json()["current"]["text"]) == (412, "From the phone")
    merged = desk.put(path, {"text": "From the phone and the desk"}, version=late.json()["current"]["version"])
    assert (merged.status_code, merged.json()["version"]) == (200, 4)


def test_a_joint_agreement_names_what_it_lacks_before_it_is_signed(api, people):
    mine = api(people.sergeant)
    proposed = mine.post("/agreements", proposal(people) | {"terms": {"purpose": "To think"}}).json()

    refused = mine.post(f"/agreements/{proposed['id']}/signatures", version=1)

    members = (people.sergeant.membership_id, people.socialworker.membership_id)
    assert (refused.status_code, set(refused.json()["fields"])) == (422, {f"accountability_{one}" for one in members})


def test_the_etag_of_a_record_is_its_version_and_feeds_if_match(world, api, people):
    mine = api(people.sergeant)
    opened = mine.get(f"/records/{world.draft.pk}")

    shared = mine.post(f"/records/{world.draft.pk}/share", version=opened["ETag"].strip('"'))

    assert (opened["ETag"], shared.status_code, shared.json()["state"]) == ('"2"', 200, "SHARED")


def test_every_operation_documents_its_refusals():
    lacking = [
        (path, method)
        for path, operations in api.get_openapi_schema()["paths"].items()
        for method, operation in operations.items()
        if not {401, 403, 404, 409, 412, 422, 428} <= set(operation["responses"])
    ]

    assert lacking == []


def test_private_pages_are_never_kept_by_a_cache(world, api, people):
    answered = api(people.sergeant).get(f"/records/{world.draft.pk}")

    assert "no-store" in answered["Cache-Control"]
