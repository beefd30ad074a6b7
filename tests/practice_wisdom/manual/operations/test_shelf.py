import sqlite3
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.serializers import serialize
from django.db import DatabaseError, IntegrityError, connection, transaction

from backend.audit.models import Entry
from backend.kernel.errors import NotFound, NotPermitted
from practice_wisdom.manual.models import Bookmark, FollowedPage, FollowedTopic, Page, ReadingMark
from practice_wisdom.manual.operations import shelf as operations
from practice_wisdom.manual.operations.addresses import change_address
from practice_wisdom.manual.operations.shelf import (
    follow_page,
    follow_topic,
    forget_old_marks,
    keep_bookmark,
    mark_read,
)
from practice_wisdom.manual.queries.shelf import own_of_page

pytestmark = pytest.mark.django_db

ROWS = (Bookmark, FollowedPage, FollowedTopic)
ACTS = {
    "keep": lambda actor, on, now: keep_bookmark(actor=actor, slug="cuckooing", kept=on, now=now),
    "page": lambda actor, on, now: follow_page(actor=actor, slug="cuckooing", followed=on, now=now),
    "topic": lambda actor, on, now: follow_topic(actor=actor, topic="adults-at-risk", followed=on, now=now),
}


def kept():
    return [model.objects.count() for model in ROWS]


@pytest.mark.parametrize("act", ["keep", "page"])
@pytest.mark.parametrize("who", ["officer", "nurse", "trainer", "police_admin", "outsider"])
def test_every_reader_here_and_nobody_elsewhere(people, stages, now, act, who):
    stages.live()

    if who == "outsider":
        with pytest.raises(NotFound):
            ACTS[act](people.outsider, True, now)
        assert kept() == [0, 0, 0]
        return
    ACTS[act](getattr(people, who), True, now)
    assert sum(kept()) == 1


@pytest.mark.parametrize("act", ACTS)
def test_twice_on_is_once_and_twice_off_is_off(people, stages, now, act):
    stages.live()

    for _ in range(2):
        ACTS[act](people.officer, True, now)
    ACTS[act](people.nurse, True, now)
    assert sum(kept()) == 2

    for _ in range(2):
        ACTS[act](people.officer, False, now)
    assert sum(kept()) == 1


@pytest.mark.parametrize("act", ACTS)
def test_whoever_lacks_a_second_step_only_reads(people, stages, now, act):
    stages.live()

    with pytest.raises(NotPermitted):
        ACTS[act](replace(people.officer, second_factor_missing=True), True, now)
    assert kept() == [0, 0, 0]


@pytest.mark.parametrize("act", ["keep", "page"])
def test_what_was_never_live_is_not_found_by_those_who_write_it_either(people, stages, now, act):
    stages.draft()

    for who in (people.trainer, people.officer):
        with pytest.raises(NotFound):
            ACTS[act](who, True, now)


def test_a_topic_that_is_none_is_not_found(people, now):
    with pytest.raises(NotFound):
        follow_topic(actor=people.officer, topic="no-such-topic", followed=True, now=now)


def test_a_page_that_moved_stays_on_the_shelf(people, stages, now):
    stages.live()
    keep_bookmark(actor=people.officer, slug="cuckooing", kept=True, now=now)
    change_address(actor=people.trainer, slug="cuckooing", new_slug="taken-over", now=now)

    page = keep_bookmark(actor=people.officer, slug="cuckooing", kept=False, now=now)

    assert (page.slug, kept()) == ("taken-over", [0, 0, 0])


def test_the_trail_holds_nothing_of_a_shelf(people, stages, now):
    stages.live()
    before = serialize("json", Entry.objects.order_by("seq"))

    for act in ACTS.values():
        act(people.officer, True, now)
        act(people.officer, False, now)
    read(people.officer, now)

    assert serialize("json", Entry.objects.order_by("seq")) == before


# -- reading ----------------------------------------------------------------------------------------------------------


def read(who, now, *, number=1):
    page_id = Page.objects.get(slug="cuckooing").id
    own = own_of_page(actor=who, page_id=page_id, number=number, now=now)
    return mark_read(actor=who, page_id=page_id, number=number, mark=own.mark, now=now)


def marks():
    fields = ("person_id", "number", "read_at", "number_before", "read_before_at")
    return list(ReadingMark.objects.order_by("id").values_list(*fields))


def test_one_row_a_person_and_page_written_once_a_day_and_for_a_new_revision(people, stages, now):
    stages.live()
    later, tomorrow = now + timedelta(hours=3), now + timedelta(days=1)
    officer = people.officer

    assert [read(officer, now), read(officer, later), read(officer, tomorrow)] == [True, False, True]
    assert marks() == [(officer.person_id, 1, tomorrow, None, None)]

    assert read(officer, tomorrow, number=2)
    assert marks() == [(officer.person_id, 2, tomorrow, 1, tomorrow)]


def test_the_same_person_in_another_hat_has_one_mark(people, stages, now):
    stages.live()

    read(people.officer, now)
    read(replace(people.officer, membership_id=people.nurse.membership_id), now)

    assert len(marks()) == 1


def test_two_readings_at_once_are_one(people, stages, now):
    stages.live()
    page_id = Page.objects.get().id

    for _ in range(2):
        assert mark_read(actor=people.officer, page_id=page_id, number=1, mark=None, now=now)

    assert len(marks()) == 1


def test_a_write_that_fails_is_nothing_to_the_reader(people, stages, now, monkeypatch):
    stages.live()

    def broken(mark):
        raise DatabaseError("no room")

    monkeypatch.setattr(operations, "_write", broken)

    assert not read(people.officer, now)
    assert marks() == []
    assert Page.objects.exists()  # the connection goes on


@pytest.mark.django_db(transaction=True)
def test_a_locked_database_keeps_nobody_waiting(people, stages, now):
    if connection.vendor != "sqlite":
        pytest.skip("one writer at a time is SQLite's way")
    stages.live()
    patience = connection.cursor().execute("PRAGMA busy_timeout").fetchone()
    name = connection.settings_dict["NAME"]
    other = sqlite3.connect(name, uri=str(name).startswith("file:"), isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        assert not read(people.officer, now)
        other.execute("ROLLBACK")
    finally:
        other.close()

    assert read(people.officer, now)
    assert connection.cursor().execute("PRAGMA busy_timeout").fetchone() == patience


def test_the_database_refuses_a_second_mark_and_half_a_before(people, stages, now):
    stages.live()
    read(people.officer, now)
    mark = ReadingMark.objects.get()

    mark.number_before = 1
    with pytest.raises(IntegrityError), transaction.atomic():
        mark.save()
    mark.pk, mark.number_before = None, None
    with pytest.raises(IntegrityError), transaction.atomic():
        mark.save()


def test_a_mark_is_forgotten_a_year_after_the_last_reading(people, stages, now):
    stages.live()
    read(people.officer, now)
    read(people.nurse, now + timedelta(days=2))

    assert forget_old_marks(now=now + timedelta(days=366)) == 1
    assert [row[0] for row in marks()] == [people.nurse.person_id]
