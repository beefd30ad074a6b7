import base64

import pytest
from django.db import transaction

from backend.audit.checkpoints import FILE_NAME, Checkpoint, CheckpointBroken, add, default_folder, read
from backend.audit.operations import checkpoint, record
from backend.kernel.keys import Key
from backend.safekeeping import keyring as keyrings
from backend.safekeeping import keys

HEADS = [f"{number:064x}" for number in range(1, 4)]


@pytest.fixture
def folder(keyring):
    return default_folder()


def test_notes_come_back_as_they_were_signed(folder):
    for size, head in enumerate(HEADS, start=1):
        add(size=size, head=head, folder=folder)

    assert list(read(folder=folder)) == [Checkpoint(size=n, head=head) for n, head in enumerate(HEADS, start=1)]


def test_a_note_is_plain_text_in_the_agreed_form(folder):
    add(size=1, head=HEADS[0], folder=folder)

    origin, size, head, empty, signature = (folder / FILE_NAME).read_text().splitlines()
    assert [origin, size, base64.b64decode(head).hex(), empty] == ["alongside-audit", "1", HEADS[0], ""]
    assert signature.startswith("\N{EM DASH} alongside-audit ")


def test_the_file_is_private(folder):
    add(size=1, head=HEADS[0], folder=folder)

    assert (folder / FILE_NAME).stat().st_mode & 0o777 == 0o600


def test_a_note_that_says_nothing_new_is_not_written(folder):
    add(size=1, head=HEADS[0], folder=folder)

    assert add(size=1, head=HEADS[0], folder=folder) is None
    assert len(list(read(folder=folder))) == 1


@pytest.mark.parametrize(
    ("former", "forged"),
    [
        ("\n1\n", "\n2\n"),
        ("alongside-audit\n1", "other-audit\n1"),
        ("\N{EM DASH} ", "- "),
        ("AAAA", "!!!!"),
        ("AAA", "AAB"),
    ],
)
def test_a_forged_note_is_refused(former, forged, folder):
    add(size=1, head=HEADS[0], folder=folder)
    path = folder / FILE_NAME
    assert former in path.read_text()
    path.write_text(path.read_text().replace(former, forged, 1))

    with pytest.raises(CheckpointBroken):
        list(read(folder=folder))


def test_a_note_of_another_installation_is_refused(folder, now):
    add(size=1, head=HEADS[0], folder=folder)
    keys.provider().store(keyrings.new_keyring(now=now))

    with pytest.raises(CheckpointBroken, match="not signed by this installation"):
        list(read(folder=folder))


@pytest.mark.parametrize("written", [1, 30, 120, -1])
def test_a_note_cut_short_by_a_crash_was_never_a_note(written, folder):
    add(size=1, head=HEADS[0], folder=folder)
    whole = (folder / FILE_NAME).read_text()
    (folder / FILE_NAME).write_text(whole + whole[:written])

    assert list(read(folder=folder)) == [Checkpoint(size=1, head=HEADS[0])]
    add(size=2, head=HEADS[1], folder=folder)
    assert list(read(folder=folder)) == [Checkpoint(size=n, head=HEADS[n - 1]) for n in (1, 2)]


@pytest.mark.django_db(transaction=True)
def test_checkpoint_signs_the_head_of_the_trail(folder, now):
    assert checkpoint() is None
    with transaction.atomic():
        entry = record(actor=None, verb="ADMIN", key=Key("manual.page", "7"), now=now)

    assert checkpoint() == Checkpoint(size=1, head=entry.hash)
    assert checkpoint() is None


@pytest.mark.django_db(transaction=True)
def test_checkpoint_never_signs_what_may_still_be_undone(folder, now):
    with transaction.atomic():
        record(actor=None, verb="ADMIN", key=Key("manual.page", "7"), now=now)

        with pytest.raises(RuntimeError, match="durable"):
            checkpoint()
