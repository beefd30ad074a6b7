"""Pages come in from files and become drafts, with scripts and without; the whole manual goes out."""

import zipfile

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, then_the_page_is_accessible
from tests.practice_wisdom.manual.brought import docx, page_file, paragraph, zip_of

TRAINER, OFFICER = "trainer@police.example", "officer@police.example"


@pytest.mark.parametrize(("scripts", "size", "name"), [(True, DESK, "tide-mill"), (False, PHONE, "salt-marsh")])
def test_files_become_drafts_that_nobody_reads_yet(visit, tmp_path, scripts, size, name):
    trainer, officer = visit(TRAINER, size=size, scripts=scripts), visit(OFFICER)
    files = given_a_zip_and_a_word_document(tmp_path, name)

    trainer.goto("/manual/desk")
    trainer.get_by_role("link", name="Bring pages in").click()
    then_nothing_chosen_is_refused_beside_the_field(trainer)
    trainer.get_by_label("Files").set_input_files(files)
    trainer.get_by_role("button", name="Show what would change").click()
    then_the_plan_says_what_would_happen(trainer, name)
    trainer.get_by_role("button", name="Make these drafts").click()

    expect(trainer.get_by_role("heading", level=1)).to_have_text("What became of these files")
    expect(trainer.get_by_text("2 drafts made.")).to_be_visible()
    then_the_page_is_accessible(trainer, dark_too=True)
    trainer.get_by_role("link", name=f"Visits to the {name}").click()
    expect(trainer.get_by_text("Draft", exact=True)).to_be_visible()
    assert officer.goto(f"/manual/{name}").status == 404


def test_the_manual_goes_out_as_a_zip(visit, tmp_path):
    officer = visit(OFFICER)
    officer.goto("/manual/")

    with officer.expect_download() as download:
        officer.get_by_role("link", name="Take the manual out").click()

    download.value.save_as(tmp_path / "manual.zip")
    assert "manual/cuckooing.md" in zipfile.ZipFile(tmp_path / "manual.zip").namelist()


def given_a_zip_and_a_word_document(folder, name):
    (folder / "pages.zip").write_bytes(
        zip_of([(f"{name}.md", page_file(name, title=f"The {name}")), ("broken.md", b"---\ntitle: [\n---\n")])
    )
    document = docx(paragraph(f"Visits to the {name}", style="Heading1"), paragraph("Do this now", style="Heading2"))
    (folder / f"{name}-visits.docx").write_bytes(document)
    return [folder / "pages.zip", folder / f"{name}-visits.docx"]


def then_nothing_chosen_is_refused_beside_the_field(page: Page):
    page.get_by_role("button", name="Show what would change").click()
    expect(page.get_by_role("link", name="Files: Choose the files first.")).to_be_visible()
    then_the_page_is_accessible(page, dark_too=True)


def then_the_plan_says_what_would_happen(page: Page, name):
    expect(page.get_by_text("Nothing in the manual has changed yet.")).to_be_visible()
    expect(page.get_by_text("Line 3: the front matter is not YAML.")).to_be_visible()
    then_the_page_is_accessible(page, dark_too=True)
    page.get_by_role("link", name=f"Visits to the {name}").click()
    expect(page.get_by_role("heading", name="How it would read")).to_be_visible()
    then_the_page_is_accessible(page)
    page.get_by_role("link", name="All the files").click()
