from hypothesis import given
from hypothesis import strategies as st

from practice_wisdom.manual.small_numbers import ENOUGH, FEW, Shown, shown


@given(asked=st.integers(0, ENOUGH - 1), data=st.data())
def test_of_few_nothing_is_told(asked, data):
    read = data.draw(st.integers(0, asked))

    assert shown(read=read, not_yet=asked - read) is None


@given(asked=st.integers(ENOUGH, 5_000), data=st.data())
def test_whoever_knows_how_many_were_asked_cannot_tell_small_counts_apart(asked, data):
    one, other = data.draw(st.integers(0, FEW - 1)), data.draw(st.integers(0, FEW - 1))

    assert shown(read=one, not_yet=asked - one) == shown(read=other, not_yet=asked - other)
    assert shown(read=asked - one, not_yet=one) == shown(read=asked - other, not_yet=other)


@given(read=st.integers(0, 5_000), not_yet=st.integers(0, 5_000))
def test_no_number_below_five_is_ever_told_and_what_is_told_is_true(read, not_yet):
    told = shown(read=read, not_yet=not_yet)
    if told is None:
        return

    for text, count in ((told.read, read), (told.not_yet, not_yet)):
        if text == f"fewer than {FEW}":
            assert count < FEW
        elif text.endswith(" or more"):
            assert count >= int(text.removesuffix(" or more")) >= FEW
        else:
            assert (int(text), count >= FEW) == (count, True)


def test_as_it_reads():
    assert shown(read=7, not_yet=12) == Shown("7", "12")
    assert shown(read=0, not_yet=12) == Shown("fewer than 5", "8 or more")
    assert shown(read=11, not_yet=1) == Shown("8 or more", "fewer than 5")
