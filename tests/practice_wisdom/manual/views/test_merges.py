import pytest

from practice_wisdom.manual.models import KeptText, Revision
from tests.practice_wisdom.manual.views.test_revisions import typed

pytestmark = pytest.mark.django_db

MINE = "## Do this now\n1. Look twice.\n2. Ring me.\n\n## Law and sources\n- Care Act 2014."
THEIRS = "## Do this now\n1. Look once.\n\n## Law and sources\n- Care Act 2014."


@pytest.fixture
def late(client, sign_in, people, stages):
    """The approver's words came after the trainer's. Gives the address of the merge."""
    draft = stages.draft()
    stages.save(draft, title="Theirs", body=THEIRS)
    sign_in(client, people.approver)
    return client.post(f"/manual/revisions/{draft.id}/edit", typed(title="Mine", body=MINE, version=1)).url


def press(client, address, name, **changes):
    facts = {"kept": KeptText.objects.get().id, "version": Revision.objects.get().version, "press": name}
    return client.post(address, facts | changes)


def test_both_texts_stand_side_by_side_with_what_differs(client, late):
    page = client.get(late).content.decode()

    assert '<td class="govuk-table__cell diff-table__cell"><del>Theirs</del></td>' in page
    assert '<td class="govuk-table__cell diff-table__cell"><ins>Mine</ins></td>' in page
    assert "1. Look once.\n1. Look twice.\n2. Ring me." in page


def test_the_draft_says_that_words_are_kept(client, late, sign_in, people):
    edit = late.replace("merge", "edit")
    assert "See both texts" in client.get(edit).content.decode()

    assert "See both texts" not in sign_in(client, people.trainer).get(edit).content.decode()


@pytest.mark.parametrize(
    ("name", "changes", "title"),
    [("mine", {}, "Mine"), ("theirs", {}, "Theirs"), ("save", typed(title="Both", press="save"), "Both")],
)
def test_each_way_out(client, late, name, changes, title):
    response = press(client, late, name, **changes)

    assert (response.status_code, response.url) == (302, late.replace("merge", ""))
    assert (Revision.objects.get().title, KeptText.objects.count()) == (title, 0)
    assert client.get(late).status_code == 404


@pytest.mark.parametrize(("name", "kept"), [("mine", 1), ("save", 2)])
def test_what_is_pressed_too_late_leads_here_again(client, late, name, kept, stages):
    before = Revision.objects.get()
    stages.save(before, title="Theirs again")

    response = press(client, late, name, **typed(title="Both", version=before.version, press=name))

    assert (response.status_code, response.url) == (302, late)
    assert (Revision.objects.get().title, KeptText.objects.count()) == ("Theirs again", kept)
    assert "saved once more meanwhile" in client.get(late).content.decode()


def test_a_merged_text_with_a_mistake_comes_back(client, late):
    response = press(client, late, "save", **typed(title="Both", sources="no year", press="save"))

    page = response.content.decode()
    assert (response.status_code, KeptText.objects.count()) == (422, 1)
    assert "Line 1: write title | year | section" in page
    assert 'value="Both"' in page


def test_after_it_was_submitted_there_is_nothing_to_save(client, late, stages, people, now):
    from practice_wisdom.manual.operations.revisions import submit_revision

    found = Revision.objects.get()
    submit_revision(actor=people.trainer, revision_id=found.id, version=found.version, now=now)

    page = client.get(late).content.decode()

    assert ("Use mine" in page, "Save this text" in page, "<ins>Mine</ins>" in page) == (False, False, True)
    assert press(client, late, "mine").status_code == 409
    assert (Revision.objects.get().title, KeptText.objects.count()) == ("Theirs", 1)


@pytest.mark.parametrize(("who", "status"), [("trainer", 404), ("lead", 403), ("officer", 404), ("outsider", 404)])
def test_it_exists_for_its_writer_only(client, late, sign_in, people, who, status):
    sign_in(client, getattr(people, who))

    assert client.get(late).status_code == status
    assert press(client, late, "theirs").status_code == status
    assert press(client, late, "mine").status_code == status
    assert (Revision.objects.get().title, KeptText.objects.count()) == ("Theirs", 1)


@pytest.mark.parametrize("kept", ["x", "99999999999999999999", "-1", "0"])
def test_a_made_up_text_is_not_there(client, late, kept):
    assert client.get(f"{late}?kept={kept}").status_code in (200, 404)
    assert press(client, late, "mine", kept=kept).status_code in (404, 422)
