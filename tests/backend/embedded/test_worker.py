import threading
from datetime import timedelta

import pytest

from backend.embedded import duties
from backend.embedded.duties import MORE, duties_of_apps, waiting, working
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
    both = [Duty(f"nothing {apart}", timedelta(seconds=60), lambda now: None, apart) for apart in (False, True)]
    worker = Worker(duties=tuple(both))
    worker.start()

    worker.stop(within=5)

    assert [thread.is_alive() for thread in worker._threads] == [False, False]


def test_while_a_duty_waits_for_another_machine_the_others_go_on_and_a_fork_does_not_wait():
    asked, went_on, forked = (threading.Event() for _ in range(3))
    seen = []

    def wait_for_another(_now):
        with waiting():
            asked.set()
            seen.append(went_on.wait(20) and forked.wait(20))

    def other(_now):
        if asked.is_set():
            went_on.set()

    moment = timedelta(milliseconds=5)
    worker = Worker(duties=(Duty("other", moment, other), Duty("waits", moment, wait_for_another, apart=True)))
    worker.start()
    assert asked.wait(20)
    # As before and after a fork.
    with working():
        forked.set()
    assert went_on.wait(20)
    worker.stop(within=10)

    assert seen[0] is True


def test_without_a_worker_waiting_is_nothing():
    with waiting():
        assert duties._at_work.acquire(blocking=False)
    duties._at_work.release()
