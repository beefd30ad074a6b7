import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.kernel.markdown import render
from backend.kernel.telephones import unbroken


@pytest.mark.parametrize(
    "number",
    [
        "0300 131 2789",
        "020 7946 0018",
        "01632 960 240",
        "01632 960240",
        "07700 900 123",
        "0800 1111 22",
        "+44 20 7946 0018",
        "+44 (0)20 7946 0018",
    ],
)
def test_a_number_holds_together(number):
    held = number.replace(" ", "\u00a0")

    assert unbroken(f"Ring {number}, at any hour: {number}.") == f"Ring {held}, at any hour: {held}."


@pytest.mark.parametrize(
    "text",
    [
        "Ring 999 or 101.",
        "On 22 11 2026 at 09 30.",
        "Form 0123 4.",
        "£0300 131 2789",
        "943 476 5919",
        "ref 01632/960 240 11",
        "0300 131 2789 4455",
        "between 010 and 12",
        "AB01632 960 240",
    ],
)
def test_other_figures_stay_as_they_are(text):
    assert unbroken(text) == text


def test_numbers_hold_in_a_page_and_are_found_by_its_words():
    text = "Day **0300 131 2789**:\n\n- [0300 131 2789](tel:03001312789) or 01632 960 240 now"

    part = render(text, addresses={}).parts[0]

    assert part.html.count("0300&nbsp;131&nbsp;2789") == 2
    assert "01632&nbsp;960&nbsp;240 now" in part.html
    assert part.text == "Day 0300 131 2789: 0300 131 2789 or 01632 960 240 now"


@given(st.lists(st.sampled_from(["0300 131 2789", "Ring ", " or ", "0", "+44", "(0)", ".", " 020 7946 0018"])))
def test_only_spaces_change_and_once_is_enough(pieces):
    text = "".join(pieces)

    held = unbroken(text)

    assert held.replace("\u00a0", " ") == text
    assert unbroken(held) == held
