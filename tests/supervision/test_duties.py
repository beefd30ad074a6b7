"""What the worker does for supervision takes turns with everybody else."""

from datetime import timedelta

from backend.embedded.duties import MORE
from supervision.duties import delete_some_of_what_is_due
from supervision.models import Section
from supervision.queries import retention


def test_the_worker_takes_it_in_parts_and_says_when_nothing_is_left(world, now, monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 1)
    later = now + timedelta(days=2 * 366 + 31)
    rounds = 0

    while delete_some_of_what_is_due(later) is MORE:
        rounds += 1

    assert rounds > 1
    assert not Section.objects.exists()
    assert delete_some_of_what_is_due(later) is None
