"""A legal hold is looked at again on its day: whoever placed it is told, once, in words that say nothing."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from backend.identity.models import Membership
from backend.kernel.actor import Actor
from backend.notifications.models import Notice
from backend.notifications.queries import inbox
from supervision.duties import DUTIES
from supervision.operations.hold import place_hold, release_hold, review_hold, tell_of_reviews_due
from supervision.operations.mail import send_mails

DAY = timedelta(days=1)


@pytest.fixture
def hold(people, now):
    return place_hold(
        actor=people.disclosure_officer,
        membership_id=people.officer.membership_id,
        reason="INQUEST",
        reference="INQ/7",
        review_on=(now + 90 * DAY).date(),
        now=now,
    )


def due(actor: Actor):
    return [line for line in inbox(actor=actor) if line.kind == "supervision.hold_due"]


def disable(actor, people, now):
    Membership.objects.filter(pk=actor.membership_id).update(disabled_at=now, disabled_by=people.lead.person_id)


def test_before_its_day_nobody_is_told(hold, people, now):
    assert tell_of_reviews_due(now=now + 89 * DAY) == 0

    assert due(people.disclosure_officer) == []


def test_on_its_day_whoever_placed_it_is_told_once_and_nobody_else(hold, people, now):
    assert [tell_of_reviews_due(now=now + days * DAY) for days in (90, 90, 91)] == [1, 0, 0]

    (line,) = due(people.disclosure_officer)
    assert (line.sentence, line.title, line.url) == (
        "Something you decided is due to be looked at again.",
        "Your desk",
        "/supervision/officers/",
    )
    told = Notice.objects.filter(kind="supervision.hold_due").values_list("membership_id", flat=True)
    assert list(told) == [people.disclosure_officer.membership_id]


def test_the_mail_says_that_there_is_something_and_nothing_else(hold, people, now):
    mail.outbox.clear()
    tell_of_reviews_due(now=now + 90 * DAY)

    assert send_mails(now=now + 90 * DAY) == 1

    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == (["disclosure@police.example"], "You have an update in Alongside")
    assert [word for word in ("hold", "INQ", "legal", "Hale", "review") if word in sent.body.lower()] == []


def test_put_off_it_is_told_of_again_on_the_new_day(hold, people, now):
    tell_of_reviews_due(now=now + 90 * DAY)
    later = now + 91 * DAY
    review_hold(
        actor=people.privacy_officer,
        hold_id=hold.pk,
        review_on=(later + 30 * DAY).date(),
        expected_version=1,
        now=later,
    )

    assert [tell_of_reviews_due(now=later + days * DAY) for days in (0, 29, 30)] == [0, 0, 1]


def test_released_nobody_is_told(hold, people, now):
    release_hold(actor=people.privacy_officer, hold_id=hold.pk, expected_version=1, now=now)

    assert tell_of_reviews_due(now=now + 90 * DAY) == 0


@pytest.mark.parametrize("how", ["disabled", "no officer any more"])
def test_when_whoever_placed_it_is_gone_the_other_officers_are_told(hold, people, now, how):
    if how == "disabled":
        disable(people.disclosure_officer, people, now)
    else:
        Membership.objects.filter(pk=people.disclosure_officer.membership_id).update(roles=["READER"])

    tell_of_reviews_due(now=now + 90 * DAY)

    assert len(due(people.privacy_officer)) == 1
    told = set(Notice.objects.filter(kind="supervision.hold_due").values_list("membership_id", flat=True))
    officers = Membership.objects.filter(organisation_id=people.officer.organisation_id, disabled_at=None)
    assert told == {one.pk for one in officers if {"PRIVACY_OFFICER", "DISCLOSURE_OFFICER"} & set(one.roles)}


def test_whoever_is_no_officer_any_more_finds_no_line(hold, people, now):
    tell_of_reviews_due(now=now + 90 * DAY)
    assert len(due(people.disclosure_officer)) == 1

    assert due(_without_roles(people.disclosure_officer)) == []


def _without_roles(actor):
    return Actor(
        person_id=actor.person_id,
        membership_id=actor.membership_id,
        organisation_id=actor.organisation_id,
        organisation_kind=actor.organisation_kind,
        partnership_id=actor.partnership_id,
        roles=frozenset({"READER"}),
    )


def test_the_desk_shows_it_as_due(hold, people, now, sign_in, monkeypatch):
    client = sign_in(Client(), people.privacy_officer)
    assert "Due</strong>" not in client.get("/supervision/officers/").content.decode()
    monkeypatch.setattr("django.utils.timezone.now", lambda: now + 90 * DAY)
    sign_in(client, people.privacy_officer)

    assert "Due</strong>" in client.get("/supervision/officers/").content.decode()


def test_the_worker_does_it(hold, people, now):
    for duty in DUTIES:
        if "holds" in duty.name:
            duty.run(now + 90 * DAY)

    assert len(due(people.disclosure_officer)) == 1
