"""What is kept for the next who asks is never out of date, and nobody can keep the site busy with printing."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.cache import cache

from backend.identity.models import Organisation
from backend.kernel import typesetting
from backend.kernel.errors import WrongMoment
from practice_wisdom.manual import kept_prints
from practice_wisdom.manual.models import Page
from practice_wisdom.manual.operations import paper
from practice_wisdom.manual.operations.confirmations import confirm_page
from practice_wisdom.manual.operations.revisions import start_draft

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_has_printed_yet():
    cache.clear()


@pytest.fixture
def sets(sets_in):
    return sets_in(paper)


def printed(people, now, who="officer"):
    return paper.print_page(actor=getattr(people, who), slug="cuckooing", now=now)


def test_the_same_words_are_set_once_for_all_who_ask(people, stages, sets, now):
    stages.live()

    first, second = printed(people, now), printed(people, now, "nurse")

    assert (first, len(sets)) == (second, 1)


def newer(people, stages, now):
    stages.publish(stages.approve(stages.submitted(start_draft(actor=people.trainer, slug="cuckooing", now=now))))


def confirmed(people, stages, now):
    confirm_page(actor=people.trainer, slug="cuckooing", number=1, now=now)


def renamed(people, stages, now):
    Organisation.objects.filter(id=people.lead.organisation_id).update(name="Another name")


@pytest.mark.parametrize("change", [newer, confirmed, renamed])
def test_a_change_is_printed_at_once(people, stages, sets, now, change):
    stages.live()
    Page.objects.update(checked_on=now.date() - timedelta(days=30))
    before = printed(people, now)

    change(people, stages, now)

    assert printed(people, now).pdf != before.pdf


def test_the_next_day_is_printed_anew_and_yesterday_is_thrown_away(people, stages, sets, now, settings):
    stages.live()
    printed(people, now)

    printed(people, now + timedelta(days=1))

    assert len(sets) == 2
    assert [file.name[:10] for file in (Path(settings.DATA_DIR) / "prints").iterdir()] == ["2026-11-23"]


def test_prints_are_for_this_site_only(people, stages, sets, now, settings):
    stages.live()
    printed(people, now)

    folder = Path(settings.DATA_DIR) / "prints"
    assert (folder.stat().st_mode & 0o777, [file.stat().st_mode & 0o777 for file in folder.iterdir()]) == (
        0o700,
        [0o600],
    )


def test_only_the_last_few_are_kept(people, now, monkeypatch):
    monkeypatch.setattr(kept_prints, "MAX_PRINTS", 2)
    for n in range(4):
        kept_prints.put(f"{n:064x}", b"x", today=now.date())

    assert [kept_prints.take(f"{n:064x}", today=now.date()) for n in range(4)] == [None, None, b"x", b"x"]


def test_one_person_cannot_keep_the_site_busy(people, stages, sets, now):
    stages.live()

    for days in range(paper.MOST_IN_A_WHILE):
        printed(people, now + timedelta(days=days))
    with pytest.raises(WrongMoment, match="Try again in ten minutes"):
        printed(people, now + timedelta(days=100))

    assert len(sets) == paper.MOST_IN_A_WHILE
    assert printed(people, now + timedelta(days=100), "nurse").name == "alongside-cuckooing-r1.pdf"
    # What is kept already costs nothing.
    assert printed(people, now + timedelta(days=100)).pdf


def test_nobody_holds_a_worker_by_standing_in_line(people, stages, sets, now, monkeypatch):
    stages.live()
    monkeypatch.setattr(typesetting, "WAIT_SECONDS", 0.01)

    with typesetting._press, pytest.raises(WrongMoment, match="Try again in a minute"):
        printed(people, now)

    assert sets == []
    assert printed(people, now).pdf == b"print 1"
