"""A series, times that fit everybody, and another time in place of a cancelled one."""

from datetime import timedelta

import pytest

from backend.kernel.errors import Invalid, NotFound, WrongMoment
from backend.notifications.models import Notice
from supervision.models import FittingTime, Participant, Session, TimeProposal
from supervision.operations import time_proposal as proposals
from supervision.operations.agreement import end_agreement
from supervision.operations.series import plan_series
from supervision.operations.session import open_session, plan_session, rebook_session
from supervision.queries.time_proposal import open_cards, proposal_to_read
from tests.supervision.conftest import Pair

NOT_FREE = "One of you is not free then. Choose another time."


def plans_series(pair, agreement, *days, by=None, minutes=60):
    starts = {f"on_{number}": pair.now + timedelta(days=day) for number, day in enumerate(days)}
    return plan_series(
        actor=by or pair.sergeant, agreement_id=agreement.pk, starts=starts, minutes=minutes, mode="VIDEO", now=pair.now
    )


def told(actor):
    return list(Notice.objects.filter(membership_id=actor.membership_id).values_list("kind", flat=True))


def test_a_series_is_planned_at_once_and_told_once(pair):
    agreement = pair.signed()

    planned = plans_series(pair, agreement, 28, 7, 56)

    assert [session.planned_for for session in planned] == [pair.now + timedelta(days=day) for day in (7, 28, 56)]
    assert (told(pair.socialworker), told(pair.sergeant)) == (["supervision.meetings_planned"], [])


def test_a_series_with_one_wrong_date_plans_nothing_and_names_each(pair):
    agreement = pair.signed()
    pair.plans(agreement, days=3)
    before = Session.objects.count()

    def wrong(*days):
        with pytest.raises(Invalid) as refused:
            plans_series(pair, agreement, *days)
        return refused.value.fields

    assert wrong(7, 3, 3.02) == {"on_1": [NOT_FREE], "on_2": [NOT_FREE]}
    assert wrong(7, 8, 8.02) == {"on_2": ["You have this time twice."]}
    assert wrong(7, -1) == {"on_1": ["Choose a day that is still to come."]}
    assert wrong(7, 4000) == {"on_1": ["Choose a day at most 5 years away."]}
    assert list(wrong()) == ["starts"]
    assert list(wrong(*range(10, 26))) == ["starts"]
    assert Session.objects.count() == before


def test_a_clash_with_a_third_person_says_nothing_of_them(pair, people, now):
    """The sergeant is with somebody else then: the social worker learns that one of the two is not free."""
    elsewhere = Pair(people.sergeant, people.nurse, now)
    elsewhere.plans(elsewhere.signed(), days=5)
    agreement = pair.signed()

    with pytest.raises(Invalid) as refused:
        plans_series(pair, agreement, 5, by=people.socialworker)

    assert (refused.value.fields, "Nurse" in refused.value.message) == ({"on_0": [NOT_FREE]}, False)


def test_one_session_may_be_planned_into_a_clash_on_purpose(pair):
    session = pair.plans()
    how = {"actor": pair.sergeant, "agreement_id": session.agreement_id, "planned_for": session.planned_for}
    how |= {"minutes": 60, "mode": "VIDEO", "now": pair.now}

    with pytest.raises(Invalid) as refused:
        plan_session(avoid_clashes=True, **how)
    plan_session(**how)

    assert (refused.value.fields, Session.objects.count()) == ({"planned_for": [NOT_FREE]}, 2)


def rebooks(pair, session, *, days=9):
    return rebook_session(
        actor=pair.socialworker,
        session_id=session.pk,
        planned_for=pair.now + timedelta(days=days),
        minutes=60,
        mode="PHONE",
        now=pair.now,
    )


def test_a_cancelled_session_is_rebooked_once_and_the_two_are_linked(pair):
    cancelled = pair.cancels(pair.plans())
    assert open_session(actor=pair.sergeant, session_id=cancelled.pk, now=pair.now).can_rebook

    session = rebooks(pair, cancelled)

    before, after = (open_session(actor=pair.sergeant, session_id=one.pk, now=pair.now) for one in (cancelled, session))
    assert (before.rebooked_as.id, before.can_rebook, after.rebooks.id) == (session.pk, False, cancelled.pk)
    for again in (cancelled, session):
        with pytest.raises(WrongMoment):
            rebooks(pair, again, days=20)
    # What is cancelled again is rebooked from there.
    assert rebooks(pair, pair.cancels(session), days=30).rebooks_id == session.pk


def test_nothing_is_rebooked_under_an_agreement_that_has_ended(pair):
    cancelled = pair.cancels(pair.plans())
    end_agreement(actor=pair.sergeant, agreement_id=cancelled.agreement_id, expected_version=1, now=pair.now)

    with pytest.raises(WrongMoment):
        rebooks(pair, cancelled)


def accepts(pair, proposal, *, by=None, number=0):
    time = list(proposal.times.order_by("starts_at"))[number]
    return proposals.accept_time(actor=by or pair.socialworker, proposal_id=proposal.pk, time_id=time.pk, now=pair.now)


def test_a_time_that_fits_both_is_planned(pair):
    proposal = pair.proposes_times(days=(9, 8))
    assert (told(pair.socialworker), told(pair.sergeant)) == (["supervision.times_proposed"], [])
    assert [card.waits_for_me for card in open_cards(actor=pair.socialworker)] == [True]
    assert [card.waits_for_me for card in open_cards(actor=pair.sergeant)] == [False]

    answered = accepts(pair, proposal)

    assert (answered.state, answered.session.planned_for) == ("ACCEPTED", pair.now + timedelta(days=8))
    assert told(pair.sergeant) == ["supervision.meeting_planned"]
    assert open_cards(actor=pair.sergeant) == []
    with pytest.raises(WrongMoment):
        accepts(pair, proposal, number=1)


def test_whoever_proposed_cannot_plan_alone(pair):
    proposal = pair.proposes_times()

    assert accepts(pair, proposal, by=pair.sergeant).state == "OPEN"
    assert Session.objects.count() == 0


def test_in_a_group_a_time_is_planned_when_it_fits_everybody(pair, people):
    agreement = pair.signed()
    third = Participant.objects.create(
        agreement=agreement, membership_id=people.nurse.membership_id, part="SUPERVISEE", joined_at=pair.now
    )
    proposal = pair.proposes_times(agreement)

    assert accepts(pair, proposal).state == "OPEN"
    assert accepts(pair, proposal, number=1).state == "OPEN"
    assert accepts(pair, proposal, by=people.nurse, number=1).state == "ACCEPTED"

    assert FittingTime.objects.filter(participant=third).count() == 1
    assert Session.objects.get().planned_for == pair.now + timedelta(days=41)


def test_other_times_take_the_place_of_those_before(pair):
    first = pair.proposes_times(rebooks=None)

    second = proposals.propose_other_times(
        actor=pair.socialworker,
        proposal_id=first.pk,
        times=[pair.now + timedelta(days=12)],
        minutes=45,
        mode="PHONE",
        now=pair.now,
    )

    assert [card.id for card in open_cards(actor=pair.sergeant)] == [second.pk]
    assert proposal_to_read(actor=pair.sergeant, proposal_id=first.pk).state == "REPLACED"
    with pytest.raises(WrongMoment):
        accepts(pair, first)
    assert accepts(pair, second, by=pair.sergeant).session.minutes == 45


def test_a_second_proposal_waits_for_the_first(pair):
    proposal = pair.proposes_times()

    with pytest.raises(WrongMoment):
        pair.proposes_times(proposal.agreement, days=(50,))
    proposals.withdraw_times(actor=pair.socialworker, proposal_id=proposal.pk, now=pair.now)
    pair.proposes_times(proposal.agreement, days=(50,))

    assert TimeProposal.objects.filter(state="OPEN").count() == 1


@pytest.mark.parametrize("days", [(), (1, 2, 3, 4), (-1,), (4000,)])
def test_times_that_cannot_be_proposed_say_why(pair, days):
    with pytest.raises(Invalid):
        pair.proposes_times(days=days)

    assert TimeProposal.objects.count() == 0


def test_a_time_taken_meanwhile_is_not_accepted(pair):
    proposal = pair.proposes_times(days=(5,))
    pair.plans(days=5)

    with pytest.raises(WrongMoment) as refused:
        accepts(pair, proposal)

    assert (refused.value.message, FittingTime.objects.count()) == (NOT_FREE, 1)


def test_times_in_place_of_a_cancelled_session_link_the_two(pair):
    cancelled = pair.cancels(pair.plans())

    answered = accepts(pair, pair.proposes_times(cancelled.agreement, rebooks=cancelled))

    assert answered.session.rebooks_id == cancelled.pk
    with pytest.raises(WrongMoment):
        pair.proposes_times(cancelled.agreement, days=(60,), rebooks=cancelled)


def test_a_session_of_another_agreement_is_nothing_to_rebook(pair, people, now):
    elsewhere = Pair(people.sergeant, people.nurse, now)
    theirs = elsewhere.cancels(elsewhere.plans())

    with pytest.raises(NotFound):
        pair.proposes_times(pair.signed(), rebooks=theirs)
