"""The daily e-mail: counts and fixed words, once, at one's hour, and none when everything is read."""

from datetime import timedelta
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail

from backend.identity.models import Person
from backend.notifications import mail as sender
from backend.notifications.enums import Group
from backend.notifications.models import Choices
from backend.notifications.operations.choices import save_choices
from backend.notifications.operations.digest import send_digests
from backend.notifications.operations.notices import mark_all_read

pytestmark = pytest.mark.django_db


@pytest.fixture
def seven(now):
    """In London, on the day after."""
    return now.replace(hour=7, minute=0) + timedelta(days=1)


def choose(actor, now, hour):
    save_choices(actor=actor, inbox_only=[], digest_hour=hour, quiet_hours={}, urgent_anyway=False, now=now)


def test_it_counts_and_says_nothing_else(people, now, seven, tell):
    for thing in ("1", "2"):
        tell(people.officer, now, group=Group.SMALL, thing=thing)
    tell(people.officer, now, group=Group.URGENT)
    tell(people.officer, now, group=Group.OTHER)

    send_digests(now=seven)

    [message] = mail.outbox
    assert (message.to, message.subject) == (["officer@police.example"], "New in your Alongside inbox")
    lines = [line for line in message.body.splitlines() if line.startswith("- ")]
    assert lines == [
        "- Urgent changes in the manual: 1",
        "- Small changes in what you follow: 2",
        "- Other updates: 1",
    ]
    assert "http://127.0.0.1:8000/inbox/" in message.body
    assert not any(word in message.body.lower() for word in ("secret title", "supervis", "meeting", "robin"))


def test_none_before_the_hour_and_one_a_day_at_most(people, now, seven, tell):
    # Told after today's hour: it waits for tomorrow's.
    tell(people.officer, now)
    counts = []
    for moment in (now, seven - timedelta(minutes=1), seven, seven + timedelta(minutes=5), seven + timedelta(hours=5)):
        send_digests(now=moment)
        counts.append(len(mail.outbox))

    assert counts == [0, 0, 1, 1, 1]
    send_digests(now=seven + timedelta(days=1))
    assert len(mail.outbox) == 1
    tell(people.officer, seven + timedelta(days=1, hours=1), thing="2")
    send_digests(now=seven + timedelta(days=2))
    assert len(mail.outbox) == 2


def test_none_when_everything_is_read_or_hidden(people, now, seven, tell):
    tell(people.officer, now)
    mark_all_read(actor=people.officer, now=now)
    tell(people.nurse, now, thing="hidden")

    send_digests(now=seven)

    assert mail.outbox == []


def test_none_for_those_who_want_none_and_another_hour_for_those_who_want_another(people, now, seven, tell):
    choose(people.officer, now, None)
    choose(people.nurse, now, 18)
    for actor in (people.officer, people.nurse):
        tell(actor, now)

    sent = []
    for moment in (now.replace(hour=17, minute=59), now.replace(hour=18, minute=0), seven):
        send_digests(now=moment)
        sent.append([message.to for message in mail.outbox])

    assert sent == [[], [["nurse@health.example"]], [["nurse@health.example"]]]


def test_none_for_somebody_who_is_disabled(people, now, seven, tell):
    tell(people.officer, now)
    Person.objects.filter(id=people.officer.person_id).update(is_active=False)

    send_digests(now=seven)

    assert mail.outbox == []


def test_a_mail_server_that_is_down_delays_it(people, now, seven, tell, monkeypatch):
    tell(people.officer, now)

    def fail(**kwargs):
        raise SMTPServerDisconnected

    with monkeypatch.context() as broken:
        broken.setattr(sender, "send_mail", fail)
        send_digests(now=seven)
    assert mail.outbox == []
    send_digests(now=seven + timedelta(minutes=5))
    send_digests(now=seven + timedelta(minutes=10))

    assert len(mail.outbox) == 1


def test_what_came_between_the_hour_and_the_sending_is_in_the_next(people, now, seven, tell):
    tell(people.officer, now)
    tell(people.officer, seven + timedelta(minutes=2), thing="2")

    send_digests(now=seven + timedelta(minutes=3))
    send_digests(now=seven + timedelta(days=1))

    assert [message.body.count(": 1") for message in mail.outbox] == [1, 1]
    assert Choices.objects.count() == 1
