from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practice_wisdom.manual.stages import kind_of, stage_of

DUE = date(2027, 5, 22)


@pytest.mark.parametrize(
    ("left", "stage"),
    [
        (31, None),
        (30, "30"),
        (15, "30"),
        (14, "14"),
        (1, "14"),
        (0, "0"),
        (-6, "0"),
        (-7, "-7"),
        (-13, "-7"),
        (-14, "-14"),
    ],
)
def test_the_stage_of_a_day(left, stage):
    assert stage_of(review_by=DUE, today=DUE - timedelta(days=left)) == stage


@given(st.integers(-3000, 30))
def test_a_stage_has_begun_and_lasts_until_the_next(left):
    stage = stage_of(review_by=DUE, today=DUE - timedelta(days=left))

    assert left <= int(stage) < left + 16
    assert kind_of(stage).startswith("manual.review_")
