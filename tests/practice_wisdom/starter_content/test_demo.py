from datetime import timedelta

import pytest

from practice_wisdom.manual.models import Requirement
from practice_wisdom.manual.operations.requirements import end_requirement
from practice_wisdom.starter_content import demo

pytestmark = pytest.mark.django_db


@pytest.fixture
def _one_page(stages, monkeypatch):
    stages.live(slug=demo.MUST_READ)
    monkeypatch.setattr(demo, "load_starter_content", lambda **given: None)
    monkeypatch.setattr(demo, "_add_notes", lambda **given: None)
    monkeypatch.setattr(demo, "load_voices", lambda **given: None)


@pytest.mark.usefixtures("_one_page")
def test_the_police_are_asked_once_whatever_becomes_of_it(people, now):
    demo.load(now=now)
    demo.load(now=now + timedelta(days=1))
    assert Requirement.objects.get().organisation_kinds == ["POLICE"]

    end_requirement(actor=people.trainer, slug=demo.MUST_READ, now=now)
    demo.load(now=now + timedelta(days=2))
    assert Requirement.objects.count() == 1
