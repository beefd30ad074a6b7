"""Somebody has left their organisation, moved to another or was disabled: what ends at once, and what stays theirs."""

from datetime import timedelta

import pytest
from django.test import Client

from backend.audit.models import Entry
from backend.identity.models import Membership, Organisation, Person
from backend.identity.queries.hats import hats_of
from backend.kernel.errors import Invalid, NotFound, NotPermitted, WrongMoment
from supervision.models import DataKey, DataRequest, RetentionRule, Section
from supervision.operations.former_member import ask_for_former_member, hand_over_export
from supervision.operations.hold import place_hold
from supervision.operations.retention import delete_what_is_due
from supervision.operations.subject_access import open_my_data, release_request, take_copy
from supervision.queries.former_member import to_hand_over
from supervision.queries.hold import members
from tests.supervision.conftest import Group
from tests.supervision.officers import Officers

DAY = timedelta(days=1)


def disable(actor, now):
    Membership.objects.filter(pk=actor.membership_id).update(disabled_at=now, disabled_by=actor.person_id)


def moved(actor, now):
    """To the health trust of the same partnership; the former membership is disabled."""
    there = Organisation.objects.get(kind="HEALTH", partnerships=actor.partnership_id)
    Membership.objects.create(
        person_id=actor.person_id, organisation=there, job_title="Nurse", roles=["READER"], joined_at=now
    )
    disable(actor, now)
    (hat,) = hats_of(person_id=actor.person_id)
    return hat.actor


def words_in(document):
    return [line["text"] for chapter in document["chapters"] for line in chapter["lines"] if line["text"]]


@pytest.fixture
def record(pair):
    """One private and one shared section by each of the two."""
    record = pair.starts()
    for actor, name in ((pair.sergeant, "sergeant"), (pair.socialworker, "social worker")):
        pair.writes(record, f"Shared by the {name}", by=actor, visibility="TWO_OF_US")
        pair.writes(record, f"Private to the {name}", by=actor, stage="so-what")
    return record


@pytest.mark.parametrize("how", ["disabled", "person inactive"])
def test_nothing_opens_any_more_from_the_next_request_on(record, pair, api, how):
    mine = api(pair.socialworker)
    addresses = ["/my-data", "/my-data/copy", "/agreements", f"/records/{record.pk}"]
    assert {mine.get(path).status_code for path in addresses} == {200}

    if how == "disabled":
        disable(pair.socialworker, pair.now)
    else:
        Person.objects.filter(pk=pair.socialworker.person_id).update(is_active=False)

    answered = [mine.get(path) for path in addresses]
    assert {one.status_code for one in answered} <= {401, 403}
    assert not any("social worker" in one.content.decode() for one in answered)


def test_a_copy_taken_before_the_move_has_ones_own_words_and_no_others(record, pair):
    found = words_in(take_copy(actor=pair.socialworker, now=pair.now))

    assert {"Shared by the social worker", "Private to the social worker"} <= set(found)
    assert not any("sergeant" in text for text in found)


def test_after_the_move_the_new_hat_finds_nothing_of_the_former_one(record, pair, api):
    there = moved(pair.socialworker, pair.now)
    new = api(there)

    assert [new.get(path).json() for path in ("/agreements", "/sessions", "/captures")] == [[], [], []]
    assert new.get(f"/records/{record.pk}").status_code == 404
    assert words_in(take_copy(actor=there, now=pair.now)) == []
    assert open_my_data(actor=there, now=pair.now) == []


def test_back_in_the_same_membership_everything_opens_again(record, pair, api):
    mine = api(pair.socialworker)
    disable(pair.socialworker, pair.now)
    assert mine.get(f"/records/{record.pk}").status_code == 403

    Membership.objects.filter(pk=pair.socialworker.membership_id).update(disabled_at=None, disabled_by=None)

    assert "Private to the social worker" in mine.get(f"/records/{record.pk}").content.decode()


def test_the_other_one_keeps_reading_what_was_shared_and_learns_nothing_more(record, pair):
    disable(pair.socialworker, pair.now)

    texts = [text.text for stage in pair.opens(record, by=pair.sergeant).stages for text in stage.others]

    assert texts == ["Shared by the social worker"]


def test_a_new_manager_in_the_same_seat_of_the_organisation_inherits_nothing(record, pair, people, api, now):
    disable(pair.socialworker, now)
    Membership.objects.filter(pk=people.approver.membership_id).update(
        job_title="Team manager", roles=["READER", "SUPERVISOR", "LEAD", "ORG_ADMIN"]
    )
    successor = next(hat.actor for hat in hats_of(person_id=people.approver.person_id))

    assert api(successor).get(f"/records/{record.pk}").status_code == 404
    assert api(successor).get("/agreements").json() == []


def test_the_rules_of_the_former_organisation_go_on_for_their_words(record, pair, people):
    """The council keeps reflective words for a year here, the police for two; where they work now does not count."""
    council = {"organisation_id": people.socialworker.organisation_id, "kind": "REFLECTIVE", "number": 1}
    _rule(council, length=12, pair=pair, people=people)
    moved(pair.socialworker, pair.now)

    delete_what_is_due(now=pair.now + 500 * DAY)

    left = Section.objects.filter(record=record).values_list("author__membership_id", "visibility")
    assert list(left) == [(pair.sergeant.membership_id, "TWO_OF_US")]


def _rule(council, *, length, pair, people):
    RetentionRule.objects.create(
        **council,
        length=length,
        approved_at=pair.now,
        approved_by_id=people.council_admin.membership_id,
        holds_from=pair.now + DAY,
    )


def test_private_notes_of_somebody_disabled_go_in_their_time(record, pair):
    disable(pair.socialworker, pair.now)

    delete_what_is_due(now=pair.now + 31 * DAY)

    assert not Section.objects.filter(record=record, visibility="ONLY_ME").exists()
    assert Section.objects.filter(record=record, visibility="TWO_OF_US").count() == 2


def test_six_years_after_the_end_all_of_it_goes_with_the_key_also_of_those_who_left(record, pair):
    agreement = record.session.agreement
    pair.parts(agreement)
    disable(pair.socialworker, pair.now)
    disable(pair.sergeant, pair.now)

    delete_what_is_due(now=pair.now + 7 * 366 * DAY)

    assert not Section.objects.exists()
    assert not DataKey.objects.filter(agreement=agreement).exists()


def test_a_hold_and_a_disclosure_reach_those_who_left(record, pair, people, now):
    disable(pair.sergeant, now)
    assert pair.sergeant.membership_id in [one.membership_id for one in members(actor=people.privacy_officer)]
    disclosure = Officers(people, people.sergeant, now).existence()
    assert disclosure.state == "EXISTENCE"
    place_hold(
        actor=people.privacy_officer,
        membership_id=pair.sergeant.membership_id,
        reason="INQUEST",
        reference="INQ/7",
        review_on=(now + 90 * DAY).date(),
        now=now,
    )

    delete_what_is_due(now=now + 10 * 366 * DAY)

    assert Section.objects.filter(record=record).count() == 4


# -- subject access after leaving -------------------------------------------------------------------------------------


def asks(people, now, *, about, by=None):
    return ask_for_former_member(actor=by or people.disclosure_officer, membership_id=about.membership_id, now=now)


def released(people, now):
    request = asks(people, now, about=people.sergeant)
    return release_request(actor=people.privacy_officer, request_id=request.pk, expected_version=1, now=now)


@pytest.mark.parametrize("who", ["sergeant", "socialworker"])
def test_nobody_asks_in_the_place_of_somebody_who_can(record, people, now, who):
    """The sergeant can sign in; the social worker has left, but another organisation."""
    if who == "socialworker":
        disable(people.socialworker, now)

    with pytest.raises(Invalid) as refused:
        asks(people, now, about=getattr(people, who))

    assert (list(refused.value.fields), DataRequest.objects.count()) == (["membership_id"], 0)


@pytest.mark.parametrize("who", ["lead", "police_admin", "officer", "nurse"])
def test_only_officers_note_such_a_request(record, people, now, who):
    disable(people.sergeant, now)

    with pytest.raises(NotPermitted):
        asks(people, now, about=people.sergeant, by=getattr(people, who))


def test_one_request_at_a_time(record, people, now):
    disable(people.sergeant, now)
    asks(people, now, about=people.sergeant)

    with pytest.raises(WrongMoment):
        asks(people, now, about=people.sergeant, by=people.privacy_officer)


def test_what_one_read_another_hands_over_with_the_persons_words_and_nobody_elses(record, people, now):
    disable(people.sergeant, now)
    request = released(people, now)
    assert [one.id for one in to_hand_over(actor=people.disclosure_officer, now=now)] == [request.pk]

    document = hand_over_export(actor=people.disclosure_officer, request_id=request.pk, now=now)

    assert (document["name"], document["organisation"]) == ("Sam Okoro", "Westmarch Police")
    assert {"Shared by the sergeant", "Private to the sergeant"} <= set(words_in(document))
    assert not any("social worker" in text for text in words_in(document))
    noted = Entry.objects.filter(key=f"supervision.data_request:{request.pk}").order_by("seq")
    assert [one.reason for one in noted if one.verb == "DISCLOSE"] == [
        "asked for a former member",
        "released",
        "handed over",
    ]


@pytest.mark.parametrize("who", ["privacy_officer", "lead", "police_admin", "socialworker", "outsider"])
def test_neither_its_reader_nor_anybody_else_hands_it_over(record, people, now, who):
    disable(people.sergeant, now)
    request = released(people, now)

    with pytest.raises(NotFound):
        hand_over_export(actor=getattr(people, who), request_id=request.pk, now=now)


@pytest.mark.parametrize("when", ["before it is read", "a week later", "back again"])
def test_only_what_is_read_and_only_for_a_week_and_only_while_they_are_gone(record, people, now, when):
    disable(people.sergeant, now)
    request = released(people, now) if when != "before it is read" else asks(people, now, about=people.sergeant)
    if when == "back again":
        Membership.objects.filter(pk=people.sergeant.membership_id).update(disabled_at=None, disabled_by=None)
    at = now + 7 * DAY if when == "a week later" else now

    with pytest.raises(NotFound):
        hand_over_export(actor=people.disclosure_officer, request_id=request.pk, now=at)


def test_an_officer_who_shares_an_agreement_with_them_is_kept_away(people, now):
    group = Group(people.sergeant, people.socialworker, people.disclosure_officer, now)
    group.signed()
    disable(people.sergeant, now)
    request = released(people, now)

    with pytest.raises(NotFound):
        hand_over_export(actor=people.disclosure_officer, request_id=request.pk, now=now)


def test_the_pages_note_it_and_hand_the_file_over(record, people, now, sign_in, monkeypatch):
    client, reader = sign_in(Client(), people.disclosure_officer), sign_in(Client(), people.privacy_officer)
    assert "Nobody has left your organisation." in client.get("/supervision/officers/requests/new").content.decode()
    disable(people.sergeant, now)
    sent = {"membership_id": "", "once": "5a5c1c9e-6a0f-4b49-8d3c-2f3b1a7f0d11"}
    assert client.post("/supervision/officers/requests/new", sent).status_code == 422

    sent |= {"membership_id": people.sergeant.membership_id}
    assert client.post("/supervision/officers/requests/new", sent).status_code == 302
    request = DataRequest.objects.get()
    reader.post(f"/supervision/officers/requests/{request.pk}/release", {"version": 1})
    file = f"/supervision/officers/requests/{request.pk}/export.html"
    assert file in client.get("/supervision/officers/").content.decode()

    handed = client.get(file)

    assert "Private to the sergeant" in handed.content.decode()
    assert "attachment" in handed["Content-Disposition"]
    assert reader.get(file).status_code == 404
