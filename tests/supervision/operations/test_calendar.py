"""Calendars, mail and reminders: when and how long, and never what, with whom or what about."""

from datetime import timedelta
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.test import Client

from backend.identity.models import Membership, Person
from backend.kernel.errors import Invalid, NotFound, WrongMoment
from backend.notifications.models import Notice
from backend.notifications.queries import inbox
from supervision.models import CalendarFeed, OutgoingMail
from supervision.operations.calendar import end_feed, make_feed
from supervision.operations.mail import send_mails
from supervision.operations.reminders import remind
from supervision.operations.session import cancel_session, rebook_session
from supervision.queries.calendar import events_of_feed
from tests.backend.kernel.test_icalendar import lines_of, properties

# Whatever would say what it is, with whom or what about.
TELLING = [
    "upervis",
    "Okoro",
    "Castell",
    "Police",
    "Council",
    "oint",
    "eflect",
    "greement",
    "genda",
    "sergeant",
    "Noor",
]
SENT = "You have an update in Alongside"


def sent(now):
    """Everything that goes out now: (to, method of the file or "")."""
    mail.outbox.clear()
    while send_mails(now=now):
        pass
    return sorted((one.to[0].split("@")[0], _method(one)) for one in mail.outbox)


def _method(message):
    return properties(_file(message))["METHOD"] if message.attachments else ""


def _file(message):
    return message.attachments[0][1].encode()


def test_planning_invites_both_and_cancelling_takes_it_back(pair):
    session = pair.plans()
    assert sent(pair.now) == [("sergeant", "REQUEST"), ("socialworker", "REQUEST")]
    invited = properties(_file(mail.outbox[0]))

    pair.cancels(session)
    assert sent(pair.now) == [("sergeant", "CANCEL"), ("socialworker", "CANCEL")]
    cancelled = properties(_file(mail.outbox[0]))

    assert invited["UID"] == cancelled["UID"]
    assert (invited["SEQUENCE"], cancelled["SEQUENCE"]) == ("0", "1")
    assert (invited["STATUS"], cancelled["STATUS"]) == ("CONFIRMED", "CANCELLED")
    assert mail.outbox[0].attachments[0][2].startswith("text/calendar; method=CANCEL")
    assert OutgoingMail.objects.count() == 0


def test_each_invitation_is_addressed_to_its_reader_alone(pair):
    pair.plans()
    sent(pair.now)

    for message in mail.outbox:
        attendees = [line for line in lines_of(_file(message)) if line.startswith("ATTENDEE")]
        assert (message.to, len(attendees), attendees[0].endswith(f"mailto:{message.to[0]}")) == (message.to, 1, True)


def test_mail_says_that_there_is_something_and_nothing_else(pair):
    cancelled = pair.cancels(pair.plans(days=0.5))
    pair.proposes_times(cancelled.agreement)
    pair.plans(cancelled.agreement, days=0.9)
    said = set()
    for later in (timedelta(), timedelta(hours=1)):
        remind(now=pair.now + later)
        sent(pair.now + later)
        for message in mail.outbox:
            whole = message.message().as_string()
            readable = whole + "".join(_file(message).decode() for _ in message.attachments)
            said.add(message.subject)
            without_address = readable.replace(message.to[0], "")
            assert [word for word in TELLING if word in without_address] == []

    assert said == {SENT}


def test_a_session_called_off_before_the_mail_went_is_never_heard_of(pair):
    pair.cancels(pair.plans())

    assert sent(pair.now) == []


def test_several_things_to_tell_are_one_mail(pair):
    proposal = pair.proposes_times()
    pair.proposes_times()

    assert proposal.state == "OPEN"
    assert sent(pair.now) == [("socialworker", "")]
    assert Notice.objects.filter(kind="supervision.times_proposed").count() == 2


def test_a_mail_server_that_is_down_is_tried_again_for_a_day(pair, monkeypatch):
    pair.plans()
    waiting = OutgoingMail.objects.count()

    def down(self):
        raise SMTPServerDisconnected

    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.EmailMessage.send", down)
        assert send_mails(now=pair.now) == 0
        assert OutgoingMail.objects.count() == waiting == 2

    assert send_mails(now=pair.now + timedelta(minutes=9)) == 0
    assert send_mails(now=pair.now + timedelta(minutes=10)) == 2


def test_what_could_not_be_sent_for_a_day_is_let_go(pair):
    pair.plans()

    assert (send_mails(now=pair.now + timedelta(hours=25)), OutgoingMail.objects.count()) == (0, 0)


def test_nobody_is_mailed_who_may_not_act_any_more(pair, people, now):
    pair.plans()
    Membership.objects.filter(pk=people.socialworker.membership_id).update(
        disabled_at=now, disabled_by=people.lead.person_id
    )

    assert sent(now) == [("sergeant", "REQUEST")]


def test_a_reminder_comes_a_day_before_to_both_and_once(pair):
    session = pair.plans(days=3)
    sent(pair.now)
    Notice.objects.all().delete()

    assert remind(now=session.planned_for - timedelta(hours=25)) == 0
    assert remind(now=session.planned_for - timedelta(hours=24)) == 1
    assert remind(now=session.planned_for - timedelta(hours=23)) == 0

    assert sent(session.planned_for) == [("sergeant", ""), ("socialworker", "")]
    assert set(Notice.objects.values_list("kind", flat=True)) == {"supervision.meeting_near"}


def test_nobody_is_reminded_of_what_was_cancelled_is_over_or_was_planned_today(pair):
    pair.cancels(pair.plans(days=2))
    pair.plans(days=0.5)

    assert remind(now=pair.now) == 0
    assert remind(now=pair.now + timedelta(days=9)) == 0


def test_the_inbox_names_a_meeting_for_those_who_take_part_only(pair, people):
    session = pair.plans()
    pair.proposes_times(session.agreement)
    Notice.objects.create(
        membership_id=people.lead.membership_id,
        partnership_id=people.lead.partnership_id,
        kind="supervision.meeting_planned",
        key=f"supervision.session:{session.pk}",
        told_at=pair.now,
    )

    lines = inbox(actor=people.socialworker)

    assert {(line.title, line.sentence) for line in lines} == {
        ("Meeting on 23 November 2026", "A meeting was planned."),
        ("Times for a meeting", "Somebody proposes times for a meeting. Say which fits you."),
    }
    assert inbox(actor=people.lead) == []


# -- the address for a calendar ---------------------------------------------------------------------------------------


def test_the_address_shows_when_and_nothing_else(pair, people):
    from supervision.operations.series import plan_series

    session = pair.plans(days=2)
    pair.cancels(pair.plans(session.agreement, days=3))
    starts = {"0": pair.now + timedelta(days=30)}
    plan_series(
        actor=pair.sergeant, agreement_id=session.agreement_id, starts=starts, minutes=45, mode="VIDEO", now=pair.now
    )
    token = make_feed(actor=pair.socialworker, now=pair.now)

    answered = Client().get(f"/calendar/{token}.ics")

    found = lines_of(answered.content)
    assert answered.status_code == 200
    assert (answered["Content-Type"], answered["Cache-Control"]) == (
        "text/calendar; charset=utf-8",
        "no-store, private",
    )
    assert [line for line in found if line.startswith("DTSTART")] == [
        "DTSTART:20261124T093000Z",
        "DTSTART:20261222T093000Z",
    ]
    assert {line for line in found if line.startswith("SUMMARY")} == {"SUMMARY:Meeting (Alongside)"}
    assert [word for word in TELLING if word in answered.content.decode()] == []
    assert {line.split(":")[0] for line in found} >= {"UID", "DTSTAMP", "SEQUENCE", "DTEND", "URL"}
    assert not {line.split(":")[0].split(";")[0] for line in found} & {"ATTENDEE", "ORGANIZER"}


def test_only_a_hash_is_kept_and_a_new_address_ends_the_old(pair):
    old = make_feed(actor=pair.sergeant, now=pair.now)
    new = make_feed(actor=pair.sergeant, now=pair.now)

    assert old not in str(list(CalendarFeed.objects.values_list()))
    assert CalendarFeed.objects.count() == 1
    assert events_of_feed(token=new, now=pair.now) == []
    for token in (old, "alongside_never", ""):
        with pytest.raises(NotFound):
            events_of_feed(token=token, now=pair.now)


def test_an_address_that_ended_is_nothing_like_one_that_never_was(pair):
    token = make_feed(actor=pair.sergeant, now=pair.now)
    end_feed(actor=pair.sergeant, now=pair.now)

    ended, never = (Client().get(f"/calendar/{one}.ics") for one in (token, f"{token[:-2]}xx"))

    assert (ended.status_code, never.status_code) == (404, 404)
    with pytest.raises(WrongMoment):
        end_feed(actor=pair.sergeant, now=pair.now)


@pytest.mark.parametrize("how", ["disabled", "second step missing"])
def test_whoever_may_not_act_any_more_has_no_calendar(pair, people, now, how):
    token = make_feed(actor=people.sergeant, now=now)
    assert events_of_feed(token=token, now=now) == []

    if how == "disabled":
        Membership.objects.filter(pk=people.sergeant.membership_id).update(
            disabled_at=now, disabled_by=people.lead.person_id
        )
    else:
        Person.objects.filter(pk=people.sergeant.person_id).update(is_demo=False)

    with pytest.raises(NotFound):
        events_of_feed(token=token, now=now)


def test_a_rebooked_session_is_another_entry(pair):
    cancelled = pair.cancels(pair.plans(days=2))
    rebook_session(
        actor=pair.sergeant,
        session_id=cancelled.pk,
        planned_for=pair.now + timedelta(days=9),
        minutes=60,
        mode="PHONE",
        now=pair.now,
    )
    token = make_feed(actor=pair.sergeant, now=pair.now)

    (event,) = events_of_feed(token=token, now=pair.now)

    assert (event.starts_at, event.uid.startswith(str(cancelled.pk))) == (pair.now + timedelta(days=9), False)


def test_ending_an_agreement_takes_what_is_ahead_out_of_both_calendars_and_leaves_the_past(pair):
    agreement = pair.signed()
    held = pair.starts(pair.plans(agreement, days=1)).session
    over = pair.plans(agreement, days=2)
    ahead = [pair.plans(agreement, days=days) for days in (10, 20)]
    sent(pair.now)

    pair.parts(agreement, now=pair.now + timedelta(days=3))

    found = {session.pk: (session.state, session.cancel_reason) for session in agreement.sessions.all()}
    assert found == {
        held.pk: ("HELD", ""),
        over.pk: ("PLANNED", ""),
        **{session.pk: ("CANCELLED", "ENDED") for session in ahead},
    }
    assert (
        sent(pair.now + timedelta(days=3))
        == [("sergeant", "CANCEL"), ("sergeant", "CANCEL")] + [("socialworker", "CANCEL")] * 2
    )
    for message in mail.outbox:
        whole = (message.message().as_string() + _file(message).decode()).replace(message.to[0], "")
        assert [word for word in TELLING if word in whole] == []
    told = Notice.objects.filter(kind="supervision.meetings_cancelled").values_list("membership_id", flat=True)
    assert list(told) == [pair.socialworker.membership_id]


def test_ending_before_the_invitations_went_out_sends_nothing(pair):
    agreement = pair.signed()
    pair.plans(agreement, days=10)

    pair.parts(agreement)

    assert sent(pair.now) == []


def test_nobody_gives_the_end_of_the_agreement_as_a_reason(pair):
    session = pair.plans()

    with pytest.raises(Invalid):
        cancel_session(actor=pair.sergeant, session_id=session.pk, reason="ENDED", expected_version=1, now=pair.now)


def test_whoever_leaves_a_group_is_uninvited_and_nobody_else(group, people):
    agreement = _of_four(group, people)
    session = group.plans(agreement, days=10)
    sent(group.now)

    group.leaves(agreement, by=people.officer)

    assert sent(group.now) == [("officer", "CANCEL")]
    cancelled = properties(_file(mail.outbox[0]))
    assert (cancelled["STATUS"], cancelled["SEQUENCE"]) == ("CANCELLED", "1")
    session.refresh_from_db()
    assert (session.state, session.version) == ("PLANNED", 1)


def test_whoever_leaves_before_the_invitation_went_out_hears_nothing(group, people):
    agreement = _of_four(group, people)
    group.plans(agreement, days=10)

    group.leaves(agreement, by=people.officer)

    assert ("officer", "REQUEST") not in sent(group.now)
    assert ("officer", "CANCEL") not in sent(group.now)


def test_a_disabled_member_who_is_taken_off_gets_no_mail(group, people):
    agreement = _of_four(group, people)
    group.plans(agreement, days=10)
    sent(group.now)
    Membership.objects.filter(pk=people.officer.membership_id).update(
        disabled_at=group.now, disabled_by=people.lead.person_id
    )

    group.takes_off(agreement, people.officer)

    assert sent(group.now) == []


def test_whoever_joins_a_group_is_invited_to_what_is_planned(group, people):
    agreement = group.signed()
    group.plans(agreement, days=10)
    sent(group.now)

    _of_four(group, people, agreement)

    assert sent(group.now) == [("officer", "REQUEST")]


def _of_four(group, people, agreement=None):
    agreement = agreement or group.signed()
    group.brings_in(agreement, people.officer)
    for one in (*group.everybody, people.officer):
        agreement = group.signs(agreement, by=one)
    return agreement
