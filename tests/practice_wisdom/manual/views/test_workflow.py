from datetime import timedelta

import pytest
from django.utils import timezone

from practice_wisdom.manual.models import ManualSettings, Page, Revision, Schedule
from practice_wisdom.manual.operations.addresses import change_address
from practice_wisdom.manual.operations.schedules import carry_out_schedules
from practice_wisdom.manual.operations.withdrawals import withdraw_page
from tests.practice_wisdom.conftest import BODY

pytestmark = pytest.mark.django_db

WHY = "The service has closed."


@pytest.fixture
def read(client, sign_in):
    def _read(who, path, status=200):
        answer = sign_in(client, who).get(path)
        assert answer.status_code == status
        return answer.content.decode()

    return _read


@pytest.fixture
def post(client, sign_in):
    def _post(who, path, status=200, **given):
        answer = sign_in(client, who).post(path, {"once": str(given), **given}, follow=True)
        assert answer.status_code == status
        return answer.content.decode()

    return _post


def later(days=3):
    at = timezone.localtime() + timedelta(days=days)
    return {"at": at.strftime("%Y-%m-%d"), "at_time": at.strftime("%H:%M")}


def test_a_curator_withdraws_a_page_from_the_page(read, post, people, stages):
    stages.live()
    assert "/manual/cuckooing/withdraw" in read(people.trainer, "/manual/cuckooing")
    assert "/manual/cuckooing/withdraw" not in read(people.officer, "/manual/cuckooing")
    assert "Why is this page withdrawn?" in read(people.trainer, "/manual/cuckooing/withdraw")

    sign_in_and_press = post(people.trainer, "/manual/cuckooing/withdraw", 410, number=1, reason=WHY)

    assert WHY in sign_in_and_press
    gone = read(people.officer, "/manual/cuckooing", 410)
    assert (WHY in gone, "This page was withdrawn on" in gone, "Start a new draft" in gone) == (True, True, False)
    assert "Start a new draft" in read(people.trainer, "/manual/cuckooing", 410)
    history = read(people.officer, "/manual/cuckooing/history")
    assert ("Withdrawn on" in history, WHY in history) == (True, True)


def test_nobody_elsewhere_sees_that_it_was_withdrawn(read, people, stages, now):
    stages.live()
    withdraw_page(actor=people.trainer, slug="cuckooing", number=1, reason=WHY, now=now)

    text = read(people.outsider, "/manual/cuckooing", 404)
    assert ("There is nothing here that you can open" in text, "withdrawn" in text.lower()) == (True, False)


def test_an_old_address_leads_to_the_reason(client, sign_in, people, stages, now):
    stages.live()
    change_address(actor=people.trainer, slug="cuckooing", new_slug="home-takeover", now=now)
    withdraw_page(actor=people.trainer, slug="home-takeover", number=1, reason=WHY, now=now)

    answer = sign_in(client, people.officer).get("/manual/cuckooing")

    assert (answer.status_code, answer["Location"]) == (301, "/manual/home-takeover")


def test_links_to_it_say_so(read, people, stages, now):
    stages.live()
    stages.live(slug="other", body=BODY + "\n\nSee [cuckooing](page:cuckooing).")
    assert "(withdrawn)" not in read(people.officer, "/manual/other")

    withdraw_page(actor=people.trainer, slug="cuckooing", number=1, reason=WHY, now=now)

    assert 'cuckooing</a> <span class="muted">(withdrawn)</span>' in read(people.officer, "/manual/other")


@pytest.mark.parametrize("who", ["officer", "lead", "nurse"])
def test_others_do_not_withdraw(read, post, people, stages, who):
    stages.live()

    read(getattr(people, who), "/manual/cuckooing/withdraw", 403)
    post(getattr(people, who), "/manual/cuckooing/withdraw", 403, number=1, reason=WHY)

    assert Page.objects.get().live_revision_id


def test_nothing_typed_is_lost(post, people, stages):
    stages.live()

    text = post(people.trainer, "/manual/cuckooing/withdraw", 422, number=1, reason="My reason", instead="nowhere")

    assert ("My reason" in text, "no other live page" in text) == (True, True)


def test_another_page_is_chosen_from_those_that_are_live(read, people, stages):
    stages.live()
    stages.live(slug="county-lines")

    text = read(people.trainer, "/manual/cuckooing/withdraw")

    assert ('<option value="county-lines">' in text, '<option value="cuckooing">' in text) == (True, False)


def test_a_withdrawal_is_planned_shown_and_cancelled(read, post, people, stages):
    stages.live()

    page = post(people.trainer, "/manual/cuckooing/withdraw", number=1, reason=WHY, **later())

    assert ("Planned: withdraw on" in page, Page.objects.get().live_revision_id is None) == (True, False)
    desk = read(people.trainer, "/manual/desk")
    schedule = Schedule.objects.get()
    assert f"/manual/schedules/{schedule.id}/cancel" in desk
    assert f"/manual/schedules/{schedule.id}/cancel" not in read(people.lead, "/manual/desk")
    assert "Planned" not in read(people.officer, "/manual/cuckooing")
    post(people.trainer, f"/manual/schedules/{schedule.id}/cancel")
    schedule.refresh_from_db()
    assert schedule.state == "CANCELLED"


def test_publishing_is_planned_on_the_revision_and_happens(read, post, people, stages):
    revision = stages.approved()
    where = f"/manual/revisions/{revision.id}"

    page = post(
        people.trainer, f"{where}/publish", version=revision.version, significance="MAJOR", press="later", **later()
    )

    assert "Planned: publish on" in page
    assert carry_out_schedules(now=timezone.now() + timedelta(days=4)) == 1
    assert Revision.objects.get().state == "LIVE"


@pytest.mark.parametrize(
    "moment", [{}, {"at": "2030-01-01"}, {"at_time": "10:00"}, later(-3), {"at": "x", "at_time": "y"}]
)
def test_a_plan_needs_a_day_and_a_time_ahead(post, people, stages, moment):
    revision = stages.approved()

    post(
        people.trainer,
        f"/manual/revisions/{revision.id}/publish",
        422,
        version=revision.version,
        press="later",
        **moment,
    )

    assert (Schedule.objects.count(), Revision.objects.get().state) == (0, "APPROVED")


def test_a_time_that_does_not_exist_is_refused(post, people, stages):
    revision = stages.approved()
    spring = {"at": "2027-03-28", "at_time": "01:30"}

    text = post(
        people.trainer,
        f"/manual/revisions/{revision.id}/publish",
        422,
        version=revision.version,
        press="later",
        **spring,
    )

    assert "The clocks change then" in text


@pytest.mark.parametrize(("significance", "shown"), [("MAJOR", True), ("URGENT", True), ("MINOR", False), ("", False)])
def test_a_change_is_shown_on_the_page_for_a_fortnight(read, post, people, stages, significance, shown):
    revision = stages.approved()
    post(
        people.trainer,
        f"/manual/revisions/{revision.id}/publish",
        version=revision.version,
        significance=significance,
    )
    assert ("Changed on" in read(people.officer, "/manual/cuckooing")) is shown
    label = f"{(significance or 'MINOR').capitalize()} change"
    assert label in read(people.officer, "/manual/cuckooing/history")

    old = timezone.now() - timedelta(days=16)
    with_guards_aside(Revision, published_at=old)
    assert "Changed on" not in read(people.officer, "/manual/cuckooing")


def with_guards_aside(model, **facts):
    from django.db import connection

    from practice_wisdom.manual import guards

    guards.remove(connection=connection)
    model.objects.update(**facts)
    guards.install(connection=connection)


def test_the_owner_is_changed_from_the_page(read, post, people, stages):
    stages.live()
    assert "Owner: Toni Marsh (Westmarch Police)" in read(people.officer, "/manual/cuckooing")
    assert "/manual/cuckooing/owner" in read(people.trainer, "/manual/cuckooing")
    read(people.officer, "/manual/cuckooing/owner", 403)
    read(people.outsider, "/manual/cuckooing/owner", 404)
    seen = people.trainer.membership_id

    refused = post(people.trainer, "/manual/cuckooing/owner", 422, email="nobody@police.example", instead_of=seen)
    assert "Nobody in your partnership" in refused
    post(people.trainer, "/manual/cuckooing/owner", email="officer@police.example", instead_of=seen)

    assert "Owner: Robin Hale (Westmarch Police)" in read(people.officer, "/manual/cuckooing")
    assert "Still right" in read(people.officer, "/manual/cuckooing")


def test_an_administrator_finds_and_changes_the_settings(read, post, people, stages):
    stages.live()
    assert "/manual/settings" in read(people.police_admin, "/manual/")
    assert "/manual/settings" not in read(people.officer, "/manual/")
    read(people.officer, "/manual/settings", 403)

    post(people.police_admin, "/manual/settings", 422, version=0, withdraw_overdue_after_days="3")
    post(people.police_admin, "/manual/settings", version=0, withdraw_overdue_after_days="60")

    assert ManualSettings.objects.get().withdraw_overdue_after_days == 60
    assert 'value="60"' in read(people.police_admin, "/manual/settings")
    post(people.police_admin, "/manual/settings", version=1, withdraw_overdue_after_days="")
    assert ManualSettings.objects.get().withdraw_overdue_after_days is None


def test_a_double_tap_withdraws_once(post, people, stages):
    stages.live()

    first = post(people.trainer, "/manual/cuckooing/withdraw", 410, number=1, reason=WHY)
    second = post(people.trainer, "/manual/cuckooing/withdraw", 410, number=1, reason=WHY)

    assert WHY in first
    assert WHY in second


def test_the_desk_takes_the_same_queries_for_one_and_for_three(client, sign_in, people, stages, now, count_queries):
    def count():
        return count_queries(lambda: sign_in(client, people.trainer).get("/manual/desk"))

    def one_more(slug):
        live = stages.live(slug=slug)
        withdraw_page(actor=people.trainer, slug=slug, number=live.number, reason=WHY, now=timezone.now())
        approved = stages.approved(slug=f"{slug}-next")
        facts = {"version": approved.version, "press": "later", "once": slug, **later()}
        client.post(f"/manual/revisions/{approved.id}/publish", facts)

    sign_in(client, people.trainer)
    one_more("one")
    count()
    with_one = count()
    one_more("two")
    one_more("three")

    assert (Schedule.objects.count(), with_one) == (3, count())
