import pytest
from django.utils import timezone

from backend.kernel.errors import Invalid, Stale, WrongMoment
from supervision.operations.agreement import end_agreement
from supervision.operations.session import (
    add_agenda_item,
    cancel_session,
    change_agenda_item,
    mark_agenda_item,
    open_session,
    plan_session,
)
from supervision.refusals import StaleText


def adds(pair, session, text, *, by=None):
    return add_agenda_item(actor=by or pair.sergeant, session_id=session.pk, text=text, now=pair.now)


def opened(pair, session, *, by=None):
    return open_session(actor=by or pair.sergeant, session_id=session.pk, now=pair.now)


def test_a_session_needs_a_signed_agreement(pair):
    with pytest.raises(WrongMoment):
        pair.plans(pair.proposes())


@pytest.mark.parametrize(
    ("facts", "field"),
    [({"minutes": 5}, "minutes"), ({"mode": "PIGEON"}, "mode"), ({"planned_for": None}, "planned_for")],
)
def test_a_session_that_cannot_be_planned_says_why(pair, facts, field):
    if field == "planned_for":
        facts = {"planned_for": timezone.make_naive(pair.now)}
    how = {"planned_for": pair.now, "minutes": 60, "mode": "VIDEO"} | facts

    with pytest.raises(Invalid) as refused:
        plan_session(actor=pair.sergeant, agreement_id=pair.signed().pk, now=pair.now, **how)

    assert list(refused.value.fields) == [field]


@pytest.mark.parametrize("year", [1, 1026, 2036, 9999])
def test_a_slip_in_the_year_is_refused(pair, year):
    with pytest.raises(Invalid) as refused:
        plan_session(
            actor=pair.sergeant,
            agreement_id=pair.signed().pk,
            planned_for=pair.now.replace(year=year),
            minutes=60,
            mode="VIDEO",
            now=pair.now,
        )

    assert list(refused.value.fields) == ["planned_for"]


def test_both_add_to_the_agenda_and_both_read_it_in_order(pair):
    session = pair.plans()
    adds(pair, session, "How we hand over")
    adds(pair, session, "Who rings whom", by=pair.socialworker)

    for actor in (pair.sergeant, pair.socialworker):
        agenda = opened(pair, session, by=actor).agenda
        assert [(line.text, line.added_by.name, line.can_word) for line in agenda] == [
            ("How we hand over", "Sam Okoro", actor == pair.sergeant),
            ("Who rings whom", "Noor Castell", actor == pair.socialworker),
        ]


def test_either_ticks_an_item_off_and_puts_it_back(pair):
    session = pair.plans()
    item = adds(pair, session, "How we hand over")
    how = {"actor": pair.socialworker, "item_id": item.pk, "now": pair.now}

    mark_agenda_item(done=True, expected_version=1, **how)
    assert [(line.is_done, line.text) for line in opened(pair, session).agenda] == [(True, "How we hand over")]
    mark_agenda_item(done=False, expected_version=2, **how)
    assert [(line.is_done, line.version) for line in opened(pair, session).agenda] == [(False, 3)]


def test_a_late_change_of_an_item_is_refused_and_nothing_overwritten(pair):
    session = pair.plans()
    item = adds(pair, session, "First")
    how = {"actor": pair.sergeant, "item_id": item.pk, "expected_version": 1, "now": pair.now}
    change_agenda_item(text="From the phone", **how)

    with pytest.raises(StaleText):
        change_agenda_item(text="From the desk", **how)

    assert [line.text for line in opened(pair, session).agenda] == ["From the phone"]


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 501])
def test_an_item_says_something_and_not_too_much(pair, text):
    with pytest.raises(Invalid) as refused:
        adds(pair, pair.plans(), text)

    assert list(refused.value.fields) == ["text"]


def test_the_agenda_is_closed_once_cancelled_locked_or_ended(pair):
    cancelled = pair.plans()
    cancel_session(actor=pair.sergeant, session_id=cancelled.pk, reason="COURT", expected_version=1, now=pair.now)
    locked = pair.locks().session
    ended = pair.plans()
    end_agreement(actor=pair.sergeant, agreement_id=ended.agreement_id, expected_version=1, now=pair.now)

    for session in (cancelled, locked, ended):
        with pytest.raises(WrongMoment):
            adds(pair, session, "Too late")
        assert not opened(pair, session).can_change_agenda


def test_cancelling_keeps_the_reason_as_a_category(pair):
    session = pair.plans()

    cancel_session(actor=pair.socialworker, session_id=session.pk, reason="COURT", expected_version=1, now=pair.now)

    page = opened(pair, session)
    assert (page.card.state, page.cancel_reason_label, page.can_cancel) == ("CANCELLED", "Court or a hearing", False)


def test_cancelling_is_refused_when_late_unreasoned_or_done(pair):
    session = pair.plans()
    how = {"actor": pair.sergeant, "session_id": session.pk, "now": pair.now}

    with pytest.raises(Stale):
        cancel_session(reason="COURT", expected_version=7, **how)
    with pytest.raises(Invalid):
        cancel_session(reason="", expected_version=1, **how)
    pair.starts(session)
    with pytest.raises(WrongMoment):
        cancel_session(reason="COURT", expected_version=2, **how)
