from datetime import timedelta

import pytest

from practice_wisdom.manual.models import Requirement
from practice_wisdom.manual.operations.requirements import end_requirement
from practice_wisdom.manual.words import set_out
from practice_wisdom.starter_content import demo
from practice_wisdom.starter_content.files import starter_pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def _one_page(stages, monkeypatch):
    stages.live(slug=demo.MUST_READ)
    monkeypatch.setattr(demo, "load_starter_content", lambda **given: None)
    monkeypatch.setattr(demo, "_add_notes", lambda **given: None)
    monkeypatch.setattr(demo, "load_voices", lambda **given: None)


def test_the_beginning_of_the_other_partnership_leads_no_further():
    """Else the desk of whoever looks round there opens with links that lead nowhere."""
    pages = starter_pages(only=demo.BEGINNING)

    assert sorted(page.slug for page in pages) == sorted(demo.BEGINNING)
    further = {page.slug: set_out(page.words).links["page"] - set(demo.BEGINNING) for page in pages}
    assert {slug: links for slug, links in further.items() if links} == {}


@pytest.mark.usefixtures("_one_page")
def test_the_police_are_asked_once_whatever_becomes_of_it(people, now):
    demo.load(now=now)
    demo.load(now=now + timedelta(days=1))
    assert Requirement.objects.get().organisation_kinds == ["POLICE"]

    end_requirement(actor=people.trainer, slug=demo.MUST_READ, now=now)
    demo.load(now=now + timedelta(days=2))
    assert Requirement.objects.count() == 1
