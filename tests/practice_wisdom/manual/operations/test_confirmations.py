from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from backend.audit.models import Entry
from backend.kernel.errors import NotFound, NotPermitted, WrongMoment
from practice_wisdom.manual.enums import Freshness
from practice_wisdom.manual.models import Confirmation, Page, Revision
from practice_wisdom.manual.operations.confirmations import confirm_page
from practice_wisdom.manual.operations.revisions import start_draft
from practice_wisdom.manual.queries.pages import history, live_pages
from practice_wisdom.manual.queries.reading import page_to_read

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        ("trainer", None),
        ("approver", None),
        ("officer", NotPermitted),
        ("lead", NotPermitted),
        ("nurse", NotPermitted),
        ("outsider", NotFound),
    ],
)
def test_curators_confirm_and_nobody_else(people, stages, now, who, refusal):
    live, later = stages.live(), now + timedelta(days=200)

    def confirm():
        return confirm_page(actor=getattr(people, who), slug="cuckooing", number=live.number, now=later)

    if refusal:
        with pytest.raises(refusal):
            confirm()
    else:
        confirm()

    assert Confirmation.objects.count() == (0 if refusal else 1)


def test_its_owner_confirms_a_page(people, stages, now):
    live = stages.live()
    Page.objects.update(owner_id=people.officer.membership_id)

    confirm_page(actor=people.officer, slug="cuckooing", number=live.number, now=now + timedelta(days=1))

    assert Confirmation.objects.get().confirmed_by_id == people.officer.membership_id


def test_an_overdue_page_is_in_date_again_for_as_long_as_its_author_gave_it(people, stages, now):
    live = stages.live()
    later = now + timedelta(days=300)
    before = page_to_read(actor=people.officer, slug="cuckooing", today=later.date())

    confirm_page(actor=people.trainer, slug="cuckooing", number=live.number, now=later)

    page = page_to_read(actor=people.officer, slug="cuckooing", today=later.date())
    listed = live_pages(actor=people.officer, today=later.date())[0]
    assert (before.fresh.state, page.fresh.state) == (Freshness.OVERDUE, Freshness.IN_DATE)
    assert page.fresh == listed.fresh
    assert (page.fresh.checked_on, page.fresh.review_by) == (
        later.date(),
        later.date() + (live.review_by - live.checked_on),
    )


def test_the_words_and_the_dates_of_the_revision_stay(people, stages, now):
    live = stages.live()
    before = Revision.objects.filter(id=live.id).values().get()

    confirm_page(actor=people.trainer, slug="cuckooing", number=live.number, now=now + timedelta(days=9))

    assert Revision.objects.filter(id=live.id).values().get() == before


def test_the_history_says_who_found_it_still_right_and_when(people, stages, now):
    live = stages.live()
    for days, who in ((10, people.trainer), (20, people.approver)):
        confirm_page(actor=who, slug="cuckooing", number=live.number, now=now + timedelta(days=days))

    line = history(actor=people.officer, slug="cuckooing").lines[0]

    assert [(one.name, one.at) for one in line.confirmations] == [
        ("Kit Amara", now + timedelta(days=20)),
        ("Toni Marsh", now + timedelta(days=10)),
    ]
    assert Entry.objects.filter(reason="confirmed").count() == 2


def test_a_page_is_confirmed_once_a_day(people, stages, now):
    live, later = stages.live(), now + timedelta(days=9)
    confirm_page(actor=people.trainer, slug="cuckooing", number=live.number, now=later)

    with pytest.raises(WrongMoment):
        confirm_page(actor=people.approver, slug="cuckooing", number=live.number, now=later + timedelta(minutes=5))

    assert Confirmation.objects.count() == 1


def test_nobody_confirms_words_they_did_not_see(people, stages, now):
    live = stages.live()

    with pytest.raises(WrongMoment):
        confirm_page(actor=people.trainer, slug="cuckooing", number=live.number + 1, now=now)

    assert not Confirmation.objects.exists()


def test_a_draft_is_not_confirmed(people, stages, now):
    stages.draft()

    with pytest.raises(WrongMoment):
        confirm_page(actor=people.trainer, slug="cuckooing", number=1, now=now)


def test_a_draft_begins_with_the_dates_somebody_confirmed(people, stages, now):
    live = stages.live()
    done = confirm_page(actor=people.trainer, slug="cuckooing", number=live.number, now=now + timedelta(days=99))

    newer = start_draft(actor=people.trainer, slug="cuckooing", now=now + timedelta(days=100))
    stages.publish(stages.approve(stages.submitted(newer)))

    page = Page.objects.get()
    assert (newer.checked_on, newer.review_by) == (done.checked_on, done.review_by)
    assert (page.checked_on, page.review_by) == (done.checked_on, done.review_by)


def test_publishing_takes_the_dates_of_the_words(people, stages, now):
    stages.live()
    newer = start_draft(actor=people.trainer, slug="cuckooing", now=now)
    newer = stages.save(newer, checked_on=date(2026, 12, 1), review_by=date(2027, 12, 1))

    stages.publish(stages.approve(stages.submitted(newer)))

    assert Page.objects.values_list("checked_on", "review_by").get() == (date(2026, 12, 1), date(2027, 12, 1))


@pytest.mark.parametrize("dates", [{"checked_on": None}, {"review_by": None}, {"review_by": date(2000, 1, 1)}])
def test_the_database_refuses_a_live_page_without_its_dates(stages, dates):
    stages.live()

    with pytest.raises(IntegrityError), transaction.atomic():
        Page.objects.update(**dates)
