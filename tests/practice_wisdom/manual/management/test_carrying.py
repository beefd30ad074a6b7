import os
import zipfile

import pytest
from django.core.management import CommandError, call_command

from practice_wisdom.manual.models import Import, Revision, Term
from tests.practice_wisdom.manual.brought import page_file

pytestmark = pytest.mark.django_db

TRAINER = "trainer@police.example"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "in" / "manual").mkdir(parents=True)
    (tmp_path / "in" / "manual" / "one.md").write_bytes(page_file("one"))
    (tmp_path / "in" / "two.md").write_bytes(page_file("two"))
    (tmp_path / "in" / "notes.txt").write_text("x")
    return tmp_path / "in"


def test_a_dry_run_says_what_would_become_of_each_file_and_keeps_nothing(people, folder, capsys):
    call_command("import_manual", str(folder), "--as", TRAINER, "--dry-run")

    assert capsys.readouterr().out.splitlines() == [
        "manual/one.md: New page.",
        "notes.txt: Skipped. Only .md and .docx files become pages.",
        "two.md: New page.",
    ]
    assert (Import.objects.count(), Revision.objects.count()) == (0, 0)


def test_a_folder_becomes_drafts_once(people, folder, capsys):
    for _ in range(2):
        call_command("import_manual", str(folder), "--as", TRAINER)

    assert capsys.readouterr().out.splitlines()[3:] == [
        "manual/one.md: The same. A draft has these words already.",
        "notes.txt: Skipped. Only .md and .docx files become pages.",
        "two.md: The same. A draft has these words already.",
    ]
    rows = Revision.objects.order_by("page__slug").values_list("page__slug", "state", "author__person__email")
    assert list(rows) == [("one", "DRAFT", TRAINER), ("two", "DRAFT", TRAINER)]


def test_what_a_link_in_the_folder_points_at_stays_where_it_is(people, folder, tmp_path):
    (tmp_path / "secret.md").write_bytes(page_file("secret"))
    os.symlink(tmp_path / "secret.md", folder / "three.md")

    call_command("import_manual", str(folder), "--as", TRAINER)

    assert sorted(Revision.objects.values_list("page__slug", flat=True)) == ["one", "two"]


def test_words_come_along(people, folder, capsys):
    (folder / "glossary.yaml").write_text("- term: AMHP\n  meaning: Decides.\n")

    call_command("import_manual", str(folder), "--as", TRAINER, "--dry-run")
    assert Term.objects.count() == 0
    call_command("import_manual", str(folder), "--as", TRAINER)

    said = [line for line in capsys.readouterr().out.splitlines() if "AMHP" in line]
    assert said == ["term “AMHP”: New."] * 2
    assert Term.objects.get().meaning == "Decides."


@pytest.mark.parametrize(
    ("email", "sentence"),
    [("officer@police.example", "is no curator here"), ("nobody@x.example", "is no curator here")],
)
def test_only_curators_lend_their_name(people, folder, email, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("import_manual", str(folder), "--as", email)
    assert Import.objects.count() == 0


def test_a_zip_that_does_harm_is_refused(people, tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("../a.md", "x")

    with pytest.raises(CommandError, match="leads out of the zip"):
        call_command("import_manual", str(tmp_path / "a.zip"), "--as", TRAINER)


def test_the_manual_is_written_into_a_file_that_was_not_there(people, stages, tmp_path, capsys):
    stages.live()
    with pytest.raises(CommandError, match="Say which partnership"):
        call_command("export_manual", str(tmp_path / "out.zip"))
    name = people_partnership(people)

    call_command("export_manual", str(tmp_path / "out.zip"), "--partnership", name)

    assert zipfile.ZipFile(tmp_path / "out.zip").namelist()[1] == "manual/cuckooing.md"
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("export_manual", str(tmp_path / "out.zip"), "--partnership", name)


def people_partnership(people):
    from backend.identity.models import Partnership

    return Partnership.objects.get(id=people.trainer.partnership_id).name
