"""Every address leaves exactly the entries declared here, and what cannot be noted does not happen. (C06)"""

import re
import uuid
from dataclasses import asdict
from types import SimpleNamespace

import pytest

from backend.audit import operations as audit
from backend.audit.models import Entry
from backend.identity.models import Membership
from supervision.models import Agreement, Record, Section
from supervision.operations.amendment import sign_amendment
from supervision.operations.calendar import make_feed
from supervision.operations.facilitation import propose_handover
from supervision.queries.reading import who_read_this
from tests.supervision.conftest import TERMS
from tests.supervision.routes import supervision_routes
from tests.supervision.test_trail_of_rights import OF_RIGHTS

NOTHING = []
# What the sergeant's request leaves, as "VERB kind", by method and address.
DECLARED = {
    ("GET", "/colleagues"): NOTHING,
    ("GET", "/agreements"): NOTHING,
    ("GET", "/sessions"): NOTHING,
    ("GET", "/overview"): NOTHING,
    ("GET", "/forms"): NOTHING,
    ("GET", "/sessions/{session_id}/forms"): NOTHING,
    ("GET", "/records/{record_id}/readings"): NOTHING,
    ("GET", "/records/{record_id}/writers"): NOTHING,
    ("GET", "/records/{record_id}/doubts"): ["CONSULT record"],
    ("GET", "/agreements/{agreement_id}"): ["CONSULT agreement"],
    ("GET", "/agreements/{agreement_id}/versions/{number}"): ["CONSULT agreement"],
    ("GET", "/agreements/{agreement_id}/versions/{number}/changes"): ["CONSULT agreement", "CONSULT agreement"],
    # The second is the one from which something is left over, the record is that of an action still to be done.
    ("GET", "/sessions/{session_id}"): ["CONSULT session", "CONSULT session", "CONSULT record"],
    ("GET", "/records/{record_id}"): ["CONSULT record"],
    ("GET", "/records/{record_id}/pdf"): ["CONSULT record"],
    ("POST", "/agreements"): ["COLLECT agreement_version"],
    ("PUT", "/agreements/{agreement_id}/terms"): ["ALTER agreement_version"],
    ("POST", "/agreements/{agreement_id}/signatures"): ["ALTER agreement"],
    # What was planned is cancelled with it.
    ("POST", "/agreements/{agreement_id}/end"): ["ALTER agreement", "ALTER session"],
    ("POST", "/agreements/{agreement_id}/reviews"): ["ALTER agreement"],
    ("POST", "/agreements/{agreement_id}/members"): ["ALTER agreement_version"],
    # Two are left of three, so it ends as well.
    ("POST", "/agreements/{agreement_id}/leave"): ["ALTER agreement", "ALTER agreement"],
    ("POST", "/agreements/{agreement_id}/members/{participant_id}/take-off"): ["ALTER agreement", "ALTER agreement"],
    ("POST", "/agreements/{agreement_id}/facilitator"): ["ALTER agreement"],
    ("POST", "/agreements/{agreement_id}/facilitator/accept"): ["ALTER agreement"],
    ("POST", "/agreements/{agreement_id}/facilitator/close"): ["ALTER agreement"],
    ("POST", "/agreements/{agreement_id}/sessions"): ["COLLECT session"],
    ("POST", "/sessions/{session_id}/cancel"): ["ALTER session"],
    ("POST", "/sessions/{session_id}/agenda"): ["COLLECT agenda_item"],
    ("PUT", "/agenda/{item_id}"): ["ALTER agenda_item"],
    ("PUT", "/agenda/{item_id}/done"): ["ALTER agenda_item"],
    ("POST", "/sessions/{session_id}/record"): ["COLLECT record"],
    ("PUT", "/records/{record_id}/sections/{stage}"): ["ALTER section"],
    ("PUT", "/records/{record_id}/sections/{stage}/visibility"): ["ALTER section"],
    ("PUT", "/records/{record_id}/wellbeing"): ["ALTER record"],
    ("PUT", "/records/{record_id}/closing-marks/{mark}"): ["ALTER record"],
    ("PUT", "/records/{record_id}/attendance"): ["ALTER record"],
    ("POST", "/records/{record_id}/end"): ["ALTER record"],
    ("POST", "/records/{record_id}/take-up"): ["ALTER record"],
    ("POST", "/records/{record_id}/share"): ["ALTER record"],
    ("POST", "/records/{record_id}/signatures"): ["COLLECT record_signature", "ALTER record"],
    # Of the group's record, which is still to do.
    ("GET", "/actions"): ["CONSULT record"],
    ("POST", "/records/{record_id}/actions"): ["COLLECT action"],
    ("PUT", "/actions/{action_id}"): ["ALTER action"],
    ("POST", "/actions/{action_id}/take-out"): ["ERASE action"],
    ("PUT", "/actions/{action_id}/state"): ["COLLECT action_change"],
    ("POST", "/records/{record_id}/pages/find"): NOTHING,
    ("POST", "/records/{record_id}/pages"): ["COLLECT attached_page"],
    ("POST", "/attached-pages/{attached_page_id}/take-out"): ["ERASE attached_page"],
    ("POST", "/records/{record_id}/amendments"): ["COLLECT amendment"],
    ("POST", "/amendments/{amendment_id}/signatures"): ["ALTER amendment"],
    ("GET", "/agreements/{agreement_id}/series"): ["CONSULT agreement"],
    ("POST", "/agreements/{agreement_id}/series"): ["COLLECT session", "COLLECT session"],
    ("POST", "/sessions/{session_id}/rebooking"): ["COLLECT session"],
    ("GET", "/proposals"): NOTHING,
    ("GET", "/proposals/{proposal_id}"): NOTHING,
    ("POST", "/agreements/{agreement_id}/proposals"): ["COLLECT time_proposal"],
    ("POST", "/proposals/{proposal_id}/others"): ["COLLECT time_proposal"],
    ("POST", "/proposals/{proposal_id}/acceptances"): ["COLLECT session", "ALTER time_proposal"],
    ("POST", "/proposals/{proposal_id}/withdraw"): ["ALTER time_proposal"],
    ("PUT", "/agenda/{item_id}/place"): ["ALTER agenda_item"],
    ("POST", "/sessions/{session_id}/carried-over"): ["COLLECT agenda_item"],
    ("GET", "/captures"): ["CONSULT capture"],
    ("POST", "/agreements/{agreement_id}/captures"): ["COLLECT capture"],
    ("POST", "/captures/{capture_id}/agenda"): ["COLLECT agenda_item", "ERASE capture"],
    ("POST", "/captures/{capture_id}/throw-away"): ["ERASE capture"],
    ("GET", "/sessions/{session_id}/calendar"): NOTHING,
    ("GET", "/calendar"): NOTHING,
    ("POST", "/calendar"): ["AUTH calendar_feed"],
    ("POST", "/calendar/end"): ["AUTH calendar_feed"],
}
AN_HOUR = {"minutes": 60, "mode": "VIDEO"}
LATER = ["2027-03-01T10:00:00Z", "2027-03-08T10:00:00Z"]
THEIRS = {
    "/amendments/{amendment_id}/signatures",
    "/proposals/{proposal_id}/acceptances",
    "/agreements/{agreement_id}/facilitator/accept",
}


@pytest.fixture
def staged(world, group, people, kept_worlds):
    """What takes long to make and stays as it is: four groups, and another agreement of the two."""

    def make():
        groups, asked = [group.signed() for _ in range(4)], people.socialworker.membership_id
        *led, in_group = groups
        seats = [one.participants.get(membership_id=asked).pk for one in led]
        # Two in which the social worker is asked to facilitate.
        for one, seat in zip(led[1:], seats[1:], strict=True):
            propose_handover(
                actor=people.sergeant, agreement_id=one.pk, participant_id=seat, expected_version=1, now=group.now
            )
        led_by_me, asks, asks_too = ({"agreement_id": one.pk} for one in led)
        gone = in_group.participants.get(membership_id=people.approver.membership_id)
        return SimpleNamespace(
            another={"agreement_id": world.pair.signed().pk},
            in_group={"agreement_id": in_group.pk, "participant_id": gone.pk},
            led_by_me=led_by_me,
            seat=str(seats[0]),
            asks=asks,
            asks_too=asks_too,
        )

    return kept_worlds.world("staged for the trail", make)


@pytest.fixture
def calls(world, staged, people, api, now):
    """Sends what the sergeant would send to an address."""
    theirs = world.pair.amends(world.locked)
    Agreement.objects.filter(pk=staged.in_group["agreement_id"]).update(review_due_on=now.date())
    Membership.objects.filter(pk=people.approver.membership_id).update(
        disabled_at=now, disabled_by=people.lead.person_id
    )
    make_feed(actor=people.sergeant, now=world.pair.now)
    given = _to_agreements(world, staged, people) | _to_sessions(world) | _to_records(world, theirs)
    usual = {
        "agreement_id": world.signed.pk,
        "session_id": world.planned.pk,
        "item_id": world.item.pk,
        "record_id": world.draft.pk,
        "action_id": world.action.pk,
        "attached_page_id": world.attached.pk,
        "proposal_id": world.proposal.pk,
        "capture_id": world.capture.pk,
        "stage": "what",
        "mark": "EVERY_AGENCY_HEARD",
        "number": 1,
    }

    def call(method, path):
        ids, body, version = given.get((method, path), ({}, None, None))
        address = path.format(**usual | ids)
        # The sergeant proposed the amendment and the times, so the other one answers.
        me = api(people.socialworker if path in THEIRS else people.sergeant)
        if method == "GET":
            return me.get(address)
        return (me.post if method == "POST" else me.put)(address, body, version=version)

    return call


# For each address: its ids, its body and the version it is about.


def _to_agreements(world, staged, people):
    terms, here = asdict(TERMS), staged.in_group
    new = {
        "membership_ids": [people.socialworker.membership_id],
        "kind": "JOINT",
        "part": "SUPERVISOR",
        "terms": terms,
    }
    seat = {"participant_id": staged.seat}
    return {
        ("POST", "/agreements"): ({}, new, None),
        ("PUT", "/agreements/{agreement_id}/terms"): ({"agreement_id": world.proposed.pk}, terms, 1),
        ("POST", "/agreements/{agreement_id}/signatures"): ({"agreement_id": world.proposed.pk}, None, 1),
        ("POST", "/agreements/{agreement_id}/end"): ({}, None, 1),
        ("POST", "/agreements/{agreement_id}/reviews"): (here, None, 1),
        ("POST", "/agreements/{agreement_id}/members"): (here, {"membership_id": people.nurse.membership_id}, 1),
        ("POST", "/agreements/{agreement_id}/leave"): (here, None, 1),
        ("POST", "/agreements/{agreement_id}/members/{participant_id}/take-off"): (here, None, 1),
        ("POST", "/agreements/{agreement_id}/facilitator"): (staged.led_by_me, seat, 1),
        ("POST", "/agreements/{agreement_id}/facilitator/accept"): (staged.asks, None, 1),
        ("POST", "/agreements/{agreement_id}/facilitator/close"): (staged.asks_too, None, 1),
        ("POST", "/agreements/{agreement_id}/sessions"): ({}, AN_HOUR | {"planned_for": "2026-12-01T10:00:00Z"}, None),
        ("POST", "/agreements/{agreement_id}/series"): ({}, {"starts": LATER} | AN_HOUR, None),
        ("POST", "/agreements/{agreement_id}/proposals"): (staged.another, {"times": LATER} | AN_HOUR, None),
        ("POST", "/agreements/{agreement_id}/captures"): ({}, {"text": "Mine"}, None),
    }


def _to_sessions(world):
    begun = {"form_key": "what-so-what", "minutes": 30, "statement": "NOT_A_WITNESS"}
    rebooking = ({"session_id": world.cancelled.pk}, AN_HOUR | {"planned_for": LATER[0]}, None)
    return {
        ("POST", "/sessions/{session_id}/cancel"): ({}, {"reason": "LEAVE"}, 1),
        ("POST", "/sessions/{session_id}/agenda"): ({}, {"text": "Mine"}, None),
        ("POST", "/sessions/{session_id}/record"): ({}, begun, None),
        ("POST", "/sessions/{session_id}/rebooking"): rebooking,
        ("POST", "/sessions/{session_id}/carried-over"): ({}, {"item_id": str(world.left.pk)}, None),
        ("PUT", "/agenda/{item_id}"): ({}, {"text": "Mine"}, 1),
        ("PUT", "/agenda/{item_id}/done"): ({}, {"done": True}, 1),
        ("PUT", "/agenda/{item_id}/place"): ({}, {"place": 1}, 1),
        ("POST", "/proposals/{proposal_id}/others"): ({}, {"times": LATER} | AN_HOUR, None),
        ("POST", "/proposals/{proposal_id}/acceptances"): ({}, {"time_id": str(world.time.pk)}, None),
        ("POST", "/captures/{capture_id}/agenda"): ({}, {"session_id": str(world.planned.pk)}, 1),
        ("POST", "/captures/{capture_id}/throw-away"): ({}, None, 1),
    }


def _to_records(world, theirs):
    action = {"text": "Mine", "owner_id": str(world.action.owner_id), "due_on": "2026-12-24"}
    return {
        ("PUT", "/records/{record_id}/sections/{stage}"): ({}, {"text": "Mine"}, 2),
        ("PUT", "/records/{record_id}/sections/{stage}/visibility"): ({}, {"visibility": "ONLY_ME"}, 2),
        ("PUT", "/records/{record_id}/wellbeing"): ({}, {"wellbeing": "OFFERED"}, 1),
        ("PUT", "/records/{record_id}/closing-marks/{mark}"): ({"record_id": world.group.pk}, {"answer": True}, 1),
        ("PUT", "/records/{record_id}/attendance"): ({"record_id": world.round.pk}, {"people": 12}, 1),
        ("POST", "/records/{record_id}/take-up"): ({"record_id": world.ended.pk}, None, world.ended.version),
        ("POST", "/records/{record_id}/share"): ({}, None, 2),
        ("POST", "/records/{record_id}/signatures"): ({"record_id": world.shared.pk}, {"note": "But"}, 3),
        ("POST", "/records/{record_id}/actions"): ({}, action, None),
        ("PUT", "/actions/{action_id}"): ({}, action, 1),
        ("POST", "/actions/{action_id}/take-out"): ({}, None, 1),
        ("PUT", "/actions/{action_id}/state"): ({}, {"state": "DROPPED", "reason": "Not ours"}, 1),
        ("POST", "/records/{record_id}/pages/find"): ({}, {"name": "night"}, None),
        ("POST", "/records/{record_id}/pages"): ({}, {"page_key": "manual.page:7"}, None),
        ("POST", "/records/{record_id}/amendments"): ({"record_id": world.locked.pk}, {"text": "More"}, None),
        ("POST", "/amendments/{amendment_id}/signatures"): ({"amendment_id": theirs.pk}, None, None),
    }


def entries_after(seq):
    found = Entry.objects.filter(seq__gt=seq, outcome="ALLOW").order_by("seq").values_list("verb", "key")
    return [f"{verb} {key.split(':')[0].removeprefix('supervision.')}" for verb, key in found]


def newest():
    return Entry.objects.order_by("-seq").values_list("seq", flat=True).first()


def test_every_address_of_the_api_declares_what_it_leaves():
    there = {
        (method, route.path.removeprefix("/api/v1/supervision"))
        for route in supervision_routes()
        if route.kind == "API"
        for method in route.methods
    }

    assert there == set(DECLARED) | set(OF_RIGHTS)


@pytest.mark.parametrize(("method", "path"), DECLARED)
def test_a_request_leaves_what_is_declared(calls, method, path):
    before = newest()

    answered = calls(method, path)

    assert answered.status_code in {200, 201}, answered.content
    assert entries_after(before) == DECLARED[method, path]


@pytest.mark.parametrize(("method", "path"), [key for key, left in DECLARED.items() if left])
def test_what_cannot_be_noted_does_not_happen(calls, monkeypatch, method, path):
    from tests.supervision.test_hidden import everything

    def broken(**_):
        raise RuntimeError("the trail cannot be written")

    monkeypatch.setattr(audit, "_append", broken)
    before = everything()

    answered = calls(method, path)

    assert answered.status_code == 500
    assert re.search("What both|hand over|joint work", answered.content.decode()) is None
    assert everything() == before


def test_a_late_save_is_shown_the_server_text_and_that_reading_is_noted(world, api, people):
    before = newest()

    answered = api(people.sergeant).put(f"/records/{world.draft.pk}/sections/what", {"text": "Mine"}, version=1)

    section = Section.objects.get(record=world.draft)
    assert (answered.status_code, answered.json()["current"]) == (
        412,
        {"version": 2, "text": "Draft words", "visibility": "TWO_OF_US"},
    )
    assert entries_after(before) == ["CONSULT section"]
    assert Entry.objects.order_by("-seq").first().key == f"supervision.section:{section.pk}"


def test_a_broken_seal_is_loud_and_noted(world, api, people):
    Section.objects.filter(record=world.draft).update(stage="now-what")
    before = newest()

    answered = api(people.sergeant).get(f"/records/{world.draft.pk}")

    assert answered.status_code == 500
    assert "Draft words" not in answered.content.decode()
    noted = Entry.objects.filter(seq__gt=before).values_list("outcome", "reason")
    assert list(noted) == [("DENY", "seal broken")]


def test_both_see_every_opening_by_either_and_nobody_else_sees_any(world, pair, people):
    for actor in (pair.sergeant, pair.socialworker, pair.sergeant):
        pair.opens(world.locked, by=actor)

    seen = {
        actor: [(one.name, one.is_me) for one in who_read_this(actor=actor, record_id=world.locked.pk).readings]
        for actor in (pair.sergeant, pair.socialworker)
    }

    assert seen == {
        pair.sergeant: [("Sam Okoro", True), ("Noor Castell", False), ("Sam Okoro", True)],
        pair.socialworker: [("Sam Okoro", False), ("Noor Castell", True), ("Sam Okoro", False)],
    }


@pytest.mark.parametrize(("readings", "pages"), [(1, 1), (2, 1), (3, 2), (5, 3)])
def test_every_opening_stands_on_one_of_the_pages(world, pair, readings, pages):
    openers = [pair.sergeant, pair.socialworker, pair.socialworker, pair.sergeant, pair.socialworker][:readings]
    for actor in openers:
        pair.opens(world.locked, by=actor)

    seen = []
    for page in range(1, pages + 1):
        found = who_read_this(actor=pair.sergeant, record_id=world.locked.pk, page=page, on_a_page=2)
        seen += found.readings
        assert found.has_earlier == (page < pages)

    assert [one.is_me for one in seen] == [actor == pair.sergeant for actor in reversed(openers)]


def test_private_sections_leave_no_mark_that_the_other_can_see(pair, api):
    record = pair.starts()
    theirs = api(pair.sergeant)
    before = masked(theirs.get(f"/records/{record.pk}"))

    pair.writes(record, "Only mine", by=pair.socialworker)
    pair.writes(record, "Only mine, longer", by=pair.socialworker, version=1)
    pair.writes(record, "And this", by=pair.socialworker, stage="so-what")

    assert masked(theirs.get(f"/records/{record.pk}")) == before
    assert Record.objects.get(pk=record.pk).version == 1
    mine = pair.opens(record, by=pair.socialworker)
    assert [stage.mine.text if stage.mine else "" for stage in mine.stages] == ["Only mine, longer", "And this", ""]


def masked(response):
    return response.json(), response["ETag"]


def test_the_trail_holds_ids_and_fixed_phrases_only(world):
    sign_amendment(actor=world.pair.socialworker, amendment_id=world.amendment.pk, now=world.pair.now)

    entries = Entry.objects.filter(key__startswith="supervision.")
    reasons = set(entries.values_list("reason", flat=True))
    keys = {key.split(":")[1] for key in entries.values_list("key", flat=True)}

    assert reasons <= {
        "",
        "proposed",
        "signed",
        "planned",
        "started",
        "TWO_OF_US",
        "shared for signing",
        "signed and locked",
        "amendment proposed",
        "cancelled",
        "captured",
        "times proposed",
        # The same for every way in which a record ends without signatures.
        "ended",
        "done",
    }
    assert all(uuid.UUID(key) for key in keys)
