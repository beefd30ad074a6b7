import re
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.kernel.identifiers import NEVER, REASONS, Kind, find, not_settled

CASES = tomllib.loads(Path(__file__).with_name("identifiers_vectors.toml").read_text(encoding="utf-8"))["case"]
MANUAL = Path(__file__).parents[3] / "practice_wisdom" / "starter_content" / "manual"
# What is typed in earnest, and what breaks patterns.
PIECES = re.findall(
    r"\S+|\xa0",
    """
    0 1 9 + - / . @ ' ( ) ’ \u00a0 a A Z é PC Mr Mrs. dob reg: crime ref 943 476 5919 AB12 CDE Jane Smith Smith's mum
    12 Acacia Avenue SW1A 2AA 07700 900123 x@y.z \x00 \ud800 \u0663
""",
)


@pytest.mark.parametrize("case", CASES, ids=[case["text"][:30] for case in CASES])
def test_finds_exactly_what_the_shared_cases_say(case):
    found = [[one.kind.value, case["text"][one.start : one.end]] for one in find(case["text"])]

    assert found == case["finds"]


def test_every_kind_has_a_case_and_a_reason():
    assert {kind for case in CASES for kind, _ in case["finds"]} == set(Kind)
    assert set(REASONS) == set(Kind)


@given(st.one_of(st.text(max_size=300), st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join)))
def test_never_fails_and_findings_lie_in_the_text_apart_from_each_other(text):
    found = find(text)

    places = [place for one in found for place in (one.start, one.end)]
    assert places == sorted(places)
    assert all(0 <= one.start < one.end <= len(text) for one in found)


@given(st.sampled_from([case for case in CASES if len(case["finds"]) == 1]), st.text(max_size=40))
def test_words_further_away_hide_nothing(case, other):
    text = f"{case['text']}.\n\n{other}"

    (kind, words) = case["finds"][0]
    assert [kind, words] in [[one.kind.value, text[one.start : one.end]] for one in find(text)]


@pytest.mark.parametrize(
    "shape",
    [
        "0", "0 ", "+", "+0", "9434765919 ", "1 a b c ", "a@", "a.", "@a.", "A", "A ", "Aa ", "Jane ", "Jane Smith ",
        "a's ", "Mr ", "PC 1", "12 acacia ", "flat 1 ", "AB12 ", "crime ref ", "dob 1/", "1/1", "jane smith ", "Jane-",
        "'", "07700 900123 ",
    ],
)  # fmt: skip
def test_twenty_thousand_hostile_characters_take_no_time_to_speak_of(shape):
    find("07700 900123")  # the libraries are loaded
    text = (shape * 20_000)[:20_000]

    started = time.process_time()
    find(text)

    # Linear: the slowest takes a quarter of a second here. A quadratic pattern takes minutes.
    assert time.process_time() - started < 3


def test_what_can_never_stay_cannot_be_confirmed():
    text = "Jane Smith, NHS 943 476 5919, rang from 07700 900123"
    everything = [text[one.start : one.end] for one in find(text)]

    left = not_settled(text, confirmed=everything)

    assert [one.kind for one in left] == [Kind.NHS_NUMBER]
    assert all(one.kind in NEVER for one in left)


def test_one_name_confirmed_confirms_no_other():
    text = "Jane Smith and Jane Jones"

    left = not_settled(text, confirmed=["Jane Smith"])

    assert [text[one.start : one.end] for one in left] == ["Jane Jones"]


def test_hardly_anything_in_the_starter_manual_is_taken_for_a_person():
    """86 pages full of laws, agencies, roles and names of cases."""
    found = {
        text[one.start : one.end]
        for path in MANUAL.glob("*.md")
        for text in [path.read_text(encoding="utf-8")]
        for one in find(text)
        if one.kind != Kind.PHONE
    }

    assert found == {"Gemma Hayter", "Stephen Port", "PC Khan", "PC Ahmed"}


def test_starting_the_site_loads_neither_library():
    seen = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys, backend.kernel.identifiers; print({'stdnum', 'phonenumbers'} & set(sys.modules))",
        ],
        capture_output=True,
        text=True,
        check=True,
    )

    assert seen.stdout.strip() == "set()"
