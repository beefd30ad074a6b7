from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from backend.audit.models import Entry
from backend.kernel import targets
from backend.kernel.errors import Invalid, NotFound, NotPermitted, WrongMoment
from backend.kernel.keys import Key
from backend.notifications.queries import inbox
from backend.search.operations import drain
from backend.search.queries import search_for
from practice_wisdom.manual.models import Page, Revision, Withdrawal
from practice_wisdom.manual.operations.revisions import publish_revision, start_draft
from practice_wisdom.manual.operations.withdrawals import withdraw_page
from practice_wisdom.manual.queries.pages import history, live_pages
from practice_wisdom.manual.queries.reading import page_to_read
from practice_wisdom.manual.queries.withdrawals import withdrawn_lately, withdrawn_page

pytestmark = pytest.mark.django_db

WHY = "The service has closed."


@pytest.fixture
def withdraw(people, now):
    def _withdraw(actor=None, *, slug="cuckooing", number=1, reason=WHY, instead="", at=None):
        return withdraw_page(
            actor=actor or people.trainer, slug=slug, number=number, reason=reason, instead=instead, now=at or now
        )

    return _withdraw


@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        ("trainer", None),
        ("approver", None),
        ("officer", NotPermitted),
        ("lead", NotPermitted),
        ("police_admin", NotPermitted),
        ("nurse", NotPermitted),
        ("outsider", NotFound),
    ],
)
def test_curators_withdraw_and_nobody_else(people, stages, withdraw, who, refusal):
    stages.live()

    if refusal:
        with pytest.raises(refusal):
            withdraw(getattr(people, who))
    else:
        withdraw(getattr(people, who))

    gone = 0 if refusal else 1
    assert (Withdrawal.objects.count(), Revision.objects.filter(state="WITHDRAWN").count()) == (gone, gone)
    assert Entry.objects.filter(reason="withdrawn").count() == gone


def test_its_address_says_why_and_where_to_look_instead(people, stages, withdraw, now):
    stages.live()
    stages.live(slug="better", title="Better")
    withdraw(instead="better")

    with pytest.raises(NotFound):
        page_to_read(actor=people.officer, slug="cuckooing", today=now.date())
    found = withdrawn_page(actor=people.officer, slug="cuckooing")

    assert (found.reason, found.by, found.instead_slug, found.instead_title) == (WHY, "Toni Marsh", "better", "Better")
    assert [page.slug for page in live_pages(actor=people.officer, today=now.date())] == ["better"]


def test_nobody_elsewhere_learns_that_it_was_there(people, stages, withdraw):
    stages.live()
    done = withdraw()

    with pytest.raises(NotFound):
        withdrawn_page(actor=people.outsider, slug="cuckooing")
    key = Key.of("manual.withdrawal", done.id)
    assert targets.resolve(actor=people.outsider, keys=[key]) == {}
    assert key in targets.resolve(actor=people.officer, keys=[key])


def test_search_drops_it_at_once(people, stages, withdraw):
    stages.live()
    drain()
    before = search_for(actor=people.officer, text="cuckooing").total

    withdraw()

    at_once = search_for(actor=people.officer, text="cuckooing").total
    drain()
    assert (before, at_once, search_for(actor=people.officer, text="cuckooing").total) == (1, 0, 0)


def test_its_history_stays_readable(people, stages, withdraw):
    stages.live()
    withdraw()

    found = history(actor=people.officer, slug="cuckooing")

    assert ([line.state for line in found.lines], found.is_withdrawn) == (["WITHDRAWN"], True)
    assert found.lines[0].withdrawal.reason == WHY


def test_it_comes_back_by_a_new_revision_through_approval(people, stages, withdraw, now):
    stages.live()
    withdraw()

    draft = start_draft(actor=people.trainer, slug="cuckooing", now=now)
    with pytest.raises(WrongMoment):
        publish_revision(actor=people.trainer, revision_id=draft.id, version=draft.version, now=now)
    stages.publish(stages.approve(stages.submitted(draft)))

    assert page_to_read(actor=people.officer, slug="cuckooing", today=now.date()).revision.number == 2
    with pytest.raises(NotFound):
        withdrawn_page(actor=people.officer, slug="cuckooing")
    assert [line.state for line in history(actor=people.officer, slug="cuckooing").lines] == ["LIVE", "WITHDRAWN"]


def test_a_page_withdrawn_twice_stands_once_with_the_last_reason(people, stages, withdraw, now):
    stages.live()
    withdraw()
    again = stages.approve(stages.submitted(start_draft(actor=people.trainer, slug="cuckooing", now=now)))
    stages.publish(again)
    withdraw(number=2, reason="Wrong again.", at=now + timedelta(hours=1))

    assert [one.reason for one in withdrawn_lately(actor=people.trainer, now=now + timedelta(hours=2))] == [
        "Wrong again."
    ]
    assert withdrawn_page(actor=people.officer, slug="cuckooing").reason == "Wrong again."


@pytest.mark.parametrize("reason", ["", "  \n ", "x" * 501, "null\x00"])
def test_a_reason_is_given(stages, withdraw, reason):
    stages.live()

    with pytest.raises(Invalid) as refused:
        withdraw(reason=reason)

    assert set(refused.value.fields) == {"reason"}
    assert Page.objects.get().live_revision_id


@pytest.mark.parametrize("instead", ["no-such-page", "cuckooing", "draft"])
def test_readers_are_sent_to_a_live_page_only(stages, withdraw, instead):
    stages.live()
    stages.draft(slug="draft")

    with pytest.raises(Invalid) as refused:
        withdraw(instead=instead)

    assert set(refused.value.fields) == {"instead"}


def test_of_two_who_publish_and_withdraw_at_once_the_second_is_refused(people, stages, withdraw, now):
    stages.live()
    newer = stages.approve(stages.submitted(start_draft(actor=people.trainer, slug="cuckooing", now=now)))
    stages.publish(newer)

    with pytest.raises(WrongMoment):
        withdraw(number=1)

    assert Page.objects.get().live_revision_id == newer.id


def test_it_is_withdrawn_once(stages, withdraw):
    stages.live()
    withdraw()

    with pytest.raises(WrongMoment):
        withdraw()


def test_owner_and_writers_are_told_but_not_who_did_it(people, stages, withdraw):
    stages.live()
    withdraw(people.approver)

    assert [(line.kind, line.url) for line in inbox(actor=people.trainer)] == [
        ("manual.page_withdrawn", "/manual/cuckooing")
    ]
    assert inbox(actor=people.approver) == []


@pytest.mark.parametrize("state", ["DRAFT", "APPROVED", "LIVE", "SUPERSEDED"])
def test_the_database_keeps_a_withdrawn_revision_as_it_is(stages, withdraw, state):
    stages.live()
    withdraw()

    with pytest.raises(IntegrityError), transaction.atomic():
        Revision.objects.update(state=state)


@pytest.mark.parametrize("facts", [{"significance": "URGENT"}, {"title": "Other"}, {"published_at": None}])
def test_the_database_keeps_how_it_was_published(stages, facts):
    stages.live()

    with pytest.raises(IntegrityError), transaction.atomic():
        Revision.objects.update(**facts)


@pytest.mark.parametrize("facts", [{"reason": ""}, {"withdrawn_by": None}, {"cause": "OVERDUE"}, {"cause": "OTHER"}])
def test_the_database_wants_somebody_and_a_reason(stages, withdraw, facts):
    stages.live()
    withdraw()

    with pytest.raises(IntegrityError), transaction.atomic():
        Withdrawal.objects.update(**facts)
