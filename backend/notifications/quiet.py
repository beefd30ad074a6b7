"""Quiet hours, by the clock on the wall. Somebody on nights sleeps by day: hours begin on a weekday and may end on the
next day."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# {"0": ["22:00", "07:00"]}, as `Choices` keeps them.
Hours = Mapping[str, Sequence[str]]


def quiet_until(*, hours: Hours, silent_until: datetime | None, now: datetime, zone: tzinfo) -> datetime | None:
    """When it ends, or None when it is not quiet now. Hours that follow each other without a gap end together."""
    end = silent_until if silent_until and silent_until > now else None
    # Quiet at all hours of the week would never end: after a week of them somebody is told.
    for _ in range(2 * len(WEEKDAYS)):
        moment = end or now
        ends = [until for since, until in _around(moment, hours, zone) if since <= moment < until]
        if not ends:
            break
        end = max(ends)
    return end


def _around(moment: datetime, hours: Hours, zone: tzinfo) -> Iterator[tuple[datetime, datetime]]:
    """Those that began today and yesterday."""
    today = moment.astimezone(zone).date()
    for day in (today - timedelta(days=1), today):
        if written := hours.get(str(day.weekday())):
            since, until = (time.fromisoformat(one) for one in written)
            yield _at(day, since, zone), _at(day + timedelta(days=until <= since), until, zone)


def _at(day: date, wall: time, zone: tzinfo) -> datetime:
    # Two times of one zone are compared by the wall, which shows an hour twice in October.
    return datetime.combine(day, wall, zone).astimezone(UTC)


def next_at(*, wall: time, now: datetime, zone: tzinfo) -> datetime:
    """The next moment at which the clock on the wall shows it."""
    today = now.astimezone(zone).date()
    return next(moment for days in (0, 1, 2) if (moment := _at(today + timedelta(days=days), wall, zone)) > now)


def last_at(*, wall: time, now: datetime, zone: tzinfo) -> datetime:
    """The last moment until now at which it showed it."""
    today = now.astimezone(zone).date()
    return next(moment for days in (0, 1, 2) if (moment := _at(today - timedelta(days=days), wall, zone)) <= now)
