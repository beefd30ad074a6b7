from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from backend.audit.models import Entry
from backend.identity.models import Membership, Person
from backend.kernel.errors import Invalid, NotFound, NotPermitted, WrongMoment
from backend.notifications.models import Notice
from backend.notifications.queries import inbox
from practice_wisdom.manual.models import Approval, Page, Revision, Schedule
from practice_wisdom.manual.operations import schedules
from practice_wisdom.manual.operations.approvals import return_revision
from practice_wisdom.manual.operations.revisions import start_draft
from practice_wisdom.manual.operations.schedules import (
    cancel_schedule,
    carry_out_schedules,
    schedule_publishing,
    schedule_withdrawal,
)
from practice_wisdom.manual.operations.withdrawals import withdraw_page

pytestmark = pytest.mark.django_db

SOON = timedelta(hours=3)


@pytest.fixture
def plan(people, now):
    def _plan(revision, *, actor=None, at=SOON, significance="MINOR"):
        return schedule_publishing(
            actor=actor or people.trainer,
            revision_id=revision.id,
            version=revision.version,
            at=now + at,
            significance=significance,
            now=now,
        )

    return _plan


@pytest.fixture
def plan_withdrawal(people, now):
    def _plan(*, actor=None, number=1, instead=""):
        return schedule_withdrawal(
            actor=actor or people.trainer,
            slug="cuckooing",
            number=number,
            at=now + SOON,
            reason="The service closes.",
            instead=instead,
            now=now,
        )

    return _plan


def states():
    return list(Schedule.objects.order_by("id").values_list("state", flat=True))


def told(actor):
    return [line.kind for line in inbox(actor=actor)]


@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        ("trainer", None),
        ("approver", None),
        ("officer", NotFound),
        ("lead", NotPermitted),
        ("nurse", NotPermitted),
        ("outsider", NotFound),
    ],
)
def test_curators_plan_and_cancel_and_nobody_else(people, stages, plan, now, who, refusal):
    approved, actor = stages.approved(), getattr(people, who)
    if refusal:
        with pytest.raises(refusal):
            plan(approved, actor=actor)
        planned = plan(approved)
        with pytest.raises(refusal if who in {"outsider", "nurse", "lead"} and refusal is NotPermitted else Exception):
            cancel_schedule(actor=actor, schedule_id=planned.id, now=now)
        assert states() == ["WAITING"]
    else:
        cancel_schedule(actor=actor, schedule_id=plan(approved, actor=actor).id, now=now)
        assert states() == ["CANCELLED"]


def test_it_is_published_when_its_time_has_come_and_once(people, stages, plan, now):
    approved = stages.approved()
    plan(approved, significance="URGENT")

    assert carry_out_schedules(now=now + SOON - timedelta(seconds=1)) == 0
    assert Page.objects.get().live_revision_id is None
    assert [carry_out_schedules(now=now + SOON) for _ in range(2)] == [1, 0]

    live = Revision.objects.get()
    assert (live.state, live.significance, live.published_at) == ("LIVE", "URGENT", now + SOON)
    assert (live.published_by_id, states()) == (people.trainer.membership_id, ["DONE"])
    assert told(people.officer) == ["manual.page_urgent"]


def test_the_actor_in_the_trail_is_who_planned_it(people, stages, plan, now):
    plan(stages.approved())
    carry_out_schedules(now=now + SOON)

    rows = Entry.objects.filter(reason__in=["published", "schedule carried out"])
    assert set(rows.values_list("actor_membership_id", flat=True)) == {people.trainer.membership_id}
    assert rows.count() == 2


def test_a_worker_that_was_away_for_days_publishes_late(stages, plan, now):
    plan(stages.approved())

    assert carry_out_schedules(now=now + timedelta(days=9)) == 1


def test_a_clock_that_jumps_back_publishes_nothing_twice(stages, plan, now):
    plan(stages.approved())
    carry_out_schedules(now=now + SOON)

    assert [carry_out_schedules(now=now - timedelta(days=1)), carry_out_schedules(now=now + SOON)] == [0, 0]
    assert Entry.objects.filter(reason="published").count() == 1


def test_a_page_is_withdrawn_when_its_time_has_come(people, stages, plan_withdrawal, now):
    stages.live()
    plan_withdrawal()

    assert carry_out_schedules(now=now + SOON) == 1
    assert (Page.objects.get().live_revision_id, Revision.objects.get().state, states()) == (
        None,
        "WITHDRAWN",
        ["DONE"],
    )


def test_it_is_withdrawn_also_when_the_page_to_see_instead_is_gone(people, stages, plan_withdrawal, now):
    stages.live()
    stages.live(slug="better")
    plan_withdrawal(instead="better")
    withdraw_page(actor=people.trainer, slug="better", number=1, reason="Not better.", now=now)

    assert carry_out_schedules(now=now + SOON) == 1
    assert not Page.objects.filter(live_revision__isnull=False).exists()


@pytest.mark.parametrize("at", [timedelta(0), timedelta(seconds=-1), timedelta(days=-400), timedelta(days=367)])
def test_the_moment_lies_ahead_and_within_a_year(stages, plan, at):
    with pytest.raises(Invalid) as refused:
        plan(stages.approved(), at=at)

    assert set(refused.value.fields) == {"at"}


def test_only_an_approved_revision_is_planned(stages, plan):
    with pytest.raises(WrongMoment):
        plan(stages.in_review())


def test_one_thing_at_a_time_is_planned_for_a_page(stages, plan):
    approved = stages.approved()
    plan(approved)

    with pytest.raises(WrongMoment):
        plan(approved)
    with pytest.raises(IntegrityError), transaction.atomic():
        Schedule.objects.create(**Schedule.objects.values().get() | {"id": None})


def test_sent_back_meanwhile_it_does_not_happen_and_its_planner_is_told(people, stages, plan, now):
    approved = stages.approved()
    plan(approved)
    return_revision(actor=people.lead, revision_id=approved.id, version=approved.version, reason="No.", now=now)

    assert carry_out_schedules(now=now + SOON) == 0
    assert (Page.objects.get().live_revision_id, states()) == (None, ["CANCELLED"])
    assert told(people.trainer) == ["manual.schedule_stopped"]


def test_approvals_that_fell_in_any_other_way_stop_it(people, stages, plan, now):
    plan(stages.approved())
    Approval.objects.filter(organisation_kind="POLICE").delete()

    assert carry_out_schedules(now=now + SOON) == 0
    assert (Page.objects.get().live_revision_id, states(), told(people.trainer)) == (
        None,
        ["FAILED"],
        ["manual.schedule_failed"],
    )
    assert Entry.objects.filter(reason="schedule did not happen", outcome="DENY").count() == 1


def test_published_by_hand_meanwhile_a_planned_withdrawal_falls(people, stages, plan_withdrawal, now):
    stages.live()
    plan_withdrawal(actor=people.approver)
    newer = stages.approve(stages.submitted(start_draft(actor=people.trainer, slug="cuckooing", now=now)))
    stages.publish(newer)

    assert carry_out_schedules(now=now + SOON) == 0
    assert (Page.objects.get().live_revision_id, states()) == (newer.id, ["CANCELLED"])
    assert told(people.approver) == ["manual.schedule_stopped"]


def test_published_by_hand_before_its_time_it_is_not_published_again(stages, plan, now):
    approved = stages.approved()
    plan(approved)
    stages.publish(approved)

    assert carry_out_schedules(now=now + SOON) == 0
    assert (states(), Notice.objects.count()) == (["CANCELLED"], 0)


def test_whoever_planned_it_is_gone_so_it_does_not_happen_and_other_curators_are_told(people, stages, plan, now):
    plan(stages.approved())
    Membership.objects.filter(id=people.trainer.membership_id).update(
        disabled_at=now, disabled_by=people.police_admin.person_id
    )

    assert carry_out_schedules(now=now + SOON) == 0
    assert (Page.objects.get().live_revision_id, states()) == (None, ["FAILED"])
    assert told(people.approver) == ["manual.schedule_failed"]


@pytest.mark.parametrize("how", ["roles", "person"])
def test_whoever_planned_it_may_not_publish_any_more(people, stages, plan, now, how):
    plan(stages.approved())
    if how == "roles":
        Membership.objects.filter(id=people.trainer.membership_id).update(roles=["READER"])
    else:
        Person.objects.filter(id=people.trainer.person_id).update(is_active=False)

    assert (carry_out_schedules(now=now + SOON), states()) == (0, ["FAILED"])
    assert told(people.approver) == ["manual.schedule_failed"]


@pytest.mark.parametrize("place", ["publish_revision", "_record"])
def test_cut_short_anywhere_nothing_of_it_happened_and_the_next_round_does_it(
    people, stages, plan, now, monkeypatch, place
):
    plan(stages.approved(slug="one"))
    plan(stages.approved(slug="two"))
    real, calls = getattr(schedules, place), []

    def fails_at_first(*args, **kwargs):
        done = real(*args, **kwargs)
        calls.append(done)
        if len(calls) == 1:
            raise RuntimeError("the power went")
        return done

    monkeypatch.setattr(schedules, place, fails_at_first)

    assert carry_out_schedules(now=now + SOON) == 1
    assert sorted(states()) == ["DONE", "WAITING"]
    assert (Revision.objects.filter(state="LIVE").count(), Entry.objects.filter(reason="published").count()) == (1, 1)
    assert carry_out_schedules(now=now + SOON) == 1
    assert Entry.objects.filter(reason="published").count() == 2


def test_a_cancelled_one_does_not_happen_and_is_cancelled_once(people, stages, plan, now):
    planned = plan(stages.approved())
    cancel_schedule(actor=people.trainer, schedule_id=planned.id, now=now)

    with pytest.raises(WrongMoment):
        cancel_schedule(actor=people.trainer, schedule_id=planned.id, now=now)
    assert carry_out_schedules(now=now + SOON) == 0
