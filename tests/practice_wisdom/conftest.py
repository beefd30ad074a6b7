"""A page at each stage of its life. The author is the trainer, the page is joint."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.identity.models import Area, Organisation, Partnership
from backend.search import engines, recovery
from practice_wisdom.manual.models import Edition
from practice_wisdom.manual.operations.approvals import approve_revision
from practice_wisdom.manual.operations.revisions import publish_revision, save_draft, start_page, submit_revision
from practice_wisdom.manual.queries import links
from practice_wisdom.manual.words import Source, Words

BODY = """\
## Do this now
1. Look for **signs** that somebody has taken the home over.

## Who does what
| Agency | Can |
|---|---|
| Police | arrest |

## Law and sources
- Care Act 2014, section 42."""


def make_words(**changes):
    facts = {
        "title": "Cuckooing",
        "summary": "When somebody's home is taken over.",
        "body": BODY,
        "checked_on": date(2026, 11, 22),
        "review_by": date(2027, 5, 22),
        "topics": ("adults-at-risk",),
        "agencies": ("POLICE", "HOUSING"),
        "evidence": ("law",),
        "keywords": ("taken over his flat",),
        "sources": (Source("Care Act 2014", 2014, "section 42"),),
    }
    return Words(**facts | changes)


@pytest.fixture(autouse=True)
def _search_in_memory(settings, tmp_path):
    settings.SEARCH_ENGINE = "memory"
    settings.DATA_DIR = tmp_path
    engines.forget()
    recovery.forget()
    yield
    engines.forget()
    recovery.forget()


@pytest.fixture(autouse=True)
def _no_links_remembered():
    """One test's revision has the number of another's."""
    links._links_of.clear()


@pytest.fixture
def words():
    return make_words


class Stages:
    """Moves revisions along, always through the operations."""

    def __init__(self, people, now):
        self.people, self.now = people, now

    def draft(self, *, slug="cuckooing", joint=True, author=None, **changes):
        author = author or self.people.trainer
        return start_page(actor=author, slug=slug, joint=joint, words=make_words(**changes), now=self.now)

    def in_review(self, **facts):
        return self.submitted(self.draft(**facts))

    def submitted(self, revision):
        author = facts_actor(self.people, revision)
        return submit_revision(actor=author, revision_id=revision.id, version=revision.version, now=self.now)

    def approved(self, **facts):
        return self.approve(self.in_review(**facts))

    def approve(self, revision, *approvers):
        for approver in approvers or (self.people.lead, self.people.approver):
            revision = approve_revision(actor=approver, revision_id=revision.id, version=revision.version, now=self.now)
        return revision

    def live(self, **facts):
        return self.publish(self.approved(**facts))

    def publish(self, revision):
        return publish_revision(
            actor=self.people.trainer,
            revision_id=revision.id,
            version=revision.version,
            significance="MAJOR",
            now=self.now,
        )

    def save(self, revision, **changes):
        return save_draft(
            actor=self.people.trainer,
            revision_id=revision.id,
            version=revision.version,
            words=make_words(**changes),
            now=self.now,
        )


def facts_actor(people, revision):
    return next(actor for actor in people.everybody() if actor.membership_id == revision.author_id)


@pytest.fixture
def stages(people, now):
    return Stages(people, now)


@pytest.fixture
def next_door(people):
    """The social worker and the council's curator in another town of the county, which is all the partnership's."""
    county = Area.objects.get(name="Westmarch")
    town = Area.objects.create(name="Nextdoor", kind="DISTRICT", parent=county)
    Partnership.objects.filter(id=people.nurse.partnership_id).update(area=county)
    Organisation.objects.filter(id=people.approver.organisation_id).update(area=town)
    return town


@pytest.fixture
def sets_in(monkeypatch):
    """`sets_in(module)`: the documents it set anew. What is set says which it is, which takes no time."""

    def _sets_in(module):
        made = []

        def set_now(document):
            made.append(document)
            return f"print {len(made)}".encode()

        monkeypatch.setattr(module, "typeset", set_now)
        return made

    return _sets_in


@pytest.fixture
def count_queries():
    """Of the first to ask after a change, who finds nothing kept."""

    def count(act):
        Edition.objects.all().delete()
        with CaptureQueriesContext(connection) as queries:
            act()
        return len(queries)

    return count
