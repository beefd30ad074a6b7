"""Planning ahead, proposed times, rebooking and calendars on screen."""

import re

from django.test import Client
from django.urls import reverse

from supervision.models import CalendarFeed, Session, TimeProposal
from tests.supervision.views.conftest import text_of

TWO = {"rows": "3", "minutes": "60", "mode": "VIDEO"}
TWO |= {"plan_0": "on", "on_0": "2027-07-06", "at_0": "14:00"}
TWO |= {"on_1": "2027-07-13", "at_1": "14:00", "plan_2": "on", "on_2": "2027-07-20", "at_2": "14:30"}


def values(page, name):
    return re.findall(rf'name="{name}_\d+"[^>]*value="([^"]+)"', page)


def test_the_series_proposes_what_was_agreed_each_ticked(pair, sergeant):
    page = sergeant.words_on("supervision_plan_series", pair.signed().pk)

    assert "You agreed: every month, 60" in page
    assert len(values(page, "on")) == len(re.findall(r'name="plan_\d+"[^>]* checked', page)) >= 4
    assert set(values(page, "at")) == {"10:00"}


def test_the_series_begins_where_it_is_asked_to(pair, sergeant):
    agreement = pair.signed()
    found = sergeant.opens("supervision_plan_series", agreement.pk, query="?on=2027-07-06&at=14:30&every=WEEKLY")
    slip = sergeant.opens("supervision_plan_series", agreement.pk, query="?on=9999-12-31&at=14:30&every=WEEKLY")

    assert values(text_of(found), "on")[:2] == ["2027-07-06", "2027-07-13"]
    assert (slip.status_code, "Choose a day less than 5 years away." in text_of(slip)) == (200, True)


def test_only_what_is_ticked_is_planned_all_at_once(pair, sergeant):
    agreement = pair.signed()

    pressed = sergeant.presses("supervision_plan_series", agreement.pk, **TWO)

    planned = Session.objects.order_by("planned_for").values_list("planned_for", flat=True)
    assert pressed.url == reverse("supervision_agreement", args=[agreement.pk])
    assert [when.isoformat() for when in planned] == ["2027-07-06T13:00:00+00:00", "2027-07-20T13:30:00+00:00"]


def test_a_date_that_is_taken_is_named_and_nothing_typed_is_lost(pair, sergeant):
    agreement = pair.signed()
    sergeant.presses("supervision_plan_series", agreement.pk, **TWO)

    again = sergeant.presses("supervision_plan_series", agreement.pk, **{**TWO, "on_0": "2027-08-03"})

    page = text_of(again)
    assert (again.status_code, Session.objects.count()) == (422, 2)
    assert "One of you is not free then." in page
    assert values(page, "on") == ["2027-08-03", "2027-07-13", "2027-07-20"]


def test_nothing_ticked_or_half_a_date_says_so(pair, sergeant):
    agreement = pair.signed()
    none = sergeant.presses("supervision_plan_series", agreement.pk, **{**TWO, "plan_0": None, "plan_2": None})
    half = sergeant.presses("supervision_plan_series", agreement.pk, **{**TWO, "at_0": ""})

    assert (none.status_code, "Tick at least one date." in text_of(none)) == (422, True)
    assert (half.status_code, "Choose a time." in text_of(half)) == (422, True)


def test_planned_until_stands_beside_the_promise(pair, sergeant):
    agreement = pair.signed()

    before = [sergeant.words_on("supervision"), sergeant.words_on("supervision_agreement", agreement.pk)]
    sergeant.presses("supervision_plan_series", agreement.pk, **TWO)
    after = [sergeant.words_on("supervision"), sergeant.words_on("supervision_agreement", agreement.pk)]

    assert ["Nothing is planned; you promised three months ahead" in page for page in before] == [True, True]
    assert [re.search("Planned until .*20 July 2027", page) is not None for page in after] == [True, True]


def test_one_session_into_a_clash_is_asked_about_first(pair, sergeant):
    agreement = pair.signed()
    planned = {"on": "2027-07-06", "at": "14:00", "minutes": "60", "mode": "VIDEO"}
    sergeant.presses("supervision_plan_session", agreement.pk, **planned)

    asked = sergeant.presses("supervision_plan_session", agreement.pk, **planned)
    done = sergeant.presses("supervision_plan_session", agreement.pk, anyway="on", **planned)

    assert (asked.status_code, "One of you is not free then." in text_of(asked)) == (422, True)
    assert "Plan it all the same" in text_of(asked)
    assert "Plan it all the same" not in sergeant.words_on("supervision_plan_session", agreement.pk)
    assert (done.status_code, Session.objects.count()) == (302, 2)


def test_times_are_proposed_answered_and_planned(pair, sergeant, socialworker):
    agreement = pair.signed()
    typed = {"on_0": "2027-07-06", "at_0": "14:00", "on_1": "2027-07-07", "at_1": "09:00"}

    sergeant.presses("supervision_propose_times", agreement.pk, minutes="60", mode="VIDEO", **typed)
    proposal = TimeProposal.objects.get()
    waits = socialworker.words_on("supervision")
    page = socialworker.words_on("supervision_proposal", proposal.pk)
    time = proposal.times.order_by("starts_at").last()
    accepted = socialworker.presses("supervision_accept_time", proposal.pk, time.pk)

    assert "Say which fits you, or propose others." in waits
    assert page.count("This fits me") == 2
    assert "This fits me" not in sergeant.words_on("supervision_proposal", proposal.pk)
    session = Session.objects.get()
    assert (accepted.url, session.planned_for) == (
        reverse("supervision_session", args=[session.pk]),
        time.starts_at,
    )


def test_times_give_back_what_was_typed(pair, sergeant):
    agreement = pair.signed()
    typed = {"on_0": "2027-07-06", "at_0": "", "minutes": "60", "mode": "VIDEO"}

    answered = sergeant.presses("supervision_propose_times", agreement.pk, **typed)
    empty = sergeant.presses("supervision_propose_times", agreement.pk, minutes="60", mode="VIDEO")

    assert (answered.status_code, "Choose a time." in text_of(answered)) == (422, True)
    assert 'value="2027-07-06"' in text_of(answered)
    assert "Propose at least one time." in text_of(empty)


def test_other_times_lead_to_a_new_proposal(pair, socialworker):
    proposal = pair.proposes_times()

    pressed = socialworker.presses(
        "supervision_propose_other_times", proposal.pk, on_0="2027-07-06", at_0="14:00", minutes="60", mode="VIDEO"
    )

    new = TimeProposal.objects.exclude(pk=proposal.pk).get()
    assert pressed.url == reverse("supervision_proposal", args=[new.pk])
    assert "Other times were proposed" in socialworker.words_on("supervision_proposal", proposal.pk)


def test_cancelling_always_leads_to_another_time(pair, sergeant):
    session = pair.plans(days=3)

    pressed = sergeant.presses("supervision_cancel_session", session.pk, reason="COURT", version="1")
    offered = text_of(sergeant.client.get(pressed.url))
    rebooked = sergeant.presses(
        "supervision_rebook_session", session.pk, on="2027-07-06", at="14:00", minutes="60", mode="PHONE"
    )

    assert pressed.url == reverse("supervision_rebook_session", args=[session.pk])
    assert ('value="2026-12-02"' in offered, f"?instead={session.pk}" in offered) == (True, True)
    new = Session.objects.get(rebooks=session)
    assert rebooked.url == reverse("supervision_session", args=[new.pk])
    assert "In its place: " in sergeant.words_on("supervision_session", session.pk)
    assert "which was cancelled." in sergeant.words_on("supervision_session", new.pk)
    assert sergeant.opens("supervision_rebook_session", session.pk).status_code == 409


def test_what_was_cancelled_is_offered_on_the_overview_until_there_is_another(pair, sergeant):
    from datetime import timedelta

    from django.utils import timezone

    agreement = pair.signed()
    pair.now = timezone.now()
    session = pair.cancels(pair.plans(agreement, days=3))
    link = reverse("supervision_rebook_session", args=[session.pk])

    before = sergeant.words_on("supervision")
    pair.plans(agreement, days=9)

    assert (link in before, link in sergeant.words_on("supervision")) == (True, False)
    assert session.planned_for > timezone.now() + timedelta(days=2)


def test_a_session_comes_as_a_file_for_those_who_take_part(pair, socialworker, nurse):
    session = pair.plans()

    file = socialworker.opens("supervision_session_file", session.pk)

    assert (file.status_code, file["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert (file["Content-Disposition"], file["Cache-Control"]) == (
        'attachment; filename="meeting.ics"',
        "no-store, private",
    )
    assert nurse.opens("supervision_session_file", session.pk).status_code == 404


def test_what_stands_in_calendars_leads_to_the_session(pair, socialworker, nurse, client):
    session = pair.plans()

    assert socialworker.opens("meeting", session.pk).url == reverse("supervision_session", args=[session.pk])
    assert nurse.opens("meeting", session.pk).status_code == 404
    assert client.get(reverse("meeting", args=[session.pk])).url.startswith("/account/login/")


def test_the_address_is_shown_once_and_ends(pair, sergeant):
    shown = text_of(sergeant.presses("supervision_calendar"))
    address = re.search(r'value="http://127.0.0.1:8000(/calendar/[^"]+)"', shown)[1]

    assert Client().get(address).status_code == 200
    assert "/calendar/alongside_" not in sergeant.words_on("supervision_calendar")
    sergeant.presses("supervision_end_feed")
    assert (Client().get(address).status_code, CalendarFeed.objects.count()) == (404, 0)
