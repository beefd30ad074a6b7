"""Before a record begins, and how it ends when supervision is not the place."""

import pytest

from backend.audit.models import Entry
from backend.kernel.errors import Stale, WrongMoment
from backend.receipts.models import Receipt
from supervision.operations.ending import end_record, take_up_record
from supervision.operations.record import start_record
from tests.supervision.test_hidden import everything


def ends(pair, record, *, by=None):
    return end_record(actor=by or pair.sergeant, record_id=record.pk, now=pair.now)


def takes_up(pair, record, *, version):
    return take_up_record(actor=pair.sergeant, record_id=record.pk, expected_version=version, now=pair.now)


def test_before_a_statement_nothing_begins_and_nothing_is_kept(pair):
    session, before = pair.plans(), everything()
    noted = Entry.objects.count()

    with pytest.raises(WrongMoment, match="Make your statement first"):
        start_record(
            actor=pair.sergeant,
            session_id=session.pk,
            form_key="what-so-what",
            minutes=10,
            statement="NOT_YET",
            now=pair.now,
        )

    assert (everything(), Entry.objects.count()) == (before, noted)


@pytest.mark.parametrize("statement", ["NOT_A_WITNESS", "MADE"])
def test_which_of_the_other_two_answers_was_given_is_kept_nowhere(pair, statement):
    record = start_record(
        actor=pair.sergeant,
        session_id=pair.plans().pk,
        form_key="what-so-what",
        minutes=10,
        statement=statement,
        now=pair.now,
    )

    kept = str(everything()) + str(list(Entry.objects.values_list())) + str(list(Receipt.objects.values_list()))
    assert (record.state, statement in kept) == ("DRAFT", False)


@pytest.mark.parametrize("state", ["draft", "shared", "group", "round"])
def test_either_ends_an_open_record_whatever_its_version(world, state):
    record = getattr(world, state)

    ended = ends(world.pair, record, by=world.pair.socialworker)

    assert (ended.state, ended.content_digest, ended.shared_by) == ("ENDED", "", None)


@pytest.mark.parametrize("state", ["locked", "amended", "ended"])
def test_what_is_signed_or_over_does_not_end_again(world, state):
    record, before = getattr(world, state), everything()

    with pytest.raises(WrongMoment):
        ends(world.pair, record)

    assert everything() == before


def test_what_was_written_stays_with_whom_it_was_for_and_nothing_is_added(pair):
    record = pair.shares()
    ends(pair, record)

    theirs = pair.opens(record, by=pair.socialworker)
    assert [len(stage.others) for stage in theirs.stages] == [1, 0, 0]
    assert pair.opens(record, by=pair.sergeant).stages[1].mine.text == "What only I may read"
    assert (theirs.can_write, theirs.can_share, theirs.can_sign, theirs.can_amend) == (False, False, False, False)
    for attempt in (
        lambda: pair.writes(record, "More", version=2),
        lambda: pair.shares(record),
        lambda: pair.signs_record(record, by=pair.sergeant),
        lambda: pair.amends(record),
    ):
        with pytest.raises(WrongMoment):
            attempt()


def test_a_slip_of_the_finger_is_taken_back(pair):
    record = pair.starts()
    pair.writes(record, "Half a thought")
    ended = ends(pair, record)

    with pytest.raises(Stale):
        takes_up(pair, ended, version=1)
    taken_up = takes_up(pair, ended, version=2)

    assert (taken_up.state, taken_up.version) == ("DRAFT", 3)
    assert pair.writes(record, "A whole thought", version=1).version == 2


@pytest.mark.parametrize("state", ["draft", "shared", "locked"])
def test_only_an_ended_record_is_taken_up(world, state):
    record = getattr(world, state)

    with pytest.raises(WrongMoment):
        takes_up(world.pair, record, version=record.version)


def test_a_record_that_ended_for_any_reason_looks_the_same(pair):
    """Neither a row nor the trail tells stepping out from a session that was simply over."""
    record = pair.starts()
    noted = Entry.objects.count()

    ends(pair, record)

    left = Entry.objects.order_by("seq").values_list("verb", "reason")[noted:]
    assert list(left) == [("ALTER", "ended")]
