"""Faults F18 to F20: a new machine from backup and key file only; sixty damaged backups; kills in the middle."""

import hashlib
import io
import json
import random
import shutil
import sqlite3
import tarfile
from contextlib import closing

import pytest

from backend.safekeeping import archives, keys, parcels, restore_journal
from backend.safekeeping.backups import make_backup
from backend.safekeeping.keyring import KeyTrouble, new_keyring, to_json
from backend.safekeeping.private_files import Busy, locked
from backend.safekeeping.restoring import RestoreRefused, finish_interrupted, restore, serving_lock
from backend.safekeeping.sealing import Place, new_data_key, open_sealed, seal

DEK = new_data_key()


class Killed(BaseException):
    """Stands for kill -9."""


def place(number):
    return Place(table="note", field="sealed", record_id=str(number), agreement_id="a", version=1, dek_version=1)


def tree(folder):
    """Every file below, with what is in it; locks say nothing."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != ".lock"
    }


def notes(folder):
    with closing(sqlite3.connect(folder / "alongside.sqlite3")) as database:
        rows = database.execute("SELECT id, sealed FROM note ORDER BY id").fetchall()
    return {number: open_sealed(dek=DEK, sealed=sealed, place=place(number)) for number, sealed in rows}


@pytest.fixture
def kept(site, data_folder, tmp_path, now, db):
    """A backup of twenty sealed notes, and the key file: what is left after the fire."""
    with closing(sqlite3.connect(data_folder / "alongside.sqlite3")) as database:
        for number in range(1, 21):
            sealed = seal(dek=DEK, plaintext=f"note {number}", place=place(number))
            database.execute("INSERT INTO note VALUES (?, ?, ?)", (number, number, sealed))
            database.execute("INSERT INTO audit_entry VALUES (?, ?)", (number, f"hash {number}"))
        database.commit()
    manifest = make_backup(target=tmp_path / "a.age", now=now)
    shutil.copy(data_folder / "keys" / "keyring.json", tmp_path / "escrow.json")
    return manifest


@pytest.fixture
def new_machine(kept, settings, tmp_path):
    """As settings leave it: a data folder with the site's own secret in it, and nothing else."""
    settings.DATA_DIR = tmp_path / "new"
    (settings.DATA_DIR / "keys").mkdir(parents=True, mode=0o700)
    (settings.DATA_DIR / "keys" / "secret_key").write_text("made at first start")
    return settings.DATA_DIR


def restored(tmp_path, now, *, file="a.age", key_file="escrow.json", replace=False):
    return restore(source=tmp_path / file, key_file=tmp_path / key_file, replace=replace, now=now)


# -- the good case -----------------------------------------------------------------------------------------------------


def test_a_new_machine_gets_everything_back(kept, new_machine, tmp_path, now):
    manifest = restored(tmp_path, now)

    assert manifest == kept
    assert sorted(tree(new_machine)) == [
        "alongside.sqlite3",
        "keys/keyring.json",
        "keys/secret_key",
        "media/plan.txt",
        "restored.json",
    ]
    assert notes(new_machine) == {number: f"note {number}" for number in range(1, 21)}
    with closing(sqlite3.connect(new_machine / "alongside.sqlite3")) as database:
        head = database.execute("SELECT seq, hash FROM audit_entry ORDER BY seq DESC LIMIT 1").fetchone()
    assert head == (manifest.database.audit_seq, manifest.database.audit_hash) == (20, "hash 20")


def test_restored_files_are_private(kept, new_machine, tmp_path, now):
    restored(tmp_path, now)

    exposed = {path.name for path in new_machine.rglob("*") if path.stat().st_mode & 0o077}
    # The test machine makes its own secret key, as its own umask has it.
    assert exposed <= {"secret_key"}
    assert keys.current_keyring().fingerprint == kept.keyring


def test_present_data_step_aside_only_when_told(kept, data_folder, tmp_path, now):
    before = tree(data_folder)

    with pytest.raises(RestoreRefused, match="holds data already"):
        restored(tmp_path, now)

    assert tree(data_folder) == before


def test_replaced_data_are_kept_aside(kept, data_folder, tmp_path, now):
    (data_folder / "media" / "later.txt").write_text("since the backup")
    (data_folder / "alongside.sqlite3-wal").write_text("the log of the database that goes")
    before = tree(data_folder)

    restored(tmp_path, now, replace=True)

    aside = data_folder / "replaced-20261120-224000"
    went = ["alongside.sqlite3", "alongside.sqlite3-wal", "index/seg", "keys/keyring.json"]
    assert tree(aside) == {name: before[name] for name in [*went, "media/later.txt", "media/plan.txt"]}
    assert sorted(path.name for path in (data_folder / "media").iterdir()) == ["plan.txt"]
    assert not (data_folder / "index").exists()
    assert len(notes(data_folder)) == 20


def test_a_key_file_kept_elsewhere_must_be_the_right_one(kept, new_machine, tmp_path, now, monkeypatch):
    monkeypatch.setenv(keys.KEYRING_VARIABLE, to_json(keyring=new_keyring(now=now)))
    with pytest.raises(RestoreRefused, match="First put the key file in its place"):
        restored(tmp_path, now)

    monkeypatch.setenv(keys.KEYRING_VARIABLE, (tmp_path / "escrow.json").read_text())
    restored(tmp_path, now)

    assert not (new_machine / "keys" / "keyring.json").exists()
    assert len(notes(new_machine)) == 20


# -- refusals: nothing live is touched ---------------------------------------------------------------------------------


def damaged(kind, number, whole, other_recipient):
    """One of sixty ways in which a backup arrives broken."""
    spot = random.Random(number).randrange(len(whole))
    return {
        "flip": lambda: whole[:spot] + bytes([whole[spot] ^ (1 << number % 8)]) + whole[spot + 1 :],
        "cut": lambda: whole[:spot],
        "added": lambda: whole + bytes(number + 1),
        "zeroed": lambda: whole[:spot] + bytes(min(512, len(whole) - spot)) + whole[spot + 512 :],
        "other keys": lambda: other_recipient,
    }[kind]()


DAMAGES = [
    *[("flip", number) for number in range(30)],
    *[("cut", number) for number in range(18)],
    *[("added", number) for number in range(4)],
    *[("zeroed", number) for number in range(7)],
    ("other keys", 0),
]


def test_sixty_damaged_backups_are_refused(kept, data_folder, tmp_path, now):
    whole = (tmp_path / "a.age").read_bytes()
    other = io.BytesIO()
    parcels.pack(source=io.BytesIO(b"a tar"), target=other, recipient=new_keyring(now=now).backup_recipient)
    before = tree(data_folder)

    accepted = []
    for kind, number in DAMAGES:
        (tmp_path / "damaged.age").write_bytes(damaged(kind, number, whole, other.getvalue()))
        try:
            restored(tmp_path, now, file="damaged.age", replace=True)
        except RestoreRefused:
            continue
        accepted.append((kind, number))

    assert len(DAMAGES) == 60
    assert accepted == []
    assert tree(data_folder) == before
    assert [path for path in data_folder.iterdir() if path.name.startswith(("restore-work", "replaced"))] == []


def test_the_wrong_key_file_is_refused(kept, new_machine, tmp_path, now):
    (tmp_path / "wrong.json").write_text(to_json(keyring=new_keyring(now=now)))
    before = tree(new_machine)

    with pytest.raises(RestoreRefused, match="cannot be used"):
        restored(tmp_path, now, key_file="wrong.json")

    assert tree(new_machine) == before


@pytest.mark.parametrize(
    ("file", "key_file", "words"),
    [("a.age", "nowhere.json", "There is no key file"), ("nowhere.age", "escrow.json", "There is no file")],
)
def test_a_missing_file_is_named(file, key_file, words, kept, new_machine, tmp_path, now):
    with pytest.raises(RestoreRefused, match=words):
        restored(tmp_path, now, file=file, key_file=key_file)


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff"])
def test_a_file_that_holds_no_keys_is_refused(content, kept, new_machine, tmp_path, now):
    (tmp_path / "wrong.json").write_bytes(content)

    with pytest.raises((RestoreRefused, KeyTrouble), match="not a key file"):
        restored(tmp_path, now, key_file="wrong.json")


def test_a_running_site_is_not_replaced(kept, data_folder, tmp_path, now):
    before = tree(data_folder)

    with locked(path=serving_lock(), shared=True), pytest.raises(Busy):
        restored(tmp_path, now, replace=True)

    assert tree(data_folder) == before


# -- archives that were put together by somebody with the public key ---------------------------------------------------


def forge(path, keyring, change):
    """The same backup with one thing changed, encrypted properly."""
    plain, forged = io.BytesIO(), io.BytesIO()
    with path.open("rb") as source:
        parcels.unpack(source=source, target=plain, identity=keyring.backup_identity)
    plain.seek(0)
    with tarfile.open(fileobj=plain) as archive:
        members = [[member, archive.extractfile(member).read()] for member in archive]
    change(members)
    with tarfile.open(fileobj=forged, mode="w") as archive:
        for member, content in members:
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    forged.seek(0)
    with path.with_name("forged.age").open("wb") as target:
        parcels.pack(source=forged, target=target, recipient=keyring.backup_recipient)


def rename(to):
    def change(members):
        members[1][0].name = to

    return change


def link(members):
    members[1][0].type, members[1][0].linkname, members[1][1] = tarfile.SYMTYPE, "/etc/passwd", b""


def edit_manifest(edit):
    def change(members):
        manifest = json.loads(members[-1][1])
        edit(manifest)
        members[-1][1] = json.dumps(manifest).encode()

    return change


FORGERIES = {
    "climbs out": rename("media/../../evil.txt"),
    "elsewhere": rename("keys/keyring.json"),
    "a folder's name": rename("media"),
    "a link": link,
    "another upload": lambda members: members[1].__setitem__(1, b"changed"),
    "an upload more": lambda members: members.insert(1, [tarfile.TarInfo("media/more.txt"), b"more"]),
    "an upload less": lambda members: members.pop(1),
    "an upload twice": lambda members: members.insert(1, [tarfile.TarInfo("media/plan.txt"), b"an upload"]),
    "no manifest": lambda members: members.pop(),
    "no database": lambda members: members.pop(0),
    "manifest is a list": lambda members: members[-1].__setitem__(1, b"[]"),
    "manifest is a number": lambda members: members[-1].__setitem__(1, b"7"),
    "another format": edit_manifest(lambda manifest: manifest.update(format=2)),
    "another installation": edit_manifest(lambda manifest: manifest.update(keyring="0" * 64)),
    "another engine": edit_manifest(lambda manifest: manifest.update(engine="postgresql")),
    "newer": edit_manifest(lambda manifest: manifest["database"]["schema"].update(audit="9999_later")),
    "fewer rows": edit_manifest(lambda manifest: manifest["database"]["rows"].update(note=19)),
    "another head": edit_manifest(lambda manifest: manifest["database"].update(audit_hash="0" * 64)),
}


@pytest.mark.parametrize("kind", FORGERIES)
def test_a_forged_backup_is_refused(kind, kept, site, new_machine, tmp_path, now):
    forge(tmp_path / "a.age", site, FORGERIES[kind])
    before = tree(tmp_path)

    with pytest.raises(RestoreRefused):
        restored(tmp_path, now, file="forged.age")

    assert tree(tmp_path) == before


def test_an_absolute_name_is_refused(kept, site, new_machine, tmp_path, now):
    forge(tmp_path / "a.age", site, rename(str(tmp_path / "evil.txt")))

    with pytest.raises(RestoreRefused, match="forbidden name"):
        restored(tmp_path, now, file="forged.age")

    assert not (tmp_path / "evil.txt").exists()


def test_the_forger_can_make_a_backup_that_is_accepted(kept, site, new_machine, tmp_path, now):
    forge(tmp_path / "a.age", site, lambda members: None)

    assert restored(tmp_path, now, file="forged.age") == kept


# -- kills -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("renames", range(9))
def test_a_restore_killed_between_renames_is_finished(renames, kept, data_folder, tmp_path, now, monkeypatch):
    left = iter(range(renames))
    rename = restore_journal._rename

    def rename_or_die(source, target):
        if next(left, None) is None:
            raise Killed
        rename(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(restore_journal, "_rename", rename_or_die)
        try:
            restored(tmp_path, now, replace=True)
        except Killed:
            assert restore_journal.is_unfinished(folder=data_folder)
            with pytest.raises(RestoreRefused, match="Run: restore --finish"):
                restored(tmp_path, now, replace=True)
            patch.undo()
            finish_interrupted()

    assert len(notes(data_folder)) == 20
    assert keys.current_keyring().fingerprint == kept.keyring
    assert (data_folder / "replaced-20261120-224000" / "alongside.sqlite3").exists()
    assert not restore_journal.is_unfinished(folder=data_folder)
    assert list(data_folder.glob("restore-work-*")) == []


def test_a_restore_killed_while_unpacking_changed_nothing(kept, data_folder, tmp_path, now, monkeypatch):
    before = tree(data_folder)
    with monkeypatch.context() as patch:
        patch.setattr(archives, "_keep", _die)
        with pytest.raises(Killed):
            restored(tmp_path, now, replace=True)

    assert tree(data_folder) == before


def test_there_is_nothing_to_finish_without_an_interruption(site):
    with pytest.raises(RestoreRefused, match="no interrupted restore"):
        finish_interrupted()


def _die(**kwargs):
    raise Killed
