"""What the worker does for supervision takes turns with everybody else."""

from datetime import timedelta

from backend.embedded.duties import MORE
from supervision.duties import delete_some_of_what_is_due
from supervision.models import Agreement, Section
from supervision.operations.retention import approve_rule, delete_what_is_due
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


def test_an_agreement_on_which_words_hang_does_not_hide_the_next(pair, people, now, monkeypatch):
    monkeypatch.setattr(retention, "LOOKED_UP", 1)
    approve_rule(actor=people.privacy_officer, kind="REFLECTIVE", length=300, expected_version=0, now=now)
    record = pair.starts()
    pair.writes(record, "Kept for twenty-five years", visibility="TWO_OF_US")
    kept, gone = record.session.agreement, pair.signed()
    pair.parts(kept)
    pair.parts(gone, now=now + timedelta(days=1))

    delete_what_is_due(now=now + timedelta(days=7 * 366))

    assert list(Agreement.objects.all()) == [kept]


def test_only_what_is_due_when_it_goes_is_deleted(pair, now, monkeypatch):
    section = pair.writes(pair.starts(), "A note of mine")
    looked_up = retention.due_ids

    def then_written_on(**where):
        for ids in looked_up(**where):
            Section.objects.filter(pk=section.pk).update(saved_at=now + timedelta(days=31))
            yield ids

    monkeypatch.setattr(retention, "due_ids", then_written_on)
    delete_what_is_due(now=now + timedelta(days=31))

    assert Section.objects.get() == section
