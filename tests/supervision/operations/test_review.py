from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.kernel.errors import WrongMoment
from supervision.operations.agreement import change_terms
from supervision.operations.review import review_agreement
from supervision.policy.agreement import first_review, next_review
from supervision.queries.overview import my_supervision

FIRST = date(2027, 2, 22)


def reviews(pair, agreement, *, by, days):
    agreement.refresh_from_db()
    return review_agreement(
        actor=by, agreement_id=agreement.pk, expected_version=agreement.version, now=pair.now + timedelta(days=days)
    )


def test_the_first_review_is_due_three_months_after_signing(pair):
    assert pair.signed().review_due_on == FIRST


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_a_review_is_due_in_the_third_month_and_then_in_the_same_month_of_next_year(day):
    first, following = first_review(signed_on=day), next_review(reviewed_on=day)

    assert 89 <= (first - day).days <= 92
    assert (following.year, following.month) == (day.year + 1, day.month)


def test_a_review_is_done_when_both_have_said_still_right(pair):
    agreement = pair.signed()

    one = reviews(pair, agreement, by=pair.sergeant, days=92)
    other = reviews(pair, agreement, by=pair.socialworker, days=95)

    assert (one.review_due_on, other.review_due_on) == (FIRST, date(2028, 2, 25))


def test_a_review_is_said_once_and_not_long_before_it_is_due(pair):
    agreement = pair.signed()
    with pytest.raises(WrongMoment):
        reviews(pair, agreement, by=pair.sergeant, days=30)
    reviews(pair, agreement, by=pair.sergeant, days=92)

    with pytest.raises(WrongMoment):
        reviews(pair, agreement, by=pair.sergeant, days=93)


@pytest.mark.parametrize(("days", "due"), [(92, date(2028, 2, 22)), (2, FIRST)])
def test_a_new_version_is_a_review_when_one_is_open(pair, days, due):
    agreement = pair.signed()
    pair.now += timedelta(days=days)
    change_terms(
        actor=pair.sergeant,
        agreement_id=agreement.pk,
        terms=pair.terms(goals="Mended"),
        expected_version=1,
        now=pair.now,
    )
    agreement.refresh_from_db()

    with pytest.raises(WrongMoment):
        reviews(pair, agreement, by=pair.sergeant, days=0)
    assert pair.signs(agreement).review_due_on == due


def test_only_those_who_take_part_are_reminded(pair, people):
    pair.signed()
    later = pair.now + timedelta(days=92)

    def reminded(actor):
        return [card.review_waits_for_me for card in my_supervision(actor=actor, now=later).agreements]

    assert [reminded(one) for one in (pair.sergeant, pair.socialworker)] == [[True], [True]]
    assert [reminded(one) for one in (people.lead, people.police_admin)] == [[], []]
    assert [card.review_waits_for_me for card in my_supervision(actor=pair.sergeant, now=pair.now).agreements] == [
        False
    ]
