"""Coming, going, and being taken off: each binds at once, and nobody inherits what was said before."""

from datetime import timedelta

import pytest

from backend.identity.models import Membership
from backend.kernel.errors import Invalid, NotFound, Stale, WrongMoment
from supervision.models import Record
from supervision.operations import participant as participants
from supervision.operations import session as sessions
from supervision.operations.agreement import open_agreement
from supervision.operations.record import open_record
from supervision.queries.overview import my_supervision


def opens(group, agreement, *, by, number=None):
    return open_agreement(actor=by, agreement_id=agreement.pk, number=number, now=group.now)


def in_force_with(group, agreement, actor):
    group.brings_in(agreement, actor)
    for one in [*group.everybody, actor]:
        agreement = group.signs(agreement, by=one)
    return agreement


def shared(group, agreement):
    record = group.starts(group.plans(agreement))
    group.writes(record, "For all of us", visibility="EVERYONE_IN_SESSION")
    return group.shares(record)


def test_somebody_more_joins_when_all_have_signed_they_too(group, people):
    agreement = group.signed()
    group.brings_in(agreement, people.officer)

    waiting = opens(group, agreement, by=people.officer)
    states = [group.signs(agreement, by=one).in_force for one in [*group.everybody, people.officer]]

    assert (waiting.can_sign, waiting.can_plan_session, waiting.can_end, waiting.in_force) == (True, False, False, 1)
    assert states == [1, 1, 1, 2]
    assert opens(group, agreement, by=people.officer).can_plan_session is True


def test_whoever_comes_later_reads_nothing_from_before(group, people):
    agreement = group.signed()
    before, after = group.plans(agreement, days=-3), group.plans(agreement, days=3)
    record = group.starts(before)
    in_force_with(group, agreement, people.officer)

    assert opens(group, agreement, by=people.officer, number=2).circle.me.name == "Robin Hale"
    with pytest.raises(NotFound):
        opens(group, agreement, by=people.officer, number=1)
    with pytest.raises(NotFound):
        open_record(actor=people.officer, record_id=record.pk, now=group.now)
    with pytest.raises(NotFound):
        sessions.open_session(actor=people.officer, session_id=before.pk, now=group.now)
    assert sessions.open_session(actor=people.officer, session_id=after.pk, now=group.now).card.id == after.pk
    mine = my_supervision(actor=people.officer, now=group.now)
    assert ([card.id for card in mine.next_sessions], mine.unfinished_records) == ([after.pk], [])


def test_a_record_from_before_is_signed_by_those_who_were_there(group, people):
    agreement = group.signed()
    record = group.starts(group.plans(agreement, days=-3))
    group.writes(record, "For all of us", visibility="EVERYONE_IN_SESSION")
    in_force_with(group, agreement, people.officer)

    locked = group.locks(group.shares(record))

    assert locked.state == "LOCKED"
    assert len(group.opens(locked, by=group.third).circle.others) == 2


@pytest.mark.parametrize("who", ["sergeant", "outsider"])
def test_only_somebody_new_from_the_partnership_is_brought_in(group, people, who):
    agreement = group.signed()

    with pytest.raises(Invalid) as refused:
        group.brings_in(agreement, getattr(people, who))

    assert list(refused.value.fields) == ["membership_id"]
    agreement.refresh_from_db()
    assert (agreement.version, agreement.participants.count()) == (1, 3)


def test_whoever_has_not_joined_brings_nobody_in(group, people):
    agreement = group.signed()
    group.brings_in(agreement, people.officer)

    with pytest.raises(WrongMoment):
        group.brings_in(agreement, people.officer, by=people.officer)


def test_leaving_binds_on_the_next_request_and_what_waited_waits_no_longer(group, people, api):
    agreement = in_force_with(group, group.signed(), people.officer)
    record = shared(group, agreement)
    for one in (group.sergeant, group.socialworker, group.third):
        group.signs_record(record, by=one)
    theirs = api(people.officer)
    assert theirs.get(f"/records/{record.pk}").status_code == 200

    theirs.post(f"/agreements/{agreement.pk}/leave", version=2)

    found = [theirs.get(path).status_code for path in (f"/records/{record.pk}", f"/agreements/{agreement.pk}")]
    assert (found, theirs.get("/agreements").json()) == ([404, 404], [])
    record.refresh_from_db()
    agreement.refresh_from_db()
    assert (record.state, agreement.state) == ("LOCKED", "SIGNED")
    names = [who.name for who in group.opens(record, by=group.third).circle.others]
    assert "Robin Hale" not in names


def test_a_version_that_waited_for_the_one_who_left_comes_into_force(group, people):
    agreement = group.signed()
    group.brings_in(agreement, people.officer)
    for one in group.everybody:
        group.signs(agreement, by=one)

    left = group.leaves(agreement, by=people.officer)

    assert (left.state, left.in_force) == ("SIGNED", 2)


@pytest.mark.parametrize("who", ["sergeant", "socialworker"])
def test_a_group_of_two_or_without_a_facilitator_ends(group, people, who):
    agreement = group.signed()
    if who == "sergeant":
        in_force_with(group, agreement, people.officer)

    assert group.leaves(agreement, by=getattr(people, who)).state == "ENDED"


def test_whoever_left_can_be_brought_in_again_as_somebody_new(group, people):
    agreement = in_force_with(group, group.signed(), people.officer)
    record = shared(group, agreement)
    group.leaves(agreement, by=people.officer)

    group.now += timedelta(days=30)
    in_force_with(group, agreement, people.officer)

    with pytest.raises(NotFound):
        open_record(actor=people.officer, record_id=record.pk, now=group.now)
    assert opens(group, agreement, by=people.officer).circle.me.first_version == 3


def test_somebody_disabled_is_out_at_once_and_is_taken_off_so_that_the_others_can_sign(group, people, api):
    agreement = in_force_with(group, group.signed(), people.officer)
    record = shared(group, agreement)
    for one in (group.sergeant, group.socialworker, group.third):
        group.signs_record(record, by=one)
    theirs = api(people.officer)

    Membership.objects.filter(pk=people.officer.membership_id).update(
        disabled_at=group.now, disabled_by=people.lead.person_id
    )

    assert theirs.get(f"/records/{record.pk}").status_code == 403
    page = opens(group, agreement, by=group.third)
    assert [who.name for who in page.may_be_taken_off] == ["Robin Hale"]
    group.takes_off(agreement, people.officer, by=group.third)
    assert Record.objects.get(pk=record.pk).state == "LOCKED"


def test_nobody_is_taken_off_who_can_sign_in_and_has_joined(group):
    agreement = group.signed()

    with pytest.raises(WrongMoment):
        group.takes_off(agreement, group.third)

    assert agreement.participants.filter(left_at=None).count() == 3


def test_whoever_has_not_joined_may_be_taken_off(group, people):
    agreement = group.signed()
    group.brings_in(agreement, people.officer)

    group.takes_off(agreement, people.officer)

    with pytest.raises(NotFound):
        opens(group, agreement, by=people.officer)


def test_two_do_not_leave_one_another_they_end(pair):
    with pytest.raises(WrongMoment):
        participants.leave(actor=pair.sergeant, agreement_id=pair.signed().pk, expected_version=1, now=pair.now)


def test_going_needs_the_version_that_was_read(group, people):
    agreement = group.signed()
    group.brings_in(agreement, people.officer)

    with pytest.raises(Stale):
        participants.leave(actor=group.third, agreement_id=agreement.pk, expected_version=1, now=group.now)


def test_lines_of_whoever_left_stay_in_the_versions_they_were_written_in(group, people):
    agreement = in_force_with(group, group.signed(), people.officer)
    group.leaves(agreement, by=people.officer)
    group.brings_in(agreement, people.trainer)

    before, now = (opens(group, agreement, by=group.sergeant, number=number).terms.lines for number in (2, 3))

    assert (people.officer.membership_id in before, people.officer.membership_id in now) == (True, False)
