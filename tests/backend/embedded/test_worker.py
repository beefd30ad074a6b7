from datetime import timedelta

import pytest

from backend.embedded.duties import MORE, duties_of_apps
from backend.embedded.worker import DUTIES, Duty, Worker


@pytest.fixture
def done():
    return []


def duty(name, seconds, done):
    return Duty(name, timedelta(seconds=seconds), lambda now: done.append(name))


@pytest.mark.django_db
def test_every_duty_runs_at_once_and_then_when_it_is_due(now, done):
    worker = Worker(duties=(duty("often", 2, done), duty("seldom", 600, done)))

    worker.run_due(now=now)
    worker.run_due(now=now + timedelta(seconds=1))
    worker.run_due(now=now + timedelta(seconds=2))
    worker.run_due(now=now + timedelta(seconds=600))

    assert done == ["often", "seldom", "often", "often", "seldom"]


@pytest.mark.django_db
def test_a_duty_that_fails_stops_no_other_and_is_due_again(now, done):
    def fail(_now):
        done.append("failed")
        raise OSError("disk")

    worker = Worker(duties=(Duty("bad", timedelta(seconds=2), fail), duty("good", 2, done)))

    assert worker.run_due(now=now) == ["good"]
    worker.run_due(now=now + timedelta(seconds=2))

    assert done == ["failed", "good", "failed", "good"]


@pytest.mark.django_db
def test_a_duty_that_has_more_to_do_lets_the_others_come_first(now, done):
    left = [1, 2, 3]

    def part(_now):
        done.append(left.pop())
        return MORE if left else None

    worker = Worker(duties=(Duty("long", timedelta(hours=1), part), duty("often", 1, done)))

    for second in range(4):
        worker.run_due(now=now + timedelta(seconds=second))

    assert done == [3, "often", 2, "often", 1, "often", "often"]


@pytest.mark.django_db(transaction=True)
def test_the_real_duties_run(now):
    assert Worker().run_due(now=now) == [duty.name for duty in (*DUTIES, *duties_of_apps())]


def test_it_ends_when_asked():
    worker = Worker(duties=(Duty("nothing", timedelta(seconds=60), lambda now: None),))
    worker.start()

    worker.stop(within=5)

    assert not worker._thread.is_alive()
