"""The order of an agenda, what comes over from an earlier one, and what somebody noted to bring."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from backend.audit.models import Entry
from backend.kernel.errors import Invalid, NotFound, Stale, WrongMoment
from supervision.models import AgendaItem, Agreement, Capture, Erasure, LegalHold
from supervision.operations import agenda
from supervision.operations import capture as captures
from supervision.operations.agreement import end_agreement
from supervision.operations.retention import delete_what_is_due
from supervision.operations.session import mark_agenda_item, open_session
from supervision.operations.time_proposal import accept_time
from supervision.refusals import StaleText
from tests.supervision.conftest import Pair


def texts(pair, session, *, by=None):
    return [line.text for line in opened(pair, session, by=by).agenda]


def opened(pair, session, *, by=None):
    return open_session(actor=by or pair.sergeant, session_id=session.pk, now=pair.now)


def moves(pair, item, place, *, by=None):
    item.refresh_from_db()
    return agenda.move_agenda_item(
        actor=by or pair.socialworker, item_id=item.pk, place=place, expected_version=item.version, now=pair.now
    )


def carries(pair, item, session, *, by=None):
    return agenda.carry_over(actor=by or pair.socialworker, item_id=item.pk, session_id=session.pk, now=pair.now)


@pytest.fixture
def three(pair):
    session = pair.plans()
    return session, [pair.adds(session, text) for text in ("One", "Two", "Three")]


def test_either_moves_an_item_and_is_told_where_it_is(pair, three):
    session, (one, _, last) = three

    assert moves(pair, last, 1)[1:] == (1, 3)
    assert texts(pair, session) == ["Three", "One", "Two"]
    assert moves(pair, one, 99, by=pair.sergeant)[1:] == (3, 3)
    assert texts(pair, session) == ["Three", "Two", "One"]
    assert moves(pair, one, 0)[1:] == (1, 3)
    assert [line.position for line in opened(pair, session).agenda] == [1, 2, 3]


def test_a_late_move_is_refused_and_changes_nothing(pair, three):
    session, (one, *_) = three
    moves(pair, one, 2)

    with pytest.raises(StaleText):
        agenda.move_agenda_item(actor=pair.sergeant, item_id=one.pk, place=3, expected_version=1, now=pair.now)

    assert texts(pair, session) == ["Two", "One", "Three"]


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=some.lists(some.tuples(some.integers(0, 3), some.integers(-1, 6)), max_size=8))
def test_any_moves_keep_every_item_once_and_its_words(pair, steps):
    session = pair.plans()
    items = [pair.adds(session, text) for text in ("a", "b", "c", "d")]
    model = list(items)

    for number, place in steps:
        moves(pair, items[number], place)
        model.remove(items[number])
        model.insert(min(max(place, 1), 4) - 1, items[number])

    lines = opened(pair, session).agenda
    assert [line.id for line in lines] == [item.pk for item in model]
    assert sorted(line.text for line in lines) == ["a", "b", "c", "d"]


def test_what_was_not_done_is_offered_and_keeps_whose_it_is(pair):
    held = pair.plans(days=1)
    done, left = pair.adds(held, "Done"), pair.adds(held, "Left over")
    mark_agenda_item(actor=pair.sergeant, item_id=done.pk, done=True, expected_version=1, now=pair.now)
    pair.starts(held)
    session = pair.plans(held.agreement, days=8)

    offered = opened(pair, session, by=pair.socialworker).left
    assert [(line.text, line.added_by.name) for line in offered] == [("Left over", "Sam Okoro")]
    carried = carries(pair, left, session)

    page = opened(pair, session, by=pair.socialworker)
    (line,) = page.agenda
    assert (line.text, line.added_by.name, line.is_carried, line.can_word) == ("Left over", "Sam Okoro", True, False)
    assert (page.left, opened(pair, session).agenda[0].can_word) == ([], True)
    assert bytes(carried.sealed_text) != bytes(left.sealed_text)


def test_an_item_is_carried_over_once(pair):
    cancelled = pair.plans(days=1)
    item = pair.adds(cancelled, "Left over")
    pair.cancels(cancelled)
    session, other = pair.plans(cancelled.agreement, days=8), pair.plans(cancelled.agreement, days=9)
    carries(pair, item, session)

    for again in (session, other):
        with pytest.raises(WrongMoment):
            carries(pair, item, again, by=pair.sergeant)

    assert AgendaItem.objects.filter(carried_from=item).count() == 1


def test_what_is_left_over_twice_goes_on_from_where_it_was_last(pair):
    first = pair.plans(days=-9)
    item = pair.adds(first, "Still open")
    pair.starts(first)
    second = pair.plans(first.agreement, days=-2)
    carried = carries(pair, item, second)
    pair.starts(second)
    third = pair.plans(first.agreement, days=3)

    assert [line.id for line in opened(pair, third).left] == [carried.pk]


def test_only_the_last_held_session_and_those_cancelled_since_are_left_over(pair):
    agreement = pair.signed()
    texts_by_day = {-9: "Long ago", -2: "Last time", 3: "Cancelled", 9: "Still to come"}
    sessions = {day: pair.plans(agreement, days=day) for day in texts_by_day}
    for day, session in sessions.items():
        pair.adds(session, texts_by_day[day])
    pair.starts(sessions[-9])
    pair.starts(sessions[-2])
    pair.cancels(sessions[3])

    session = pair.plans(agreement, days=5)

    assert [line.text for line in opened(pair, session).left] == ["Last time", "Cancelled"]


def test_nothing_comes_over_from_another_agreement(pair, people, now):
    elsewhere = Pair(people.sergeant, people.nurse, now)
    cancelled = elsewhere.plans()
    item = elsewhere.adds(cancelled, "Of the nurse and the sergeant")
    elsewhere.cancels(cancelled)
    session = pair.plans(days=8)

    assert opened(pair, session).left == []
    with pytest.raises(NotFound):
        carries(pair, item, session, by=people.sergeant)


def test_opening_what_is_left_over_is_a_reading_of_that_session_too(pair):
    cancelled = pair.plans(days=1)
    pair.adds(cancelled, "Left over")
    pair.cancels(cancelled)
    session = pair.plans(cancelled.agreement, days=8)

    opened(pair, session)

    noted = Entry.objects.filter(verb="CONSULT").order_by("-seq").values_list("key", flat=True)[:2]
    assert set(noted) == {f"supervision.session:{session.pk}", f"supervision.session:{cancelled.pk}"}


# -- noted to bring ---------------------------------------------------------------------------------------------------


def lines(actor, now):
    return captures.open_captures(actor=actor, now=now)


def test_a_note_is_its_authors_alone_also_to_the_other_of_the_two(pair):
    agreement = pair.signed()
    note = pair.notes(agreement, "What went through my head")
    session = pair.plans(agreement)

    assert [line.text for line in lines(pair.sergeant, pair.now)] == ["What went through my head"]
    assert lines(pair.socialworker, pair.now) == []
    how = {"actor": pair.socialworker, "capture_id": note.pk, "expected_version": 1, "now": pair.now}
    with pytest.raises(NotFound):
        captures.throw_away(**how)
    with pytest.raises(NotFound):
        captures.put_on_agenda(session_id=session.pk, **how)
    assert Capture.objects.count() == 1


def test_on_an_agenda_it_is_an_item_of_its_author_and_leaves_here(pair):
    agreement = pair.signed()
    note, session = pair.notes(agreement, "What went through my head"), pair.plans(agreement)
    assert lines(pair.sergeant, pair.now)[0].next_session.id == session.pk

    captures.put_on_agenda(
        actor=pair.sergeant, capture_id=note.pk, session_id=session.pk, expected_version=1, now=pair.now
    )

    (line,) = opened(pair, session, by=pair.socialworker).agenda
    assert (line.text, line.added_by.name) == ("What went through my head", "Sam Okoro")
    assert (lines(pair.sergeant, pair.now), Capture.objects.count()) == ([], 0)


def test_it_goes_to_a_session_of_its_own_agreement_only(pair, people, now):
    note = pair.notes(pair.signed(), "For the social worker")
    elsewhere = Pair(people.sergeant, people.nurse, now).plans()

    with pytest.raises(NotFound):
        captures.put_on_agenda(
            actor=pair.sergeant, capture_id=note.pk, session_id=elsewhere.pk, expected_version=1, now=pair.now
        )

    assert (Capture.objects.count(), AgendaItem.objects.count()) == (1, 0)


def test_after_thirty_days_it_is_deleted_with_a_certificate(pair):
    note = pair.notes(pair.signed(), "Not brought")
    last = pair.now + timedelta(days=30)
    (line,) = lines(pair.sergeant, pair.now)

    assert (line.expires_at, delete_what_is_due(now=last)) == (last, 0)
    assert delete_what_is_due(now=last + timedelta(seconds=1)) == 1

    assert (Capture.objects.count(), lines(pair.sergeant, last)) == (0, [])
    noted = Entry.objects.order_by("-seq").values_list("verb", "key").first()
    assert noted == ("ERASE", f"supervision.capture:{note.pk}")
    assert Erasure.objects.filter(row_id=note.pk).exists()


def test_a_legal_hold_keeps_it_from_time_and_from_its_author(pair, people):
    note = pair.notes(pair.signed(), "Held")
    LegalHold.objects.create(
        organisation_id=people.socialworker.organisation_id,
        membership_id=people.socialworker.membership_id,
        reason="CIVIL_CLAIM",
        reference="CC/7",
        placed_at=pair.now,
        placed_by_id=people.lead.membership_id,
        review_on=pair.now.date(),
    )

    with pytest.raises(WrongMoment):
        captures.throw_away(actor=pair.sergeant, capture_id=note.pk, expected_version=1, now=pair.now)

    assert delete_what_is_due(now=pair.now + timedelta(days=400)) == 0
    assert Capture.objects.count() == 1


def test_an_agreement_with_proposals_and_rebooked_sessions_goes_whole_when_its_time_has_come(pair):
    agreement = pair.signed()
    cancelled = pair.plans(agreement)
    carried = pair.adds(cancelled, "Left over")
    pair.cancels(cancelled)
    session = pair.plans(agreement, days=9)
    carries(pair, carried, session)
    proposal = pair.proposes_times(agreement, rebooks=cancelled)
    time = proposal.times.first()
    accept_time(actor=pair.socialworker, proposal_id=proposal.pk, time_id=time.pk, now=pair.now)
    end_agreement(actor=pair.sergeant, agreement_id=agreement.pk, expected_version=1, now=pair.now)

    delete_what_is_due(now=pair.now + timedelta(days=3000))

    assert Agreement.objects.count() == 0


@pytest.mark.parametrize("text", ["", " \n", "x" * 501])
def test_a_note_says_something_and_not_too_much(pair, text):
    with pytest.raises(Invalid):
        pair.notes(pair.signed(), text)

    assert Capture.objects.count() == 0


def test_nothing_is_noted_without_a_signed_agreement(pair):
    ended = pair.signed()
    end_agreement(actor=pair.sergeant, agreement_id=ended.pk, expected_version=1, now=pair.now)

    for agreement in (pair.proposes(), ended):
        with pytest.raises(WrongMoment):
            pair.notes(agreement, "Too early, too late")


def test_thrown_away_is_gone_and_a_stale_press_is_refused(pair):
    note = pair.notes(pair.signed(), "On second thoughts")
    how = {"actor": pair.sergeant, "capture_id": note.pk, "now": pair.now}

    with pytest.raises(Stale):
        captures.throw_away(expected_version=2, **how)
    captures.throw_away(expected_version=1, **how)

    assert Capture.objects.count() == 0
