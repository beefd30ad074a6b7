"""When an owner is reminded: 30 and 14 days before a page is due, on the day, and every week after."""

from datetime import date, timedelta

FIRST, SECOND, WEEK = 30, 14, 7
WARNED_AHEAD = timedelta(days=7)
# Not days: that the page is about to be withdrawn.
WITHDRAWAL = "withdrawal"
KINDS = {"30": "manual.review_in_30", "14": "manual.review_in_14", "0": "manual.review_today"}


def stage_of(*, review_by: date, today: date) -> str | None:
    """The stage a page is at: "30", "14", "0", "-7", … Whoever missed one is told of the last one only."""
    left = (review_by - today).days
    if left > FIRST:
        return None
    if left > SECOND:
        return str(FIRST)
    if left > 0:
        return str(SECOND)
    return str(-(-left // WEEK * WEEK))


def kind_of(stage: str) -> str:
    return KINDS.get(stage, "manual.review_overdue")
