"""How fresh a page is, in words: readers decide how far to trust it."""

from dataclasses import dataclass
from datetime import date, timedelta

from practice_wisdom.manual.enums import Freshness

DUE_WITHIN = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Fresh:
    state: Freshness
    checked_on: date
    review_by: date

    @property
    def css(self) -> str:
        return self.state.lower().replace("_", "-")


def freshness(*, checked_on: date, review_by: date, today: date) -> Fresh:
    """Overdue from the day after `review_by`; due in the 30 days up to it."""
    if review_by < today:
        state = Freshness.OVERDUE
    elif review_by - today <= DUE_WITHIN:
        state = Freshness.DUE
    else:
        state = Freshness.IN_DATE
    return Fresh(state, checked_on, review_by)
