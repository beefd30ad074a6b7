"""Who sits in the facilitator's seat, who is asked to, and what does not come with it."""

from datetime import timedelta

import pytest

from backend.identity.models import Membership
from backend.kernel.errors import Invalid, NotFound, Stale, WrongMoment
from backend.notifications.models import Notice
from supervision.models import Facilitation, OutgoingMail, Participant
from supervision.operations import facilitation as operations
from supervision.operations.agreement import open_agreement
from supervision.queries.my_data import chapters


def seat_of(agreement, actor):
    return Participant.objects.get(agreement=agreement, membership_id=actor.membership_id, left_at=None)


def asks(group, agreement, actor, *, by=None, version=1):
    return operations.propose_handover(
        actor=by or group.sergeant,
        agreement_id=agreement.pk,
        participant_id=seat_of(agreement, actor).pk,
        expected_version=version,
        now=group.now,
    )


def accepts(group, agreement, *, by=None, now=None):
    return operations.accept_handover(
        actor=by or group.socialworker, agreement_id=agreement.pk, expected_version=1, now=now or group.now
    )


def closes(group, agreement, *, by):
    return operations.close_handover(actor=by, agreement_id=agreement.pk, expected_version=1, now=group.now)


def parts(agreement):
    return dict(agreement.participants.filter(left_at=None).values_list("membership__person__name", "part"))


def disable(group, actor):
    Membership.objects.filter(pk=actor.membership_id).update(disabled_at=group.now, disabled_by=actor.person_id)


def notices(kind):
    found = Notice.objects.filter(kind=f"supervision.{kind}")
    return set(found.values_list("membership_id", flat=True))


def read_by(group, record, actor):
    return [text.text for stage in group.opens(record, by=actor).stages for text in stage.others]


@pytest.fixture
def agreement(group):
    return group.signed()


@pytest.mark.parametrize("who", ["third", "socialworker"])
def test_only_whoever_facilitates_hands_over(group, agreement, who):
    with pytest.raises(WrongMoment):
        asks(group, agreement, group.socialworker, by=getattr(group, who))

    assert Facilitation.objects.filter(agreement=agreement).count() == 1


@pytest.mark.parametrize("who", ["sergeant", "third"])
def test_only_a_member_with_the_role_is_asked(group, agreement, who):
    """The sergeant already facilitates; the third one has no supervisor role."""
    with pytest.raises(Invalid) as refused:
        asks(group, agreement, getattr(group, who))

    assert list(refused.value.fields) == ["participant_id"]


def test_somebody_who_can_no_longer_sign_in_is_not_asked(group, agreement):
    disable(group, group.socialworker)

    with pytest.raises(Invalid):
        asks(group, agreement, group.socialworker)


def test_an_outsider_finds_no_group(group, agreement, people):
    for act in (operations.accept_handover, operations.close_handover):
        with pytest.raises(NotFound):
            act(actor=people.nurse, agreement_id=agreement.pk, expected_version=1, now=group.now)


def test_a_pair_has_no_such_seat(pair):
    agreement = pair.signed()

    with pytest.raises(WrongMoment):
        asks(pair, agreement, pair.socialworker)


def test_one_proposal_at_a_time_and_on_the_version_that_was_read(group, agreement):
    with pytest.raises(Stale):
        asks(group, agreement, group.socialworker, version=7)
    asks(group, agreement, group.socialworker)
    with pytest.raises(WrongMoment):
        asks(group, agreement, group.socialworker)


@pytest.mark.parametrize("who", ["sergeant", "third"])
def test_nobody_accepts_for_another(group, agreement, who):
    asks(group, agreement, group.socialworker)

    with pytest.raises(WrongMoment):
        accepts(group, agreement, by=getattr(group, who))

    assert seat_of(agreement, group.sergeant).part == "FACILITATOR"


def test_whoever_lost_the_role_meanwhile_does_not_accept(group, agreement):
    asks(group, agreement, group.socialworker)
    Membership.objects.filter(pk=group.socialworker.membership_id).update(roles=["READER"])

    with pytest.raises(WrongMoment):
        accepts(group, agreement)


def test_until_there_is_an_answer_everything_stays_and_only_the_one_asked_is_told(group, agreement):
    OutgoingMail.objects.all().delete()

    asks(group, agreement, group.socialworker)

    assert seat_of(agreement, group.sergeant).part == "FACILITATOR"
    assert notices("seat_proposed") == {group.socialworker.membership_id}
    mails = OutgoingMail.objects.values_list("membership_id", "kind")
    assert list(mails) == [(group.socialworker.membership_id, "UPDATE")]


def test_accepted_the_seat_moves_and_all_the_others_are_told(group, agreement):
    asks(group, agreement, group.socialworker)

    accepts(group, agreement)

    assert sorted(parts(agreement).values()) == ["FACILITATOR", "MEMBER", "MEMBER"]
    assert seat_of(agreement, group.socialworker).part == "FACILITATOR"
    assert notices("seat_taken") == {group.sergeant.membership_id, group.third.membership_id}


@pytest.mark.parametrize("who", ["socialworker", "sergeant"])
def test_declined_or_withdrawn_everything_stays_and_the_other_is_told(group, agreement, who):
    asks(group, agreement, group.socialworker)
    actor = getattr(group, who)
    with pytest.raises(WrongMoment):
        closes(group, agreement, by=group.third)

    closes(group, agreement, by=actor)

    assert seat_of(agreement, group.sergeant).part == "FACILITATOR"
    two = {group.sergeant.membership_id, group.socialworker.membership_id}
    assert notices("seat_closed") == two - {actor.membership_id}
    with pytest.raises(WrongMoment):
        accepts(group, agreement)
    assert asks(group, agreement, group.socialworker).began_at is None


def test_a_new_facilitator_inherits_nothing_and_the_former_one_keeps_it(group, agreement):
    before = group.starts(group.plans(agreement))
    group.writes(before, "For the sergeant", by=group.third, visibility="TWO_OF_US")
    group.writes(before, "Mine alone", by=group.sergeant)
    asks(group, agreement, group.socialworker)
    group.now += timedelta(days=10)

    accepts(group, agreement)

    assert read_by(group, before, group.socialworker) == []
    assert read_by(group, before, group.sergeant) == ["For the sergeant"]
    after = group.starts(group.plans(agreement))
    group.writes(after, "For the social worker", by=group.third, visibility="TWO_OF_US")
    assert read_by(group, after, group.socialworker) == ["For the social worker"]
    assert read_by(group, after, group.sergeant) == []


def test_what_is_changed_later_in_an_earlier_record_is_not_the_new_ones_either(group, agreement):
    before = group.starts(group.plans(agreement))
    section = group.writes(before, "For the sergeant", by=group.third, visibility="TWO_OF_US")
    asks(group, agreement, group.socialworker)
    group.now += timedelta(days=1)
    accepts(group, agreement)

    group.writes(before, "For the sergeant, and more", by=group.third, version=section.version)
    group.writes(before, "Late", by=group.third, stage="so-what", visibility="TWO_OF_US")

    assert read_by(group, before, group.socialworker) == []
    assert read_by(group, before, group.sergeant) == ["For the sergeant, and more", "Late"]
    assert group.opens(before, by=group.third).circle.facilitator.name == "Sam Okoro"


def test_handed_back_each_record_stays_with_who_facilitated_it(group, agreement):
    first = group.starts(group.plans(agreement))
    group.writes(first, "First", by=group.third, visibility="TWO_OF_US")
    asks(group, agreement, group.socialworker)
    group.now += timedelta(days=1)
    accepts(group, agreement)
    second = group.starts(group.plans(agreement, days=2))
    group.writes(second, "Second", by=group.third, visibility="TWO_OF_US")
    asks(group, agreement, group.sergeant, by=group.socialworker)
    group.now += timedelta(days=1)
    accepts(group, agreement, by=group.sergeant)

    assert [read_by(group, one, group.sergeant) for one in (first, second)] == [["First"], []]
    assert [read_by(group, one, group.socialworker) for one in (first, second)] == [[], ["Second"]]


def test_with_the_facilitator_gone_from_the_group_there_are_no_two_of_us(group, agreement, people):
    agreement = _with_officer(group, agreement, people)
    record = group.starts(group.plans(agreement, days=3))
    operations.propose_handover(
        actor=group.sergeant,
        agreement_id=agreement.pk,
        participant_id=seat_of(agreement, group.socialworker).pk,
        expected_version=2,
        now=group.now,
    )
    operations.accept_handover(
        actor=group.socialworker, agreement_id=agreement.pk, expected_version=2, now=group.now + timedelta(hours=1)
    )
    group.leaves(agreement, by=group.sergeant, now=group.now + timedelta(hours=2))

    with pytest.raises(Invalid):
        group.writes(record, "For nobody", by=group.third, visibility="TWO_OF_US")
    assert group.opens(record, by=group.third).circle.facilitator is None


def test_having_handed_over_the_former_one_leaves_and_the_group_goes_on(group, agreement, people):
    agreement = _with_officer(group, agreement, people)
    operations.propose_handover(
        actor=group.sergeant,
        agreement_id=agreement.pk,
        participant_id=seat_of(agreement, group.socialworker).pk,
        expected_version=2,
        now=group.now,
    )
    operations.accept_handover(actor=group.socialworker, agreement_id=agreement.pk, expected_version=2, now=group.now)

    assert group.leaves(agreement, by=group.sergeant).state == "SIGNED"


def test_once_the_facilitator_is_disabled_another_is_asked_and_takes_the_seat(group, agreement, people):
    agreement = _with_officer(group, agreement, people)
    disable(group, group.sergeant)
    page = open_agreement(actor=group.third, agreement_id=agreement.pk, now=group.now)
    assert [who.name for who in page.handover.may_be_proposed] == ["Noor Castell"]
    assert page.may_be_taken_off == []
    with pytest.raises(WrongMoment):
        group.takes_off(agreement, group.sergeant, by=group.third)

    with pytest.raises(Invalid):
        asks(group, agreement, group.socialworker, by=group.socialworker, version=2)
    asks(group, agreement, group.socialworker, by=group.third, version=2)
    operations.accept_handover(actor=group.socialworker, agreement_id=agreement.pk, expected_version=2, now=group.now)

    assert group.takes_off(agreement, group.sergeant, by=group.third).state == "SIGNED"
    assert seat_of(agreement, group.socialworker).part == "FACILITATOR"


def test_whoever_leaves_leaves_no_question_behind(group, agreement, people):
    agreement = _with_officer(group, agreement, people)
    asks(group, agreement, group.socialworker, version=2)

    group.leaves(agreement, by=group.socialworker)

    assert Facilitation.objects.filter(agreement=agreement, began_at=None, ended_at=None).count() == 0


def test_ones_time_in_the_seat_is_ones_data(group, agreement):
    asks(group, agreement, group.socialworker)
    accepts(group, agreement)

    def told(actor):
        lines = [line for chapter in chapters(membership_id=actor.membership_id) for line in chapter.lines]
        return sum(line.what == "The facilitator’s seat" for line in lines)

    assert (told(group.sergeant), told(group.socialworker), told(group.third)) == (2, 1, 0)


def _with_officer(group, agreement, people):
    """Four, so that one can go and a group is left."""
    group.brings_in(agreement, people.officer)
    for one in (*group.everybody, people.officer):
        agreement = group.signs(agreement, by=one)
    group.now += timedelta(days=1)
    return agreement
