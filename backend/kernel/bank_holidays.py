"""The bank holidays of England and Wales, reckoned by rule; days that were moved or added are in a file of data."""

import tomllib
from datetime import date, timedelta
from functools import cache
from pathlib import Path

MONDAY, SATURDAY = 0, 5
WEEK = timedelta(days=7)
_FILE = Path(__file__).with_name("bank_holidays.toml")


def bank_holiday(day: date) -> str:
    """Its name, or "" for a day that is none."""
    return of_year(day.year).get(day, "")


def is_working_day(day: date) -> bool:
    return day.weekday() < SATURDAY and not bank_holiday(day)


def next_working_day(day: date) -> date:
    """The day itself, or the first after it that is neither at a weekend nor a bank holiday."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


@cache
def of_year(year: int) -> dict[date, str]:
    easter = _easter_sunday(year)
    found = {
        easter - timedelta(days=2): "Good Friday",
        easter + timedelta(days=1): "Easter Monday",
        _first_monday(year, 5): "Early May bank holiday",
        _last_monday(year, 5): "Spring bank holiday",
        _last_monday(year, 8): "Summer bank holiday",
    }
    # Each takes the next working day that no other one has. Boxing Day first: when Christmas Day is a Sunday, Monday
    # is Boxing Day itself, and Tuesday stands in for Christmas.
    fixed = [(date(year, 12, 26), "Boxing Day"), (date(year, 12, 25), "Christmas Day")]
    if date(year, 12, 25).weekday() == SATURDAY:
        fixed.reverse()
    for day, name in [(date(year, 1, 1), "New Year’s Day"), *fixed]:
        kept = _next_free(day, set(found))
        found[kept] = name if kept == day else f"{name}, substitute day"
    moved, once = _proclaimed()
    found = {moved.get(day, day): name for day, name in found.items()}
    return found | {day: name for day, name in once.items() if day.year == year}


def _next_free(day: date, taken: set[date]) -> date:
    while day.weekday() >= SATURDAY or day in taken:
        day += timedelta(days=1)
    return day


@cache
def _proclaimed() -> tuple[dict[date, date], dict[date, str]]:
    written = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    moved = {date.fromisoformat(day): date.fromisoformat(to) for day, to in written["moved"].items()}
    return moved, {date.fromisoformat(day): name for day, name in written["once"].items()}


def _first_monday(year: int, month: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(MONDAY - first.weekday()) % 7)


def _last_monday(year: int, month: int) -> date:
    day = _first_monday(year, month)
    while (day + WEEK).month == month:
        day += WEEK
    return day


def _easter_sunday(year: int) -> date:
    """The Sunday after the full moon of the church's calendar, by the Gregorian rules for the golden number."""
    golden, century = year % 19, year // 100
    # The age of the moon at the turn of the year, with what leap centuries shift it by.
    epact = (century - century // 4 - (8 * century + 13) // 25 + 19 * golden + 15) % 30
    epact -= (epact // 28) * (1 - (epact // 28) * (29 // (epact + 1)) * ((21 - golden) // 11))
    weekday = (year + year // 4 + epact + 2 - century + century // 4) % 7
    days = epact - weekday
    month = 3 + (days + 40) // 44
    return date(year, month, days + 28 - 31 * (month // 4))
