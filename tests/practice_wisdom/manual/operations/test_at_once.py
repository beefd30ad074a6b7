"""Two hands at one page in the same moment: one after the other, and the page is never half of either."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, connections

from backend.audit.models import Entry
from backend.kernel.errors import Refusal
from practice_wisdom.manual.models import Page, Revision, Schedule
from practice_wisdom.manual.operations.approval_links import approve_by_link, invite_by_link
from practice_wisdom.manual.operations.revisions import publish_revision, start_draft
from practice_wisdom.manual.operations.schedules import carry_out_schedules, schedule_publishing
from practice_wisdom.manual.operations.withdrawals import withdraw_page

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time"),
]


def at_once(*acts):
    """What became of each: None, or the refusal."""
    start, became = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place, act):
        try:
            start.wait(timeout=10)
            act()
        except Refusal as refusal:
            became[place] = refusal
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return became


def test_publishing_and_withdrawing(people, stages, now):
    stages.live()
    newer = stages.approve(stages.submitted(start_draft(actor=people.trainer, slug="cuckooing", now=now)))

    published, withdrawn = at_once(
        lambda: publish_revision(actor=people.trainer, revision_id=newer.id, version=newer.version, now=now),
        lambda: withdraw_page(actor=people.approver, slug="cuckooing", number=1, reason="Old.", now=now),
    )

    assert (published, Page.objects.get().live_revision_id) == (None, newer.id)
    states = list(Revision.objects.order_by("number").values_list("state", flat=True))
    assert states == (["SUPERSEDED", "LIVE"] if withdrawn else ["WITHDRAWN", "LIVE"])


def test_two_who_withdraw(people, stages, now):
    stages.live()

    became = at_once(
        *[
            lambda who=who: withdraw_page(actor=who, slug="cuckooing", number=1, reason="Old.", now=now)
            for who in (people.trainer, people.approver)
        ]
    )

    assert became.count(None) == 1
    assert Entry.objects.filter(reason="withdrawn").count() == 1


def test_two_workers_and_a_hand(people, stages, now):
    approved, soon = stages.approved(), now + timedelta(hours=1)
    schedule_publishing(actor=people.trainer, revision_id=approved.id, version=approved.version, at=soon, now=now)

    at_once(
        lambda: carry_out_schedules(now=soon),
        lambda: carry_out_schedules(now=soon),
        lambda: publish_revision(actor=people.approver, revision_id=approved.id, version=approved.version, now=soon),
    )

    assert Entry.objects.filter(reason="published").count() == 1
    assert (Revision.objects.get().state, Schedule.objects.get().state != "WAITING") == ("LIVE", True)


def test_one_link_pressed_twice(people, stages, now):
    revision = stages.in_review()
    _, token = invite_by_link(
        actor=people.approver,
        revision_id=revision.id,
        version=revision.version,
        email="warden@housing.example",
        organisation_id=people.approver.organisation_id,
        now=now,
    )

    def press():
        approve_by_link(token=token, name="Ali", job_title="Warden", signed_in=None, now=now)

    assert at_once(press, press).count(None) == 1
    assert Entry.objects.filter(reason="approved by link").count() == 1
