"""Only declared fields go in, only declared fields come out, and no change is made blindly. (C10, C16)"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from uuid import UUID

import pytest
from django import forms
from django.apps import apps
from pydantic import ValidationError

from backend.api import api
from backend.kernel.schemas import In, Out
from tests.architecture.test_access import operations

OURS = ("backend.", "practice_wisdom.", "supervision.")
# What somebody would try, whether or not a model has it.
TRIED = {"id", "pk", "owner", "owner_id", "organisation", "organisation_id", "partnership_id", "signed_at", "signed_by"}
TRIED |= {"is_staff", "is_superuser", "is_active", "is_demo", "version", "state", "roles", "locked_at", "__class__"}
SECRET = {"password", "token_hash", "sealed_text", "sealed_terms", "sealed_note", "wrapped", "request_digest"}
# POSTs that make something new have nothing to match; those that change a thing that is there name its version.
ADDS = {
    "/api/v1/inbox/{notice_id}/read": "reading twice is reading",
    "/api/v1/push/subscriptions": "one for each browser, in place of the one before",
    "/api/v1/push/subscriptions/end": "it is there or not",
    "/api/v1/glossary": "a new term",
    "/api/v1/manual/pages": "a new page",
    "/api/v1/manual/pages/{slug}/notes": "a new note",
    "/api/v1/manual/pages/{slug}/revisions": "a new draft",
    "/api/v1/manual/images": "a new image; its address is what it holds",
    "/api/v1/manual/questions": "a new question",
    "/api/v1/manual/pages/{slug}/confirmations": "names the revision that was read, and once a day",
    "/api/v1/manual/imports": "a new import; the manual stays as it is",
    "/api/v1/manual/imports/{import_id}/apply": "an import never changes, and is applied once",
    "/api/v1/manual/pages/{slug}/requirement": "names the revision that was read; one at a time",
    "/api/v1/manual/pages/{slug}/requirement/end": "once asked it never changes, and it ends once",
    "/api/v1/manual/pages/{slug}/suggestions": "a new suggestion",
    "/api/v1/manual/pages/{slug}/practice-notes": "a new note",
    "/api/v1/manual/schedules/{schedule_id}/cancel": "it waits as it was planned, or not at all",
    "/api/v1/manual/approval-links/{link_id}/send": "it stands as it was sent, or not at all",
    "/api/v1/manual/approval-links/{link_id}/revoke": "it stands as it was sent, or not at all",
    "/api/v1/manual/synonyms": "a new line",
    "/api/v1/manual/synonyms/effect": "nothing is saved",
    "/api/v1/supervision/agreements": "a new agreement",
    "/api/v1/supervision/agreements/{agreement_id}/sessions": "a new session",
    "/api/v1/supervision/sessions/{session_id}/agenda": "a new line",
    "/api/v1/supervision/sessions/{session_id}/record": "a new record; one at most",
    "/api/v1/supervision/agreements/{agreement_id}/series": "new sessions",
    "/api/v1/supervision/agreements/{agreement_id}/proposals": "new times; one proposal at a time",
    "/api/v1/supervision/agreements/{agreement_id}/captures": "a new note",
    "/api/v1/supervision/sessions/{session_id}/rebooking": "a new session; one at most",
    "/api/v1/supervision/sessions/{session_id}/carried-over": "a new line; each item once",
    "/api/v1/supervision/proposals/{proposal_id}/others": "its times never change: they wait, or it is too late",
    "/api/v1/supervision/proposals/{proposal_id}/acceptances": "one's own answer to times that never change",
    "/api/v1/supervision/proposals/{proposal_id}/withdraw": "its times never change: they wait, or it is too late",
    "/api/v1/supervision/calendar": "one's own, in place of the one before",
    "/api/v1/supervision/calendar/end": "one's own; it is there or not",
    "/api/v1/supervision/records/{record_id}/actions": "a new action",
    "/api/v1/supervision/records/{record_id}/pages/find": "nothing is saved",
    "/api/v1/supervision/records/{record_id}/pages": "a new page; each once",
    "/api/v1/supervision/attached-pages/{attached_page_id}/take-out": "an attached page never changes",
    "/api/v1/supervision/records/{record_id}/amendments": "a new amendment; a locked record never changes",
    "/api/v1/supervision/amendments/{amendment_id}/signatures": "an amendment never changes",
    "/api/v1/supervision/records/{record_id}/end": "whoever has to leave supervision leaves it, whatever was saved",
    "/api/v1/supervision/my-data/requests": "a new request; one at a time",
    "/api/v1/supervision/officers/holds": "a new hold",
    "/api/v1/supervision/officers/disclosures": "a new demand",
    "/api/v1/supervision/officers/requests": "a new request; one at a time for each",
    "/api/v1/supervision/own-forms": "a new form",
    "/api/v1/invitation-requests": "a new request; one for each address",
    "/api/v1/invitation-requests/{asked_id}/decline": "it stands as it was asked, or is answered",
}
# One's own answer, that nobody else can change meanwhile: the body names the revision that was read.
ANSWERS = {
    "/api/v1/manual/pages/{slug}/verdict": "one's own verdict in place of the one before",
    "/api/v1/manual/pages/{slug}/bookmark": "one's own shelf",
    "/api/v1/manual/pages/{slug}/follow": "one's own shelf",
    "/api/v1/manual/topics/{topic}/follow": "one's own shelf",
    "/api/v1/manual/pages/{slug}/acknowledgement": "one's own, and it names the revision that was read",
    "/api/v1/manual/practice-notes/{note_id}/experience": "one's own, in place of the one before",
    "/api/v1/manual/pages/{slug}/owner": "names the owner it replaces",
    "/api/v1/manual/pages/{slug}/address": "sent to the address it replaces: whoever comes second finds the page moved",
}
DESCRIPTION = api.get_openapi_schema()
COMPONENTS = DESCRIPTION["components"]["schemas"]
WRITES = [
    (method, path, operation)
    for path, entry in DESCRIPTION["paths"].items()
    for method, operation in entry.items()
    if method != "get"
]


def name_of(body):
    """Also of one that may be left out."""
    schema = body["content"]["application/json"]["schema"]
    return schema.get("allOf", [schema])[0]["$ref"].rsplit("/", 1)[1]


BODIES = {
    (method, path): name_of(operation["requestBody"])
    for method, path, operation in WRITES
    if "requestBody" in operation
}


def subclasses(kind: type) -> Iterator[type]:
    for one in kind.__subclasses__():
        yield one
        yield from subclasses(one)


INPUTS = list(subclasses(In))


def fields_of_models() -> set[str]:
    fields = [
        field for model in apps.get_models() if model.__module__.startswith(OURS) for field in model._meta.get_fields()
    ]
    return {field.name for field in fields} | {getattr(field, "attname", field.name) for field in fields}


def send(client, method, path, body, **headers):
    """To an address of the right shape at which there is nothing."""
    uuids = (
        "agreement_id",
        "session_id",
        "record_id",
        "item_id",
        "amendment_id",
        "participant_id",
        "proposal_id",
        "capture_id",
        "form_id",
        "action_id",
        "attached_page_id",
    )
    for name in (*uuids, "request_id", "redaction_id", "disclosure_id", "hold_id"):
        path = path.replace("{" + name + "}", "6f1c1d8e-0f0e-4a51-9d3f-3a9a0f1f4a10")
    path = (
        re.sub(r"\{\w+_id\}", "1", path)
        .replace("{slug}", "x")
        .replace("{stage}", "x")
        .replace("{topic}", "x")
        .replace("{kind}", "AGENDA")
    )
    sent = "" if body is None else json.dumps(body)
    return client.generic(method.upper(), path, data=sent, content_type="application/json", headers=headers)


def least(name: str) -> dict:
    """The least that a schema takes."""
    by_format = {"date": "2026-11-22", "date-time": "2026-11-22T09:00:00Z", "uuid": str(UUID(int=1))}
    by_type = {"integer": 1, "boolean": True, "string": "x", "array": []}
    made = {}
    for field in COMPONENTS[name].get("required", []):
        kind = COMPONENTS[name]["properties"][field]
        nested = kind.get("$ref", "").rsplit("/", 1)[-1]
        made[field] = least(nested) if nested else by_format.get(kind.get("format")) or by_type[kind["type"]]
    return made


def body_of(method, path):
    return least(BODIES[method, path]) if (method, path) in BODIES else None


def rows() -> dict[str, int]:
    return {model.__name__: model._base_manager.count() for model in apps.get_models()}


def test_there_is_something_to_walk():
    assert (len(INPUTS) > 10, len(BODIES) > 10, len(WRITES) > len(BODIES)) == (True, True, True)


def test_every_body_is_one_of_our_inputs():
    assert set(BODIES.values()) - {schema.__name__ for schema in INPUTS} == set()


@pytest.mark.parametrize("schema", INPUTS, ids=lambda schema: schema.__name__)
def test_an_input_takes_its_own_fields_only(schema):
    others = (fields_of_models() | TRIED) - set(schema.model_fields)

    with pytest.raises(ValidationError) as refused:
        schema.model_validate(dict.fromkeys(others, 1))

    named = {error["loc"][0] for error in refused.value.errors() if error["type"] == "extra_forbidden"}
    assert named == others


def test_over_http_each_foreign_field_is_named_and_nothing_is_written(client, people, sign_in):
    sign_in(client, people.sergeant)
    before, taken = rows(), {}

    for (method, path), name in BODIES.items():
        others = (fields_of_models() | TRIED) - set(COMPONENTS[name]["properties"])
        answer = send(client, method, path, dict.fromkeys(others, 1), **{"Idempotency-Key": "k", "If-Match": '"1"'})
        named = {error["loc"][-1] for error in answer.json()["detail"] if error["type"] == "extra_forbidden"}
        if (answer.status_code, named) != (422, others):
            taken[method, path] = (answer.status_code, others - named)

    assert taken == {}
    assert rows() == before


# What is on paper is what is on the page; it has no fields.
PAPER = {"['GET'] /pages/{slug:slug}/pdf", "['GET'] /prints/{slug:code}", "['GET'] /records/{uuid:record_id}/pdf"}


def test_every_operation_says_exactly_what_leaves():
    """An answer without a schema would let a whole row out."""
    loose = [
        name
        for name, operation in operations()
        if name not in PAPER
        and not any(status in (200, 201) and model for status, model in operation.response_models.items())
    ]

    assert loose == []


def test_no_two_schemas_have_one_name():
    """The API's description has one place for each name, and the second would stand in for the first."""
    names = Counter(schema.__name__ for schema in (*subclasses(In), *subclasses(Out)))

    assert [name for name, count in names.items() if count > 1] == []


def test_no_answer_has_a_field_that_nobody_may_have():
    assert [schema.__name__ for schema in subclasses(Out) if SECRET & set(schema.model_fields)] == []


def test_no_form_is_made_from_a_model():
    """A form that names its fields stays as it is; one made from a model grows with it."""
    for module in ("backend.identity.forms", "practice_wisdom.manual.forms", "supervision.forms"):
        import_module(module)

    assert [form for form in subclasses(forms.ModelForm) if form.__module__.startswith(OURS)] == []


# -- preconditions ----------------------------------------------------------------------------------------------------


def test_the_additions_written_down_are_real_operations():
    assert set(ADDS) - {path for method, path, _operation in WRITES if method == "post"} == set()
    assert set(ANSWERS) - {path for method, path, _operation in WRITES if method == "put"} == set()


@pytest.mark.parametrize("missing", ["If-Match", "Idempotency-Key"])
def test_a_change_without_its_precondition_is_refused(client, people, sign_in, missing):
    sign_in(client, people.sergeant)
    headers = {name: value for name, value in {"If-Match": '"1"', "Idempotency-Key": "k"}.items() if name != missing}

    free = {("post", path) for path in ADDS} | {("put", path) for path in ANSWERS}
    changes = [(method, path) for method, path, _operation in WRITES if (method, path) not in free]
    answers = {(method, path): send(client, method, path, body_of(method, path), **headers) for method, path in changes}

    assert len(changes) >= 15
    assert {where: answer.status_code for where, answer in answers.items() if answer.status_code != 428} == {}
    assert [where for where, answer in answers.items() if missing not in answer.json()["detail"]] == []


def test_an_addition_without_an_idempotency_key_is_refused(client, people, sign_in):
    sign_in(client, people.sergeant)

    asked = [("post", path) for path in ADDS] + [("put", path) for path in ANSWERS]
    answers = {(method, path): send(client, method, path, body_of(method, path)).status_code for method, path in asked}

    assert answers == dict.fromkeys(asked, 428)


@pytest.mark.parametrize("given", ["1", '"one"', '"-1"', "*", '"1", "2"', '"99999999999999999999"', '""'])
def test_an_if_match_that_is_no_version_is_refused(client, people, sign_in, given):
    sign_in(client, people.trainer)
    headers = {"If-Match": given, "Idempotency-Key": "k"}

    answer = send(client, "put", "/api/v1/manual/revisions/{revision_id}", least("WordsIn"), **headers)

    assert answer.status_code == 422
