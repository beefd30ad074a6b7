from datetime import timedelta

import pytest

from backend.audit.models import Entry
from backend.identity.models import Membership
from backend.notifications.models import Notice
from backend.notifications.queries import inbox
from practice_wisdom.manual.models import Page, Reminder, Withdrawal
from practice_wisdom.manual.operations import reminders
from practice_wisdom.manual.operations.confirmations import confirm_page
from practice_wisdom.manual.operations.owners import change_owner
from practice_wisdom.manual.operations.reminders import remind_and_withdraw
from practice_wisdom.manual.operations.settings import change_settings
from practice_wisdom.manual.queries.withdrawals import withdrawn_page

# Mail goes out after the commit.
pytestmark = pytest.mark.django_db


@pytest.fixture
def due(stages):
    """At noon of the day that is so many days before its date."""
    review_by = stages.live().review_by

    def _due(days, *, hours=0):
        return stages.now + (review_by - stages.now.date()) - timedelta(days=days) + timedelta(hours=hours)

    return _due


@pytest.fixture
def remind(django_capture_on_commit_callbacks):
    def _remind(at):
        with django_capture_on_commit_callbacks(execute=True):
            remind_and_withdraw(now=at)

    return _remind


@pytest.fixture
def rule(people, now):
    def _rule(days, *, version=0):
        change_settings(actor=people.police_admin, version=version, withdraw_overdue_after_days=days, now=now)

    return _rule


def stages_told():
    return list(Reminder.objects.order_by("id").values_list("stage", flat=True))


def disable(actor, by, now):
    Membership.objects.filter(id=actor.membership_id).update(disabled_at=now, disabled_by=by.person_id)


def test_the_owner_is_reminded_at_each_stage_and_weekly_after(people, due, remind, mailoutbox):
    for days in range(35, -16, -1):
        remind(due(days))

    assert stages_told() == ["30", "14", "0", "-7", "-14"]
    assert {message.to[0] for message in mailoutbox} == {"trainer@police.example"}
    assert len(mailoutbox) == 5
    assert {line.kind for line in inbox(actor=people.trainer)} == {
        "manual.review_in_30",
        "manual.review_in_14",
        "manual.review_today",
        "manual.review_overdue",
    }


def test_never_twice_for_one_stage_however_often_it_runs(due, remind, mailoutbox):
    for hours in (0, 1, 2, 3):
        remind(due(30, hours=hours))
    remind(due(31))
    remind(due(29))

    assert (stages_told(), len(mailoutbox), Notice.objects.count()) == (["30"], 1, 1)


def test_a_worker_that_was_away_tells_the_last_stage_only(due, remind, mailoutbox):
    remind(due(-9))

    assert (stages_told(), len(mailoutbox)) == (["-7"], 1)


def test_one_mail_for_all_pages_of_a_day_without_a_title(stages, due, remind, mailoutbox):
    stages.live(slug="second", title="A second page")
    remind(due(30))
    stages.live(slug="third")
    remind(due(30, hours=2))

    (message,) = mailoutbox
    assert len(stages_told()) == 3
    assert "2 of the manual pages in your care need checking" in message.body
    assert "/manual/desk" in message.body
    assert "Cuckooing" not in message.body + message.subject


def test_confirmed_it_is_quiet_until_the_next_time(people, due, remind, mailoutbox):
    remind(due(14))
    confirm_page(actor=people.trainer, slug="cuckooing", number=1, now=due(13))
    remind(due(0))

    assert (stages_told(), len(mailoutbox)) == (["14"], 1)


def test_a_new_owner_is_told_at_the_stage_it_is_at(people, due, remind, mailoutbox):
    remind(due(14))
    change_owner(
        actor=people.trainer,
        slug="cuckooing",
        email="officer@police.example",
        instead_of=people.trainer.membership_id,
        now=due(13),
    )
    remind(due(13))

    assert [message.to[0] for message in mailoutbox] == ["trainer@police.example", "officer@police.example"]


def test_when_the_owner_is_gone_other_curators_are_told(people, due, remind, mailoutbox, now):
    disable(people.trainer, people.police_admin, now)
    Membership.objects.filter(id=people.sergeant.membership_id).update(roles=["READER", "CURATOR"])
    remind(due(14))

    assert [message.to[0] for message in mailoutbox] == ["sergeant@police.example"]


def test_when_its_organisation_has_no_other_curator_those_of_the_partnership_are_told(
    people, due, remind, mailoutbox, now
):
    disable(people.trainer, people.police_admin, now)
    remind(due(14))

    assert [message.to[0] for message in mailoutbox] == ["approver@council.example"]


def test_cut_short_nobody_is_told_and_the_next_round_tells(due, remind, mailoutbox, monkeypatch):
    monkeypatch.setattr(reminders, "notify", lambda **_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        remind(due(14))
    assert (stages_told(), len(mailoutbox)) == ([], 0)
    monkeypatch.undo()

    remind(due(14))
    assert (stages_told(), len(mailoutbox)) == (["14"], 1)


def test_without_the_rule_an_overdue_page_stays(due, remind):
    for days in range(0, -200, -10):
        remind(due(days))

    assert Page.objects.get().live_revision_id


def test_with_the_rule_its_owner_is_warned_seven_days_before_it_goes(people, due, remind, rule):
    rule(30)
    for days in range(0, -30, -1):
        remind(due(days))
        warned = "withdrawal" in stages_told()
        assert (warned, bool(Page.objects.get().live_revision_id)) == (days <= -23, True)

    remind(due(-30))

    assert Page.objects.get().live_revision_id is None
    found = withdrawn_page(actor=people.officer, slug="cuckooing")
    assert (found.by, found.cause, found.reason) == ("", "OVERDUE", "Nobody had checked it in time.")
    entry = Entry.objects.get(reason="withdrawn: overdue")
    assert (entry.actor_membership_id, entry.organisation_id) == (None, people.trainer.organisation_id)
    assert "manual.page_withdrawn" in {line.kind for line in inbox(actor=people.trainer)}


@pytest.mark.parametrize("first", [-100, -365])
def test_a_page_long_overdue_is_still_warned_of_for_seven_days(due, remind, rule, first):
    rule(30)
    remind(due(first))
    remind(due(first - 6))
    assert Page.objects.get().live_revision_id

    remind(due(first - 7))
    assert Page.objects.get().live_revision_id is None


def test_a_rule_that_was_changed_warns_again(due, remind, rule):
    rule(30)
    remind(due(-29))
    rule(None, version=1)
    remind(due(-60))
    rule(30, version=2)
    remind(due(-61))

    assert Page.objects.get().live_revision_id


def test_checked_after_the_warning_it_stays(people, due, remind, rule):
    rule(30)
    remind(due(-25))
    confirm_page(actor=people.trainer, slug="cuckooing", number=1, now=due(-26))
    remind(due(-60))

    assert Page.objects.get().live_revision_id


def test_the_rule_of_one_organisation_does_not_bind_pages_of_another(people, due, remind, now):
    change_settings(actor=people.council_admin, version=0, withdraw_overdue_after_days=30, now=now)
    remind(due(-50))
    remind(due(-90))

    assert Page.objects.get().live_revision_id


def test_it_is_withdrawn_once(due, remind, rule):
    rule(30)
    for days in (-23, -30, -30, -31, -60):
        remind(due(days))

    assert Withdrawal.objects.count() == 1


def test_the_same_queries_for_one_and_for_three(stages, due, count_queries):
    def count():
        Reminder.objects.all().delete()
        return count_queries(lambda: remind_and_withdraw(now=due(90)))

    one = count()
    stages.live(slug="two")
    stages.live(slug="three")

    assert (one, count()) == (one, one)
