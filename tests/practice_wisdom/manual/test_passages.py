from hypothesis import given
from hypothesis import strategies as st

from backend.kernel.markdown import Part
from practice_wisdom.manual.passages import place_of

PARTS = [Part("do-this-now", "Do this now", "", "Ring 101. It’s free."), Part("law", "Law", "", "Ring 101.")]


def test_the_likely_part_comes_first():
    assert [place_of("Ring 101.", parts=PARTS, likely=likely) for likely in ("", "law")] == ["do-this-now", "law"]


def test_line_ends_and_the_quotes_of_a_phone_do_not_matter():
    assert place_of("Do this now\n\n Ring\t101. It's free", parts=PARTS) == "do-this-now"


def test_nothing_stands_nowhere():
    assert [place_of(passage, parts=PARTS) for passage in ("", " \n", "Ring 102")] == [None, None, None]


@given(st.text(), st.text(), st.text())
def test_every_piece_of_a_part_is_in_it(before, passage, after):
    found = place_of(passage, parts=[Part("a", "", "", f"{before}{passage}{after}")])

    assert found == ("a" if passage.split() else None)
