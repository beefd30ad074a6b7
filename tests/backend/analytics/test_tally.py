from datetime import timedelta

import pytest
from django.db import OperationalError

from backend.analytics import tally as module
from backend.analytics.models import DayCount
from backend.analytics.operations import Counted, forget_old_counts, write_counts
from backend.analytics.queries import counts_since, shown
from backend.analytics.tally import Tally
from backend.kernel.keys import Key

pytestmark = pytest.mark.django_db

THING = Key.of("tests.thing", 1)


def counts(actor, now):
    return counts_since(actor=actor, kind="tests.read", since=now.date() - timedelta(days=7))


@pytest.fixture
def count(people, now):
    tally = Tally()

    def _count(after=0, actor=people.officer, key=THING):
        when = now + timedelta(seconds=after)
        tally.count(partnership_id=actor.partnership_id, kind="tests.read", key=key, now=when)

    return _count


def test_counts_wait_and_are_written_together(people, count, now):
    for _ in range(3):
        count()
    assert counts(people.officer, now) == {}

    count(after=31)
    assert counts(people.officer, now) == {THING: 4}

    count(after=62)
    assert counts(people.officer, now) == {THING: 5}
    assert DayCount.objects.count() == 1


def test_nobody_elsewhere_sees_them(people, count, now):
    count()
    count(after=31)

    assert (counts(people.nurse, now), counts(people.outsider, now)) == ({THING: 2}, {})


def test_a_write_that_fails_waits_and_harms_nobody(people, count, now, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(module, "write_counts", lambda counts: (_ for _ in ()).throw(OperationalError("locked")))
        count()
        count(after=31)
    assert counts(people.officer, now) == {}

    count(after=62)
    assert counts(people.officer, now) == {THING: 3}


def test_days_are_kept_apart_and_forgotten(people, now):
    partnership = people.officer.partnership_id
    days = [now.date(), now.date() - timedelta(days=8), now.date() - timedelta(days=731)]
    write_counts({Counted(partnership, day, "tests.read", str(THING)): 2 for day in days})

    assert counts(people.officer, now) == {THING: 2}
    forget_old_counts(now=now)
    assert sorted(DayCount.objects.values_list("day", flat=True)) == sorted(days[:2])


@pytest.mark.parametrize(("count", "said"), [(0, None), (4, None), (5, 5), (120, 120)])
def test_small_numbers_are_not_said(count, said):
    assert shown(count) == said


def test_nothing_says_who():
    assert {field.name for field in DayCount._meta.get_fields()} == {"id", "partnership", "day", "kind", "key", "count"}
