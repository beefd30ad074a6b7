import json
from dataclasses import asdict

from hypothesis import given
from hypothesis import strategies as st

from supervision.models import OwnLines, Terms

LINES = st.builds(OwnLines, accountability=st.text(), wants=st.text(), brings=st.text())


@given(st.builds(Terms, purpose=st.text(), lines=st.dictionaries(st.integers(1, 10**9), LINES, max_size=10)))
def test_terms_open_as_they_were_sealed(terms):
    assert Terms.from_json(terms.to_json(), proposer=1, other=2) == terms


def test_terms_sealed_when_lines_were_named_after_two_sides_still_open():
    shared = {name: value for name, value in asdict(Terms(purpose="To think")).items() if name != "lines"}
    newer = ("absence_cover", "power_and_difference", "disagreement", "on_a_move")
    earlier = {name: value for name, value in shared.items() if name not in newer} | {
        "proposer_accountability": "My inspector",
        "proposer_wants": "Honesty",
        "proposer_brings": "",
        "other_accountability": "My team manager",
        "other_wants": "",
        "other_brings": "Time",
    }

    opened = Terms.from_json(json.dumps(earlier), proposer=4, other=9)

    assert opened == Terms(
        purpose="To think",
        lines={
            4: OwnLines(accountability="My inspector", wants="Honesty"),
            9: OwnLines(accountability="My team manager", brings="Time"),
        },
    )


def test_a_text_that_is_too_long_is_named_with_whose_it_is():
    terms = Terms(goals="x" * 4_001, lines={12: OwnLines(wants="x" * 4_001)})

    assert set(terms.problems()) == {"goals", "wants_12"}
