from hypothesis import given
from hypothesis import strategies as st

from practice_wisdom.manual.merging import merged
from tests.practice_wisdom.conftest import make_words

LINES = st.lists(st.sampled_from(["a", "b", "c", "", "## d"]), max_size=8)


def test_where_two_texts_differ_both_stand_below_each_other():
    both = merged(saved=make_words(body="one\ntheirs\nthree"), kept=make_words(body="one\nmine\nthree\nfour"))

    assert both.body == "one\ntheirs\nmine\nthree\nfour"


def test_of_a_title_there_is_one_and_of_topics_there_are_all():
    saved = make_words(title="Theirs", topics=("adults-at-risk",), keywords=("one", "two"))

    both = merged(
        saved=saved, kept=make_words(title="Mine", topics=("health-and-substances",), keywords=("two", "three"))
    )

    assert (both.title, both.topics) == ("Mine", ("adults-at-risk", "health-and-substances"))
    assert both.keywords == ("one", "two", "three")


@given(LINES, LINES)
def test_no_line_of_either_is_lost(saved, kept):
    both = merged(saved=make_words(body="\n".join(saved)), kept=make_words(body="\n".join(kept))).body.split("\n")

    for text in (saved, kept):
        rest = iter(both)
        assert all(line in rest for line in "\n".join(text).splitlines())
