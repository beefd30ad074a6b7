"""The same for the officers' addresses, for one's own rights and for an organisation's own forms. (C06)"""

from dataclasses import asdict, replace

import pytest

from backend.audit import operations as audit
from backend.audit.models import Entry
from backend.identity.models import Membership
from supervision.operations.own_form import make_form, publish_form
from tests.supervision.test_hidden import everything
from tests.supervision.test_own_words import FORM_WORDS

ALL_OF_MINE = ["CONSULT agreement"] * 2 + ["CONSULT capture"] + ["CONSULT record"] * 6 + ["CONSULT session"] * 2
# By method and address: who asks, what is sent, the version it is about, and what it leaves as "VERB kind".
OF_RIGHTS = {
    ("GET", "/reports"): ("officer", None, None, []),
    ("GET", "/reports/pairs"): ("police_admin", None, None, ["CONSULT pairs"]),
    ("GET", "/my-data"): ("sergeant", None, None, ["CONSULT agreement"] * 2),
    ("GET", "/my-data/copy"): ("sergeant", None, None, ["DISCLOSE agreement"] * 2),
    ("GET", "/my-data/requests"): ("sergeant", None, None, []),
    ("POST", "/my-data/requests"): ("socialworker", None, None, ["DISCLOSE data_request"]),
    ("POST", "/my-data/requests/{request_id}/withdraw"): ("sergeant", None, 2, ["DISCLOSE data_request"]),
    ("GET", "/my-data/requests/{request_id}/export"): ("officer", None, None, ["DISCLOSE data_request"]),
    ("GET", "/told/disclosures/{disclosure_id}"): ("socialworker", None, None, []),
    ("GET", "/told/holds/{hold_id}"): ("socialworker", None, None, []),
    ("GET", "/officers/members"): ("privacy_officer", None, None, []),
    ("GET", "/officers/rules"): ("privacy_officer", None, None, []),
    ("PUT", "/officers/rules/{kind}"): ("privacy_officer", {"length": 12}, 0, ["ADMIN retention_rule"]),
    ("GET", "/officers/holds"): ("privacy_officer", None, None, []),
    ("POST", "/officers/holds"): ("privacy_officer", "hold", None, ["ADMIN hold"]),
    ("POST", "/officers/holds/{hold_id}/review"): ("privacy_officer", {"review_on": "later"}, 1, ["ADMIN hold"]),
    ("POST", "/officers/holds/{hold_id}/release"): ("disclosure_officer", None, 1, ["ADMIN hold"]),
    ("GET", "/officers/requests"): ("privacy_officer", None, None, []),
    ("GET", "/officers/requests/{request_id}"): (
        "privacy_officer",
        None,
        None,
        ["CONSULT data_request", *ALL_OF_MINE],
    ),
    ("POST", "/officers/requests/{request_id}/redactions"): (
        "privacy_officer",
        "redaction",
        2,
        ["CONSULT record", "DISCLOSE data_request"],
    ),
    ("POST", "/officers/requests/{request_id}/redactions/{redaction_id}/undo"): (
        "privacy_officer",
        None,
        2,
        ["DISCLOSE data_request"],
    ),
    ("POST", "/officers/requests/{request_id}/release"): (
        "disclosure_officer",
        None,
        2,
        ["COLLECT export_part"] * 2 + [*ALL_OF_MINE, "DISCLOSE data_request"],
    ),
    ("GET", "/officers/disclosures"): ("privacy_officer", None, None, []),
    ("POST", "/officers/disclosures"): ("disclosure_officer", "disclosure", None, ["DISCLOSE disclosure"]),
    ("GET", "/officers/disclosures/{disclosure_id}"): ("privacy_officer", None, None, ["CONSULT disclosure"]),
    ("POST", "/officers/disclosures/{disclosure_id}/agree"): ("privacy_officer", None, 1, ["DISCLOSE disclosure"]),
    ("POST", "/officers/disclosures/{disclosure_id}/content"): (
        "disclosure_officer",
        "content",
        2,
        ["DISCLOSE disclosure"],
    ),
    ("POST", "/officers/disclosures/{disclosure_id}/revoke"): ("privacy_officer", None, 4, ["DISCLOSE disclosure"]),
    ("GET", "/officers/disclosures/{disclosure_id}/sessions/{session_id}"): (
        "disclosure_officer",
        None,
        None,
        ["CONSULT session", "CONSULT record"],
    ),
    ("POST", "/officers/requests"): ("privacy_officer", "former", None, ["DISCLOSE data_request"]),
    ("GET", "/officers/requests/{request_id}/export"): (
        "disclosure_officer",
        None,
        None,
        ["DISCLOSE data_request"],
    ),
    ("GET", "/own-forms"): ("officer", None, None, []),
    ("GET", "/own-forms/{form_id}"): ("officer", None, None, []),
    ("POST", "/own-forms"): ("trainer", "form", None, ["COLLECT own_form"]),
    ("PUT", "/own-forms/{form_id}"): ("trainer", "form", 2, ["ALTER own_form"]),
    ("POST", "/own-forms/{form_id}/publish"): ("lead", None, 1, ["ALTER own_form"]),
    ("POST", "/own-forms/{form_id}/withdraw"): ("lead", None, 2, ["ALTER own_form"]),
    ("POST", "/own-forms/{form_id}/throw-away"): ("trainer", None, 1, ["ERASE own_form"]),
}


FOR_THOSE_WHO_LEFT = {("POST", "/officers/requests"), ("GET", "/officers/requests/{request_id}/export")}


@pytest.fixture
def calls(world, rights, people, api, now, monkeypatch):
    from django.utils import timezone

    # What is open for a day was agreed then.
    monkeypatch.setattr(timezone, "now", lambda: now)
    later, about = "2027-01-15", people.officer.membership_id
    legal = {"membership_id": about, "reason": "INQUEST", "reference": "INQ/8"}
    form = make_form(actor=people.trainer, words=FORM_WORDS, now=now)
    draft = make_form(actor=people.trainer, words=replace(FORM_WORDS, name="Being written"), now=now)
    publish_form(actor=people.trainer, form_id=form.pk, expected_version=1, now=now)
    bodies = {
        "former": {"membership_id": people.trainer.membership_id},
        "form": asdict(replace(FORM_WORDS, name="Another")),
        "hold": legal | {"review_on": later},
        "disclosure": legal | {"first_day": "2026-11-01", "last_day": "2026-11-30"},
        "redaction": {"item": rights.item, "passage": "words", "because": "HARM"},
        "content": {"session_ids": [str(world.shared.session_id)]},
    }

    def call(method, path):
        who, body, version, _ = OF_RIGHTS[method, path]
        if (method, path) in FOR_THOSE_WHO_LEFT:
            Membership.objects.filter(pk__in=[people.trainer.membership_id, people.officer.membership_id]).update(
                disabled_at=now, disabled_by=people.lead.person_id
            )
        step = {"agree": rights.asked, "content": rights.agreed}.get(path.rsplit("/", 1)[1], rights.opened)
        ids = {
            "request_id": (rights.released if path.endswith("/export") else rights.request).pk,
            "redaction_id": rights.redaction.pk,
            "disclosure_id": step.pk,
            "hold_id": rights.hold.pk,
            "session_id": world.locked.session_id,
            "kind": "AGENDA",
            "form_id": (draft if path.endswith(("/publish", "/throw-away")) else form).pk,
        }
        sent = bodies[body] if isinstance(body, str) else body
        if sent and sent.get("review_on"):
            sent = sent | {"review_on": later}
        me = api(getattr(people, who))
        if method == "GET":
            return me.get(path.format(**ids))
        return (me.post if method == "POST" else me.put)(path.format(**ids), sent, version=version)

    return call


def left_after(seq):
    found = Entry.objects.filter(seq__gt=seq, outcome="ALLOW").order_by("seq").values_list("verb", "key")
    return [f"{verb} {key.split(':')[0].removeprefix('supervision.')}" for verb, key in found]


def newest():
    return Entry.objects.order_by("-seq").values_list("seq", flat=True).first()


@pytest.mark.parametrize(("method", "path"), OF_RIGHTS)
def test_a_request_leaves_what_is_declared(calls, method, path):
    before = newest()

    answered = calls(method, path)

    assert answered.status_code in {200, 201}, answered.content
    assert left_after(before) == OF_RIGHTS[method, path][3]


@pytest.mark.parametrize(("method", "path"), [key for key, said in OF_RIGHTS.items() if said[3]])
def test_what_cannot_be_noted_does_not_happen(calls, monkeypatch, method, path):
    def broken(**_):
        raise RuntimeError("the trail cannot be written")

    monkeypatch.setattr(audit, "_append", broken)
    before = everything()

    answered = calls(method, path)

    assert answered.status_code == 500
    assert not any(word in answered.content.decode() for word in ("What both", "hand over", "joint work", "Draft"))
    assert everything() == before
