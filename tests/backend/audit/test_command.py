import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from backend.audit import guards
from backend.audit.checkpoints import FILE_NAME, default_folder
from backend.audit.models import Entry
from backend.audit.operations import record
from backend.kernel.keys import Key

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def trail(keyring, now):
    with transaction.atomic():
        for number in range(3):
            record(actor=None, verb="ADMIN", key=Key("manual.page", str(number)), now=now)
    call_command("audit", "checkpoint")


def test_verify_says_that_all_is_well(trail, capsys):
    call_command("audit", "verify", "--against-live")

    assert "The trail is whole: 3 entries. Checkpoints: 1." in capsys.readouterr().out


def test_verify_reads_checkpoints_kept_elsewhere(trail, tmp_path, capsys):
    default_folder().rename(tmp_path / "elsewhere")

    call_command("audit", "verify", "--checkpoints", str(tmp_path / "elsewhere"))

    assert "Checkpoints: 1." in capsys.readouterr().out


def test_verify_refuses_a_folder_that_is_not_there(trail, tmp_path):
    with pytest.raises(CommandError, match="There is no folder"):
        call_command("audit", "verify", "--checkpoints", str(tmp_path / "nowhere"))


@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        (lambda entries: entries.filter(seq=2).delete(), 3, "Entry 2 is missing."),
        (lambda entries: entries.filter(seq=2).update(reason="x"), 4, "Entry 2 was changed."),
        (lambda entries: entries.filter(seq=3).delete(), 5, "The trail ends at entry 2"),
    ],
)
def test_verify_ends_with_the_code_of_what_is_wrong(change, code, words, trail, capsys):
    guards.remove(connection=connection)
    change(Entry.objects.all())
    guards.install(connection=connection)

    with pytest.raises(SystemExit) as ended:
        call_command("audit", "verify")

    assert ended.value.code == code
    assert words in capsys.readouterr().err


def test_verify_says_when_the_guards_are_gone(trail, capsys):
    guards.remove(connection=connection)

    call_command("audit", "verify")

    assert "The triggers that refuse changes to the trail are not there" in capsys.readouterr().err


def test_verify_ends_with_8_when_a_checkpoint_is_forged(trail, capsys):
    path = default_folder() / FILE_NAME
    path.write_text(path.read_text().replace("\n3\n", "\n2\n"))

    with pytest.raises(SystemExit) as ended:
        call_command("audit", "verify")

    assert ended.value.code == 8


def test_verify_needs_the_keys(trail, keyring, settings):
    (settings.DATA_DIR / "keys" / "keyring.json").unlink()

    with pytest.raises(CommandError, match="There is no key file"):
        call_command("audit", "verify")
