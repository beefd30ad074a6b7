"""Dates that a rhythm asks for: far enough ahead, on the same weekday, never at a weekend, never where one is taken."""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from django.db.models import Q
from hypothesis import given
from hypothesis import strategies as some

from supervision.enums import Frequency
from supervision.models import Session
from supervision.operations.agreement import end_agreement
from supervision.operations.session import plan_session
from supervision.operations.time_proposal import propose_times
from supervision.queries.busy import taken_of
from supervision.queries.series import (
    AT_MOST,
    days_of,
    next_first,
    planned_ahead,
    proposed_series,
    three_months_after,
    to_rebook,
)
from supervision.queries.session import cards
from supervision.queries.time_proposal import open_cards

LONDON = ZoneInfo("Europe/London")
days = some.dates(min_value=date(2024, 1, 1), max_value=date(2060, 1, 1))
rhythms = some.sampled_from([Frequency.WEEKLY, Frequency.FORTNIGHTLY, Frequency.SIX_WEEKLY])
in_months = some.sampled_from([Frequency.MONTHLY, Frequency.QUARTERLY])


def local(*when):
    return datetime(*when, tzinfo=LONDON)


def place_in_month(day):
    """1 for the first such weekday of its month; 5 also for a fourth that is the last."""
    last = day.day > monthrange(day.year, day.month)[1] - 7
    return {(day.day - 1) // 7 + 1} | ({5} if last else set())


@given(first=days, every=rhythms)
def test_in_weeks_they_stand_equally_far_apart_and_reach_three_months(first, every):
    found = days_of(first=first, every=every, until=three_months_after(first))

    steps = {later - earlier for earlier, later in pairwise(found)}
    assert (found[0], len(steps), {day.weekday() for day in found}) == (first, 1, {first.weekday()})
    assert found[-1] >= three_months_after(first)
    assert len(found) <= AT_MOST


@given(first=days, every=in_months)
def test_in_months_they_are_the_same_weekday_of_their_month(first, every):
    found = days_of(first=first, every=every, until=three_months_after(first) + timedelta(days=7))

    assert {day.weekday() for day in found} == {first.weekday()}
    assert all(place_in_month(first) & place_in_month(day) for day in found)
    assert len({(day.year, day.month) for day in found}) == len(found)
    assert found[-1] >= three_months_after(first)


@pytest.mark.parametrize(
    ("day", "after"), [("2026-11-22", "2027-02-22"), ("2026-11-30", "2027-02-28"), ("2027-01-31", "2027-04-30")]
)
def test_three_months_after_a_day(day, after):
    assert three_months_after(date.fromisoformat(day)) == date.fromisoformat(after)


def slots(agreement, first, now, *, every=Frequency.WEEKLY):
    return proposed_series(agreement_id=agreement.pk, first=first, every=every, minutes=60, now=now)


def test_the_wall_clock_stays_when_the_clocks_change(pair):
    found = slots(pair.signed(), local(2027, 2, 2, 14), datetime(2027, 1, 20, tzinfo=UTC))

    assert {slot.starts_at.astimezone(LONDON).time() for slot in found} == {time(14)}
    assert {slot.starts_at.utcoffset() for slot in found} == {timedelta(0), timedelta(hours=1)}


def test_a_weekend_becomes_the_monday_after(pair):
    found = slots(pair.signed(), local(2026, 12, 5, 10), pair.now, every=Frequency.MONTHLY)

    assert [(slot.starts_at.date().isoformat(), slot.is_moved) for slot in found] == [
        ("2026-12-07", True),
        ("2027-01-04", True),
        ("2027-02-08", True),
        ("2027-03-08", True),
    ]


def test_a_taken_time_becomes_the_next_weekday_and_a_full_week_says_so(pair, people, now):
    from supervision.operations.session import plan_session

    agreement, other = pair.signed(), pair.signed()
    busy = [date(2026, 12, 1), *(date(2026, 12, day) for day in (8, 9, 10, 11, 14))]
    for day in busy:
        start = datetime.combine(day, time(10, 30), LONDON)
        plan_session(
            actor=people.socialworker, agreement_id=other.pk, planned_for=start, minutes=60, mode="PHONE", now=now
        )

    found = slots(agreement, local(2026, 12, 1, 10), now)[:3]

    assert [(slot.starts_at.day, slot.is_moved, slot.is_free) for slot in found] == [
        (2, True, True),
        (8, False, False),
        (15, False, True),
    ]


def test_only_planned_sessions_of_agreements_that_stand_take_time(pair):
    agreement, other, ended = pair.signed(), pair.signed(), pair.signed()
    for days_ahead in (1, 2, 3, 4):
        pair.plans(ended if days_ahead == 4 else other, days=days_ahead)
    one, two, three, _ = Session.objects.order_by("planned_for")
    pair.cancels(two)
    pair.starts(three)
    end_agreement(actor=pair.sergeant, agreement_id=ended.pk, expected_version=1, now=pair.now)

    starts = [pair.now + timedelta(days=day) for day in (1, 2, 3, 4)]

    assert taken_of(agreement_id=agreement.pk, starts=starts, minutes=60) == [one.planned_for]


@pytest.mark.parametrize(("minutes_later", "is_taken"), [(-60, False), (-59, True), (0, True), (59, True), (60, False)])
def test_back_to_back_is_not_a_clash(pair, minutes_later, is_taken):
    session = pair.plans()
    start = session.planned_for + timedelta(minutes=minutes_later)

    assert bool(taken_of(agreement_id=session.agreement_id, starts=[start], minutes=60)) is is_taken


def test_a_series_goes_on_after_the_last_planned_session(pair):
    agreement = pair.signed()
    how = {"actor": pair.sergeant, "agreement_id": agreement.pk, "now": pair.now}
    assert next_first(every=Frequency.MONTHLY, **how) == local(2026, 11, 30, 10)

    last = pair.plans(agreement, days=9).planned_for

    assert next_first(every=Frequency.FORTNIGHTLY, **how) == last + timedelta(days=14)
    pair.cancels(Session.objects.get(planned_for=last))
    assert next_first(every=Frequency.FORTNIGHTLY, **how) == local(2026, 11, 30, 10)


@pytest.mark.parametrize(("days_ahead", "is_kept"), [(None, False), (91, False), (92, True)])
def test_planned_until_is_held_against_the_promise(pair, days_ahead, is_kept):
    agreement = pair.signed()
    if days_ahead:
        pair.plans(agreement, days=days_ahead)
        pair.plans(agreement, days=1)

    found = planned_ahead(sessions=cards(actor=pair.socialworker, which=Q()), agreement_id=agreement.pk, now=pair.now)

    until = pair.now + timedelta(days=days_ahead) if days_ahead else None
    assert (found.until, found.promised, found.is_kept) == (until, date(2027, 2, 22), is_kept)


def test_another_time_is_the_same_time_of_day_a_week_on(pair):
    cancelled = pair.cancels(pair.plans(days=2))

    found = to_rebook(actor=pair.sergeant, session=cancelled, now=pair.now)

    assert (found.card.id, found.proposed) == (cancelled.pk, cancelled.planned_for + timedelta(days=7))


def test_bank_holidays_are_left_out_of_a_series(pair):
    """From 18 December 2026 on each Friday: Christmas, the Monday for Boxing Day and New Year's Day are no days."""
    agreement = pair.signed()
    first = local(2026, 12, 18, 10)

    found = proposed_series(
        agreement_id=agreement.pk, first=first, every=Frequency.WEEKLY, minutes=60, now=local(2026, 12, 1, 9)
    )

    days = [(slot.starts_at.astimezone(LONDON).date(), slot.is_moved) for slot in found[:4]]
    assert days == [
        (date(2026, 12, 18), False),
        (date(2026, 12, 29), True),
        (date(2027, 1, 4), True),
        (date(2027, 1, 8), False),
    ]


def test_a_session_on_a_bank_holiday_is_marked_as_one(pair):
    agreement = pair.signed()
    easter = local(2027, 3, 29, 10)
    plan_session(
        actor=pair.sergeant, agreement_id=agreement.pk, planned_for=easter, minutes=60, mode="VIDEO", now=pair.now
    )
    pair.plans(agreement)

    found = [card.bank_holiday for card in cards(actor=pair.socialworker, which=Q())]

    assert found == ["Easter Monday", ""]


def test_a_proposed_time_on_a_bank_holiday_is_marked_as_one(pair):
    agreement = pair.signed()
    propose_times(
        actor=pair.sergeant,
        agreement_id=agreement.pk,
        times=[local(2026, 12, 25, 10), local(2026, 12, 24, 10)],
        minutes=60,
        mode="VIDEO",
        now=pair.now,
    )

    (card,) = open_cards(actor=pair.socialworker)

    assert [time.bank_holiday for time in card.times] == ["", "Christmas Day"]
