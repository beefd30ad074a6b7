from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.notifications.quiet import last_at, next_at, quiet_until

LONDON = ZoneInfo("Europe/London")
EVERY_NIGHT = {str(day): ["22:00", "07:00"] for day in range(7)}
# A week of nights: asleep by day.
NIGHTS = {"0": ["08:00", "16:00"], "1": ["08:00", "16:00"]}


def local(text):
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


def end(hours, now, *, silent_until=None):
    found = quiet_until(hours=hours, silent_until=silent_until, now=local(now), zone=LONDON)
    return found and found.astimezone(LONDON).isoformat()[:16]


@pytest.mark.parametrize(
    ("hours", "now", "until"),
    [
        (EVERY_NIGHT, "2026-11-23T21:59", None),
        (EVERY_NIGHT, "2026-11-23T22:00", "2026-11-24T07:00"),
        (EVERY_NIGHT, "2026-11-24T03:00", "2026-11-24T07:00"),
        (EVERY_NIGHT, "2026-11-24T07:00", None),
        (NIGHTS, "2026-11-23T09:00", "2026-11-23T16:00"),
        (NIGHTS, "2026-11-23T22:00", None),
        (NIGHTS, "2026-11-25T09:00", None),
        # What follows without a gap ends together.
        ({"0": ["08:00", "16:00"], "1": ["00:00", "06:00"]}, "2026-11-23T10:00", "2026-11-23T16:00"),
        ({"0": ["16:00", "00:00"], "1": ["00:00", "06:00"]}, "2026-11-23T17:00", "2026-11-24T06:00"),
        ({}, "2026-11-23T03:00", None),
        # The clocks go back, and forward, within the hours.
        (EVERY_NIGHT, "2026-10-24T23:00", "2026-10-25T07:00"),
        (EVERY_NIGHT, "2026-03-28T23:00", "2026-03-29T07:00"),
    ],
)
def test_when_it_ends(hours, now, until):
    assert end(hours, now) == until


def test_a_silence_reaches_into_the_quiet_hours_after_it():
    assert end(EVERY_NIGHT, "2026-11-23T10:00", silent_until=local("2026-11-23T23:00")) == "2026-11-24T07:00"
    assert end(EVERY_NIGHT, "2026-11-23T10:00", silent_until=local("2026-11-23T14:00")) == "2026-11-23T14:00"
    assert end(EVERY_NIGHT, "2026-11-23T10:00", silent_until=local("2026-11-23T09:00")) is None


def test_the_next_and_the_last_time_that_the_clock_shows_it():
    now = local("2026-11-23T06:10")

    found = [f(wall=time(hour), now=now, zone=LONDON) for f in (next_at, last_at) for hour in (5, 6, 7)]

    assert [one.astimezone(LONDON).isoformat()[5:16] for one in found] == [
        *("11-24T05:00", "11-24T06:00", "11-23T07:00"),
        *("11-23T05:00", "11-23T06:00", "11-22T07:00"),
    ]


TIMES = st.times().map(lambda at: f"{at:%H:%M}")
HOURS = st.dictionaries(
    st.sampled_from("0123456"), st.tuples(TIMES, TIMES).filter(lambda pair: pair[0] != pair[1]).map(list)
)
MOMENTS = st.timedeltas(timedelta(0), timedelta(days=730)).map(lambda ahead: datetime(2026, 1, 1, tzinfo=UTC) + ahead)


@given(hours=HOURS, now=MOMENTS, ahead=st.none() | st.timedeltas(timedelta(0), timedelta(days=1)))
def test_it_ends_later_and_not_into_more_quiet(hours, now, ahead):
    silent_until = now + ahead if ahead is not None else None

    until = quiet_until(hours=hours, silent_until=silent_until, now=now, zone=LONDON)

    if until is None:
        assert not (ahead and silent_until > now)
        return
    assert now < until <= now + timedelta(days=16)
    if len(hours) < 7:
        assert quiet_until(hours=hours, silent_until=silent_until, now=until, zone=LONDON) is None
