import pytest
from django.core.management import CommandError, call_command

from backend.identity.models import Person
from backend.kernel.errors import NotPermitted
from backend.search.models import PendingChange
from practice_wisdom.manual.models import Approval, Page, Revision, Term
from practice_wisdom.manual.operations.addresses import change_address
from practice_wisdom.manual.operations.revisions import start_draft
from practice_wisdom.manual.queries.pages import live_pages
from practice_wisdom.starter_content.files import FOLDER, starter_pages
from practice_wisdom.starter_content.loader import load_starter_content

pytestmark = pytest.mark.django_db

PAGE = """\
---
title: {title}
slug: {slug}
summary: One sentence.
topics: [adults-at-risk]
agencies: [POLICE]
audience: both
level: people
lens: structural
evidence: [law]
keywords: [136, no way]
sources:
  - {{title: Care Act 2014, year: 2014, section: "section 42"}}
checked_on: 2026-11-22
review_by: 2027-05-22
owner: trainer
joint: true
---
## Do this now
1. See [the other](page:{link}).

## Law and sources
- Care Act 2014.
"""


@pytest.fixture
def folder(tmp_path):
    """Two small pages that link to each other."""
    (tmp_path / "manual").mkdir()
    write(tmp_path, "one", link="two")
    write(tmp_path, "two", link="one")
    return tmp_path


def write(folder, slug, *, title="A page", link="one"):
    (folder / "manual" / f"{slug}.md").write_text(PAGE.format(slug=slug, title=title, link=link))


@pytest.fixture
def load(people, now):
    def _load(folder, approvers=("lead", "approver")):
        return load_starter_content(
            partnership_id=people.trainer.partnership_id,
            author=people.trainer,
            approvers=[getattr(people, who) for who in approvers],
            now=now,
            folder=folder,
        )

    return _load


def facts():
    return [list(model.objects.order_by("id").values()) for model in (Page, Revision, Approval, Term, PendingChange)]


def test_everything_is_live_and_approved_by_both_sides(load, people, now):
    slugs = [page.slug for page in starter_pages()]

    assert load(FOLDER) == dict.fromkeys(slugs, "published")

    assert sorted(page.slug for page in live_pages(actor=people.officer, today=now.date())) == slugs
    assert live_pages(actor=people.outsider, today=now.date()) == []
    assert set(Approval.objects.values_list("organisation_kind", flat=True)) == {"POLICE", "LOCAL_AUTHORITY"}
    assert Term.objects.count() >= 40


def test_loading_again_changes_nothing(load):
    load(FOLDER)
    before = facts()

    assert set(load(FOLDER).values()) == {"unchanged"}

    assert facts() == before


@pytest.mark.parametrize("approvers", [(), ("lead",), ("approver", "nurse")])
def test_nothing_is_live_without_approval(load, folder, approvers):
    assert load(folder, approvers) == {"one": "waiting for approval", "two": "waiting for approval"}

    assert not Page.objects.filter(live_revision__isnull=False).exists()
    assert set(Revision.objects.values_list("state", flat=True)) == {"IN_REVIEW"}


def test_pages_that_waited_are_published_when_approvers_come(load, folder):
    load(folder, ())

    assert load(folder) == {"one": "published", "two": "published"}


def test_the_author_does_not_approve(load, folder, people, now):
    done = load_starter_content(
        partnership_id=people.trainer.partnership_id,
        author=people.approver,
        approvers=[people.approver, people.lead],
        now=now,
        folder=folder,
    )

    assert set(done.values()) == {"waiting for approval"}


def test_a_page_somebody_changed_is_left_alone(load, folder, people, stages, now):
    load(folder)
    draft = stages.save(start_draft(actor=people.trainer, slug="one", now=now), title="Ours")
    assert load(folder) == {"one": "left alone: somebody here has changed it", "two": "unchanged"}
    stages.publish(stages.approve(stages.submitted(draft)))
    write(folder, "one", title="Newer", link="two")

    assert load(folder) == {"one": "left alone: somebody here has changed it", "two": "unchanged"}

    assert Page.objects.get(slug="one").live_revision.title == "Ours"


def test_a_newer_file_follows_an_untouched_page(load, folder):
    load(folder)
    write(folder, "one", title="Newer", link="two")

    assert load(folder) == {"one": "published", "two": "unchanged"}

    assert Page.objects.get(slug="one").live_revision.title == "Newer"
    assert Page.objects.get(slug="one").live_revision.number == 2


def test_a_page_that_moved_does_not_come_back_at_its_old_address(load, folder, people, now):
    load(folder)
    change_address(actor=people.trainer, slug="one", new_slug="one-now", now=now)
    before = facts()

    assert load(folder) == {"one": "unchanged", "two": "unchanged"}
    assert facts() == before
    write(folder, "one", title="Newer", link="two")

    assert load(folder) == {"one": "published", "two": "unchanged"}

    assert {page.slug: page.title for page in live_pages(actor=people.officer, today=now.date())} == {
        "one-now": "Newer",
        "two": "A page",
    }


def test_a_page_of_their_own_at_the_same_address_is_left_alone(load, folder, stages):
    stages.live(slug="one")

    assert load(folder) == {"one": "left alone: somebody here has changed it", "two": "published"}


def test_a_page_whose_neighbour_is_not_written_yet_stays_a_draft(load, folder):
    (folder / "manual" / "two.md").unlink()

    assert load(folder) == {"one": "kept as a draft: These links lead nowhere: page:two."}

    assert Revision.objects.get().state == "DRAFT"


def test_a_folder_without_content_loads_nothing(load, tmp_path):
    assert load(tmp_path) == {}


def test_the_author_acts_in_the_partnership(people, now, folder):
    with pytest.raises(NotPermitted):
        load_starter_content(
            partnership_id=people.trainer.partnership_id, author=people.outsider, approvers=[], now=now, folder=folder
        )
    assert Page.objects.count() == 0


def test_the_command_names_who_and_says_what_it_did(people, capsys):
    call_command(
        "load_starter_content",
        partnership="Marchfield Together",
        author="trainer@police.example",
        approver=["lead@police.example", "approver@council.example"],
    )

    assert capsys.readouterr().out.splitlines() == [f"{page.slug}: published" for page in starter_pages()]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"partnership": "Nowhere"}, "There is no partnership called “Nowhere”."),
        ({"author": "nobody@police.example"}, "nobody@police.example has no membership in “Marchfield Together”."),
        ({"author": "outsider@otherforce.example"}, "outsider@otherforce.example has no membership"),
        ({"author": "officer@police.example"}, "officer@police.example is no curator in “Marchfield Together”"),
        ({"approver": ["trainer@police.example"]}, "trainer@police.example is no approver in “Marchfield Together”"),
    ],
)
def test_the_command_says_who_is_not_there(people, changes, said):
    with pytest.raises(CommandError, match=said):
        call_command(
            "load_starter_content",
            **{"partnership": "Marchfield Together", "author": "trainer@police.example"} | changes,
        )
    assert Page.objects.count() == 0


def test_the_command_says_who_has_no_second_step_yet(people):
    Person.objects.filter(pk=people.lead.person_id).update(is_demo=False)

    with pytest.raises(CommandError, match=r"lead@police\.example has not set up the second sign-in step"):
        call_command(
            "load_starter_content",
            partnership="Marchfield Together",
            author="trainer@police.example",
            approver=["lead@police.example"],
        )

    assert Page.objects.count() == 0
