from datetime import timedelta

import pytest

from backend.kernel.errors import NotFound
from supervision.queries.writing import STILL_WRITING, who_writes


def seen(pair, record, *, by, after=timedelta()):
    found = who_writes(actor=by, record_id=record.pk, now=pair.now + after)
    return [(one.name, one.stage) for one in found]


def test_the_other_sees_where_somebody_writes_and_the_writer_does_not(pair):
    record = pair.starts()
    pair.writes(record, "Only mine")

    assert seen(pair, record, by=pair.socialworker) == [("Sam Okoro", "what")]
    assert seen(pair, record, by=pair.sergeant) == []


def test_it_says_nothing_of_what_is_written_or_who_can_read_it(pair):
    record = pair.starts()
    pair.writes(record, "Only mine")

    (found,) = who_writes(actor=pair.socialworker, record_id=record.pk, now=pair.now)

    assert set(found.__slots__) == {"stage", "name"}


def test_a_person_is_where_they_saved_last(pair):
    record = pair.starts()
    pair.writes(record, "First")
    pair.now += timedelta(seconds=3)
    pair.writes(record, "Then", stage="so-what")

    assert seen(pair, record, by=pair.socialworker) == [("Sam Okoro", "so-what")]


def test_it_is_over_when_nothing_was_saved_for_a_while(pair):
    record = pair.starts()
    pair.writes(record, "First")

    assert seen(pair, record, by=pair.socialworker, after=STILL_WRITING) == []


@pytest.mark.parametrize("who", ["officer", "lead", "police_admin", "nurse", "outsider"])
def test_nobody_else_learns_that_anybody_writes(pair, people, who):
    record = pair.starts()
    pair.writes(record, "First")

    with pytest.raises(NotFound):
        seen(pair, record, by=getattr(people, who))
