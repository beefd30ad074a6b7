"""Private notes go by themselves after thirty days, and nothing else does."""

from datetime import timedelta

import pytest
from django.utils import timezone

from backend.audit.models import Entry
from backend.audit.verification import Finding, verify
from backend.embedded.duties import duties_of_apps
from supervision.models import AgendaItem, Amendment, RecordSignature, Section
from supervision.operations.private_note import delete_expired_notes

DAYS = timedelta(days=30)


@pytest.fixture
def long_ago(pair):
    """The database looks at its own clock, so what is old here is really old."""
    pair.now = timezone.now() - timedelta(days=31)
    return pair


def texts(record, *, of):
    sections = Section.objects.filter(record=record, author__membership_id=of.membership_id)
    return dict(sections.values_list("stage", "visibility"))


def test_the_worker_does_it():
    assert "delete expired private notes" in {duty.name for duty in duties_of_apps()}


def test_a_private_note_goes_and_what_both_keep_stays(long_ago):
    pair = long_ago
    record = pair.starts()
    pair.writes(record, "For both", visibility="TWO_OF_US")
    pair.writes(record, "For everybody", stage="now-what", visibility="EVERYONE_IN_SESSION")
    pair.writes(record, "For me", stage="so-what")

    assert delete_expired_notes(now=timezone.now()) == 1

    assert texts(record, of=pair.sergeant) == {"what": "TWO_OF_US", "now-what": "EVERYONE_IN_SESSION"}
    assert delete_expired_notes(now=timezone.now()) == 0


@pytest.mark.parametrize(("age", "goes"), [(DAYS - timedelta(seconds=5), 0), (DAYS, 1)])
def test_thirty_days_are_thirty_days(pair, age, goes):
    now = timezone.now()
    pair.now = now - age
    pair.writes(pair.starts(), "For me")

    assert delete_expired_notes(now=now) == goes


def test_a_note_says_when_it_goes_and_working_on_it_puts_that_off(pair):
    record = pair.starts()
    pair.writes(record, "For me")
    assert pair.opens(record, by=pair.sergeant).stages[0].mine.expires_at == pair.now + DAYS

    pair.now += timedelta(days=3)
    pair.writes(record, "For me, and more", version=1)
    assert pair.opens(record, by=pair.sergeant).stages[0].mine.expires_at == pair.now + DAYS

    pair.writes(record, "For both", version=2, visibility="TWO_OF_US")
    assert pair.opens(record, by=pair.sergeant).stages[0].mine.expires_at is None


@pytest.mark.parametrize("state", ["draft", "shared", "locked", "ended"])
def test_it_goes_in_every_state_of_the_record_and_leaves_it_whole(long_ago, state):
    pair = long_ago
    record = {
        "draft": pair.starts,
        "shared": pair.shares,
        "locked": lambda: pair.locks(note="I saw it differently"),
        "ended": lambda: pair.ends(pair.shares()),
    }[state]()
    if state == "draft":
        pair.writes(record, "What only I may read", stage="so-what")
    record.refresh_from_db()
    before = [list(model.objects.order_by("pk").values()) for model in (type(record), RecordSignature, Amendment)]

    assert delete_expired_notes(now=timezone.now()) == 1

    assert "so-what" not in texts(record, of=pair.sergeant)
    after = [list(model.objects.order_by("pk").values()) for model in (type(record), RecordSignature, Amendment)]
    assert after == before
    if state == "shared":
        assert pair.locks(record).state == "LOCKED"


def test_nothing_but_notes_that_are_only_their_authors_goes(long_ago, world):
    kept = set(Section.objects.exclude(visibility="ONLY_ME").values_list("pk", flat=True))
    old_notes = Section.objects.filter(visibility="ONLY_ME")
    assert old_notes.count() == 4

    assert delete_expired_notes(now=timezone.now()) == 4

    assert set(Section.objects.values_list("pk", flat=True)) == kept
    assert (AgendaItem.objects.count(), Amendment.objects.count()) == (1, 1)


def test_the_trail_says_that_it_went_by_itself_and_stays_whole(long_ago):
    pair = long_ago
    section = pair.writes(pair.starts(), "For me")

    delete_expired_notes(now=timezone.now())

    last = Entry.objects.order_by("seq").last()
    assert (last.verb, last.key, last.reason, last.actor_person_id) == (
        "ERASE",
        f"supervision.section:{section.pk}",
        "expired",
        None,
    )
    assert verify(against_live=True).finding == Finding.OK


def test_what_cannot_be_noted_does_not_go(long_ago, monkeypatch):
    long_ago.writes(long_ago.starts(), "For me")

    def broken(**_):
        raise RuntimeError("the trail cannot be written")

    monkeypatch.setattr("backend.audit.operations.record", broken)
    with pytest.raises(RuntimeError):
        delete_expired_notes(now=timezone.now())

    assert Section.objects.count() == 1


def test_a_late_save_over_a_note_that_went_loses_nothing(long_ago):
    pair = long_ago
    record = pair.starts()
    pair.writes(record, "For me")
    delete_expired_notes(now=timezone.now())
    pair.now = timezone.now()

    with pytest.raises(Exception, match="version 0") as refused:
        pair.writes(record, "For me, and more", version=1)

    assert refused.value.current == {"version": 0, "text": ""}
    assert pair.writes(record, "For me, and more").version == 1
