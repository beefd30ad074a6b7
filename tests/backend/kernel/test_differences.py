import time

from hypothesis import given
from hypothesis import strategies as st

from backend.kernel.differences import differences


def told(older, newer):
    marks = {"same": "{}", "gone": "[-{}-]", "new": "[+{}+]"}
    return ["".join(marks[s.kind].format(s.text) for s in c.spans) for c in differences(older=older, newer=newer)]


def test_words_that_changed_are_marked_and_no_others():
    older = ["Ring the ward first.", "", "Then write."]
    newer = ["Ring the crisis line first.", "", "Then write."]

    assert told(older, newer) == ["Ring the [-ward-][+crisis line+] first.", "Then write."]


def test_a_text_does_not_go_to_and_fro():
    older, newer = "Ring the ward and the nurse before six tonight.", "Ring the line and the doctor before six tonight."

    assert told([older], [newer]) == [
        "Ring the [-ward and the nurse-][+line and the doctor+] before six tonight.",
    ]


def test_lines_that_came_or_went_are_whole():
    assert told(["a", "b"], ["b", "c"]) == ["[-a-]", "b", "[+c+]"]


def test_the_same_text_has_no_difference():
    assert not any(change.differs for change in differences(older=["a", "b"], newer=["a", "b"]))


def test_spaces_alone_are_a_difference():
    assert told(["a b"], ["a  b"]) == ["a[- -][+  +]b"]


LINES = st.lists(st.text(alphabet="ab .,\u00e9", min_size=1, max_size=12).filter(str.strip), max_size=8)


@given(LINES, LINES)
def test_each_side_can_be_read_back(older, newer):
    changes = differences(older=older, newer=newer)

    assert (
        "\n".join("".join(span.text for span in c.older) for c in changes if c.older).split() == " ".join(older).split()
    )
    assert (
        "\n".join("".join(span.text for span in c.newer) for c in changes if c.newer).split() == " ".join(newer).split()
    )


def test_the_largest_texts_are_compared_in_bounded_time():
    older = [" ".join(f"w{(n * 7 + k) % 997}" for k in range(600)) for n in range(15)]
    newer = [" ".join(f"w{(n * 11 + k) % 991}" for k in range(600)) for n in range(15)]
    began = time.process_time()

    differences(older=older, newer=newer)
    differences(older=["a b " * 16_000], newer=["b a " * 16_000])

    assert time.process_time() - began < 3
