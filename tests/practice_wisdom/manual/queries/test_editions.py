import re
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.models import Value
from django.db.models.functions import Concat
from django.test.utils import CaptureQueriesContext

from backend.identity.models import Area, Organisation, Person
from backend.kernel import targets
from backend.kernel.errors import NotFound
from backend.kernel.keys import Key
from practice_wisdom.manual import editions
from practice_wisdom.manual.models import (
    Approval,
    Edition,
    Experience,
    Glossary,
    LocalNote,
    Page,
    PracticeNote,
    Revision,
    Wording,
)
from practice_wisdom.manual.operations.local_notes import NoteWords, write_note
from practice_wisdom.manual.operations.practice_notes import accept_note, offer_note, tell_experience
from practice_wisdom.manual.operations.revisions import start_draft
from practice_wisdom.manual.queries import glossary, pages, reading

pytestmark = pytest.mark.django_db

END = "2027-01-01T00:00Z"
WATCHED = {table for table, _, _ in editions._CHANGES}


def edition():
    return Edition.objects.get().code


@pytest.fixture
def full_page(people, stages, now):
    """A live page with everything that can stand on one: a local note, and a practice note that somebody answered."""
    live = stages.live()
    area = Area.objects.get(name="Marchfield")
    today = now.date()
    words = NoteWords("Do this now", "Ring us.", checked_on=today, review_by=today + timedelta(days=90))
    write_note(actor=people.trainer, slug="cuckooing", area_id=area.id, words=words, now=now)
    tried = {"words": "We rang first.", "worked": True, "how_often": "OFTEN"}
    note = offer_note(actor=people.officer, slug="cuckooing", now=now, **tried)
    accept_note(actor=people.trainer, note_id=note.id, version=note.version, now=now)
    tell_experience(actor=people.nurse, note_id=note.id, worked=True, now=now)
    return live


# Each by SQL and in bulk, past every operation: the readers must see it all the same.
CHANGES = {
    "withdrawn": lambda: Page.objects.update(live_revision=None, checked_on=None, review_by=None),
    "checked again": lambda: Page.objects.update(checked_on="2027-01-01", review_by="2028-01-01"),
    "handed over": lambda: Page.objects.update(owner_id=Page.objects.get().owner.organisation.memberships.last().id),
    "moved": lambda: Page.objects.update(slug="elsewhere"),
    "significance": lambda: Revision.objects.update(state="WITHDRAWN"),
    "approval": lambda: Approval.objects.update(note="I have read it twice."),
    "approval gone": lambda: Approval.objects.all().delete(),
    "writer": lambda: Revision.writers.through.objects.all().delete(),
    "glossary": lambda: Glossary.objects.create(partnership=Page.objects.get().partnership),
    "local note ended": lambda: LocalNote.objects.update(
        ended_at="2027-01-01T00:00Z", ended_by=Page.objects.get().owner
    ),
    "local wording": lambda: Wording.objects.update(html="<p>Ring them.</p>"),
    "practice note": lambda: PracticeNote.objects.update(words="We rang second."),
    "experience": lambda: Experience.objects.update(worked=False),
    "experience gone": lambda: Experience.objects.all().delete(),
    "name of a person": lambda: Person.objects.update(name="Alex New"),
    "name of an organisation": lambda: Organisation.objects.update(name=Concat("name", Value(" renamed"))),
    "name of an area": lambda: Area.objects.update(name=Concat("name", Value(" renamed"))),
}


def what_is_read(read, values):
    try:
        return read(**values)
    except NotFound:
        return None


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_every_change_is_seen_by_the_next_reader(people, full_page, now, change):
    asked = {"actor": people.nurse, "slug": "cuckooing", "today": now.date()}
    listed = {"actor": people.nurse, "today": now.date()}
    for _ in range(2):
        what_is_read(reading.page_to_read, asked), pages.live_pages(**listed)
    before = edition()

    change()

    assert edition() != before
    kept = [what_is_read(reading.page_to_read, asked), pages.live_pages(**listed)]
    Edition.objects.all().delete()
    assert kept == [what_is_read(reading.page_to_read, asked), pages.live_pages(**listed)]


def test_a_change_taken_back_leaves_nothing_of_it(people, full_page, now):
    def title():
        return reading.page_to_read(actor=people.officer, slug="cuckooing", today=now.date()).owner.name

    before = title()
    with transaction.atomic():
        Person.objects.update(name="Alex New")
        assert title() == "Alex New"
        transaction.set_rollback(True)

    assert title() == before
    Person.objects.update(name="Kim Other")
    assert title() == "Kim Other"


def test_writing_a_draft_begins_no_edition(people, full_page, stages, now):
    draft = start_draft(actor=people.trainer, slug="cuckooing", now=now)
    before = edition()

    stages.save(draft, title="Better words")

    assert edition() == before


def test_cards_are_those_of_the_moment_and_of_the_partnership(people, full_page):
    keys = [Key.of("manual.page", full_page.page_id), Key.of("manual.page", full_page.page_id + 1)]

    def cards(actor):
        return {key: card.url for key, card in targets.resolve(actor=actor, keys=keys).items()}

    assert (cards(people.officer), cards(people.outsider)) == ({keys[0]: "/manual/cuckooing"}, {})
    Page.objects.update(slug="elsewhere")
    assert (cards(people.nurse), cards(people.outsider)) == ({keys[0]: "/manual/elsewhere"}, {})
    Page.objects.update(live_revision=None, checked_on=None, review_by=None)
    assert cards(people.officer) == {}


@pytest.mark.parametrize("read", ["page", "list", "page cards", "term cards"])
def test_what_is_kept_asks_only_tables_that_are_watched(people, full_page, now, read):
    here = people.nurse.partnership_id
    with CaptureQueriesContext(connection) as queries:
        if read == "page":
            reading._page_of_everybody.__wrapped__(partnership_id=here, slug="cuckooing", today=now.date())
        elif read == "list":
            pages._live_pages.__wrapped__(partnership_id=here, today=now.date())
        else:
            (pages if read == "page cards" else glossary).cards.__wrapped__(here, ["1"])

    asked = {table for query in queries for table in re.findall(r'(?:FROM|JOIN) "(\w+)"', query["sql"])}
    # Whose member somebody is never changes: only the names do.
    assert asked - {"identity_membership"} <= WATCHED


def test_every_trigger_is_there():
    """Also after the migrations that rebuild tables."""
    catalogue = "sqlite_master WHERE type = 'trigger'" if connection.vendor == "sqlite" else "pg_trigger"
    column = "name" if connection.vendor == "sqlite" else "tgname"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {catalogue}")
        there = {name for (name,) in cursor.fetchall()}

    assert {name for name, *_ in editions._triggers()} <= there
