"""Somebody has left their organisation, moved to another or was disabled: what ends at once, and what stays theirs."""

from datetime import timedelta

import pytest

from backend.identity.models import Membership, Organisation, Person
from backend.identity.queries.hats import hats_of
from supervision.models import DataKey, RetentionRule, Section
from supervision.operations.hold import place_hold
from supervision.operations.retention import delete_what_is_due
from supervision.operations.subject_access import open_my_data, take_copy
from supervision.queries.hold import members
from tests.supervision.operations.test_disclosure import Officers

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
