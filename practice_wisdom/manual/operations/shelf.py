"""What a reader keeps for themselves. No audit rows: the trail would be a copy of it, for other eyes."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from backend.kernel.actor import Actor
from backend.kernel.errors import NotFound, NotPermitted
from practice_wisdom.manual import policy
from practice_wisdom.manual.enums import Topic
from practice_wisdom.manual.models import Bookmark, FollowedPage, FollowedTopic, Page, ReadingMark
from practice_wisdom.manual.queries.pages import page_to_change
from practice_wisdom.manual.queries.shelf import Mark

logger = logging.getLogger("alongside.shelf")

MARKS_KEPT = timedelta(days=365)
# Reading never waits longer than this for a mark to be written.
PATIENCE_MS = 20


@transaction.atomic
def keep_bookmark(*, actor: Actor, slug: str, kept: bool, now: datetime) -> Page:
    """On the shelf, or off it; twice is once."""
    page = _live_page(actor, slug)
    if kept:
        Bookmark.objects.get_or_create(person_id=actor.person_id, page=page, defaults={"kept_at": now})
    else:
        Bookmark.objects.filter(person_id=actor.person_id, page=page).delete()
    return page


@transaction.atomic
def follow_page(*, actor: Actor, slug: str, followed: bool, now: datetime) -> Page:
    page = _live_page(actor, slug)
    if followed:
        FollowedPage.objects.get_or_create(membership_id=actor.membership_id, page=page, defaults={"followed_at": now})
    else:
        FollowedPage.objects.filter(membership_id=actor.membership_id, page=page).delete()
    return page


@transaction.atomic
def follow_topic(*, actor: Actor, topic: str, followed: bool, now: datetime) -> None:
    if topic not in Topic.values:
        raise NotFound
    _refuse_without_shelf(actor)
    here = {"membership_id": actor.membership_id, "partnership_id": actor.partnership_id, "topic": topic}
    if followed:
        FollowedTopic.objects.get_or_create(**here, defaults={"followed_at": now})
    else:
        FollowedTopic.objects.filter(**here).delete()


def mark_read(*, actor: Actor, page_id: int, number: int, mark: Mark | None, now: datetime) -> bool:
    """Written for a new revision, and once a day: not at every view. `mark`: what is kept so far.

    Never in the way of reading: a mark that cannot be written at once is left for the next time.
    """
    if mark and mark.number == number and timezone.localdate(mark.read_at) >= timezone.localdate(now):
        return False
    before = mark if mark and mark.number != number else None
    made = ReadingMark(
        person_id=actor.person_id,
        page_id=page_id,
        number=number,
        read_at=now,
        number_before=before.number if before else None,
        read_before_at=before.read_at if before else None,
    )
    try:
        with _without_waiting(), transaction.atomic():
            _write(made)
    except DatabaseError:
        logger.warning("a reading mark was not written")
        return False
    return True


def forget_old_marks(*, now: datetime) -> int:
    """How many were forgotten."""
    return ReadingMark.objects.filter(read_at__lt=now - MARKS_KEPT).delete()[0]


def _live_page(actor: Actor, slug: str) -> Page:
    page = page_to_change(actor=actor, slug=slug)
    if page.live_revision_id is None:
        raise NotFound
    _refuse_without_shelf(actor)
    return page


def _refuse_without_shelf(actor: Actor) -> None:
    if not policy.can_keep_shelf(actor):
        raise NotPermitted("Set up your second sign-in step before you keep or follow anything.")


def _write(mark: ReadingMark) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = {PATIENCE_MS}")
    ReadingMark.objects.bulk_create(
        [mark],
        update_conflicts=True,
        unique_fields=["person", "page"],
        update_fields=["number", "read_at", "number_before", "read_before_at"],
    )


@contextmanager
def _without_waiting() -> Iterator[None]:
    """On SQLite a single writer holds the whole database, and others wait for seconds by default."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        patience = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        cursor.execute(f"PRAGMA busy_timeout = {PATIENCE_MS}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {patience}")
