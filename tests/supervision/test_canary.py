"""A token typed into every place supervision offers is nowhere in the data folder in a form anybody can read. (C05)"""

import base64
import gzip
import json
import os
import subprocess
import sys
import uuid
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def spellings(token):
    """As it may lie in a file: in three encodings, either case, as hex, and in the three alignments of base64."""
    plain = [token, token.upper()]
    found = [text.encode(coding) for text in plain for coding in ("utf-8", "utf-16-le", "utf-16-be")]
    found += [token.encode().hex().encode(), token.encode().hex().upper().encode()]
    return found + [base64.b64encode(b"x" * shift + token.encode())[4:-4] for shift in range(3)]


def hits(folder, token):
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            if data[:2] == b"\x1f\x8b":
                data += gzip.decompress(data)
            found += [path.name for spelling in spellings(token) if spelling in data]
    return found


@pytest.fixture
def played(tmp_path):
    """The folder after the scenario, the token, and how often each person could read it back."""
    token = f"canary{uuid.uuid4().hex}"
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | {
        "ALONGSIDE_DATA": str(tmp_path / "data"),
        "ALONGSIDE_DEMO": "1",
        "DJANGO_SETTINGS_MODULE": "backend.settings",
        "TMPDIR": str(tmp_path / "temporary"),
    }
    for folder in ("temporary", "data/static"):
        (tmp_path / folder).mkdir(parents=True)
    done = subprocess.run(
        [sys.executable, "-m", "tests.supervision.canary_scenario", token],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    (tmp_path / "printed").write_text(done.stderr)
    return tmp_path, token, json.loads(done.stdout)


def test_nothing_on_the_disk_holds_a_word(played):
    folder, token, shown = played

    # It really was stored: the two read it back, each their own and what is shared, and the nurse nothing.
    assert shown == {"one": [18, 3, 10, 1, 0], "two": [18, 3, 11, 0, 2], "nurse": [0, 0, 0, 0, 0]}
    names = {path.name for path in folder.rglob("*") if path.is_file()}
    assert {"alongside.sqlite3", "alongside.sqlite3-wal", "alongside.jsonl"} <= names
    assert hits(folder, token) == []


def test_the_search_for_it_would_have_found_it(tmp_path):
    token = f"canary{uuid.uuid4().hex}"
    for number, spelling in enumerate(spellings(token)):
        (tmp_path / f"{number}").write_bytes(b"before " + spelling + b" after")
    (tmp_path / "packed").write_bytes(gzip.compress(token.encode()))

    assert set(hits(tmp_path, token)) == {str(number) for number in range(len(spellings(token)))} | {"packed"}
