import pytest

from backend.audit.operations import record
from backend.audit.queries import newest, readings
from backend.kernel.keys import Key

pytestmark = pytest.mark.django_db
MINE, OTHER = Key("supervision.record", "7"), Key("supervision.record", "8")


def test_readings_gives_who_read_newest_first(supervisor, now):
    record(actor=supervisor, verb="COLLECT", key=MINE, now=now)
    first = record(actor=supervisor, verb="CONSULT", key=MINE, now=now)
    record(actor=supervisor, verb="CONSULT", key=OTHER, now=now)
    record(actor=supervisor, verb="CONSULT", key=MINE, now=now, outcome="DENY")
    last = record(actor=None, verb="CONSULT", key=MINE, now=now)

    assert readings(key=MINE, most=9) == [last, first]
    assert readings(key=MINE, most=1) == [last]
    assert readings(key=MINE, skip=1, most=1) == [first]


@pytest.mark.parametrize("many", [1, 3])
def test_readings_is_one_query(many, supervisor, now, django_assert_num_queries):
    for _ in range(many):
        record(actor=supervisor, verb="CONSULT", key=MINE, now=now)

    with django_assert_num_queries(1):
        found = readings(key=MINE, most=9)

    assert len(found) == many


def test_newest_is_the_last_word_on_a_key(supervisor, now):
    record(actor=supervisor, verb="ALTER", key=MINE, now=now)
    last = record(actor=supervisor, verb="ALTER", key=MINE, now=now)
    record(actor=supervisor, verb="ALTER", key=OTHER, now=now)

    assert newest(key=MINE) == last
    assert newest(key=Key("supervision.record", "9")) is None
