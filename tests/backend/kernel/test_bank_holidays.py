from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from backend.kernel.bank_holidays import bank_holiday, next_working_day, of_year

# As they were published.
PUBLISHED = {
    2011: ["01-03", "04-22", "04-25", "04-29", "05-02", "05-30", "08-29", "12-26", "12-27"],
    2012: ["01-02", "04-06", "04-09", "05-07", "06-04", "06-05", "08-27", "12-25", "12-26"],
    2016: ["01-01", "03-25", "03-28", "05-02", "05-30", "08-29", "12-26", "12-27"],
    2020: ["01-01", "04-10", "04-13", "05-08", "05-25", "08-31", "12-25", "12-28"],
    2021: ["01-01", "04-02", "04-05", "05-03", "05-31", "08-30", "12-27", "12-28"],
    2022: ["01-03", "04-15", "04-18", "05-02", "06-02", "06-03", "08-29", "09-19", "12-26", "12-27"],
    2023: ["01-02", "04-07", "04-10", "05-01", "05-08", "05-29", "08-28", "12-25", "12-26"],
    2024: ["01-01", "03-29", "04-01", "05-06", "05-27", "08-26", "12-25", "12-26"],
    2025: ["01-01", "04-18", "04-21", "05-05", "05-26", "08-25", "12-25", "12-26"],
    2026: ["01-01", "04-03", "04-06", "05-04", "05-25", "08-31", "12-25", "12-28"],
    2027: ["01-01", "03-26", "03-29", "05-03", "05-31", "08-30", "12-27", "12-28"],
}
years = some.integers(2000, 2100)


@pytest.mark.parametrize("year", PUBLISHED)
def test_the_days_are_those_that_were_published(year):
    assert [f"{day:%m-%d}" for day in sorted(of_year(year))] == PUBLISHED[year]


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("2026-12-28", "Boxing Day, substitute day"),
        ("2022-12-26", "Boxing Day"),
        ("2022-12-27", "Christmas Day, substitute day"),
        ("2021-12-27", "Christmas Day, substitute day"),
        ("2021-12-28", "Boxing Day, substitute day"),
        ("2023-01-02", "New Year’s Day, substitute day"),
        ("2022-06-02", "Spring bank holiday"),
        ("2023-05-08", "Coronation"),
        ("2022-05-30", ""),
        ("2026-12-26", ""),
        ("2026-11-24", ""),
    ],
)
def test_a_day_has_its_name(day, name):
    assert bank_holiday(date.fromisoformat(day)) == name


# The last one is as late as it can be, the one before as early as this century has it.
@pytest.mark.parametrize("sunday", ["2000-04-23", "2019-04-21", "2049-04-18", "2076-04-19", "2008-03-23", "2038-04-25"])
def test_easter_is_where_the_tables_have_it(sunday):
    monday = date.fromisoformat(sunday) + timedelta(days=1)

    assert bank_holiday(monday) == "Easter Monday"


@given(year=years)
def test_every_year_has_eight_at_least_and_none_at_a_weekend(year):
    days = of_year(year)

    assert len(days) >= 8
    assert all(day.weekday() < 5 for day in days)


@given(day=some.dates(date(2000, 1, 1), date(2099, 12, 1)))
def test_the_next_working_day_is_the_first_that_is_one(day):
    found = next_working_day(day)

    assert found.weekday() < 5
    assert not bank_holiday(found)
    between = [day + timedelta(days=n) for n in range((found - day).days)]
    assert all(one.weekday() >= 5 or bank_holiday(one) for one in between)
