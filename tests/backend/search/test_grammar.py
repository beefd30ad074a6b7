from hypothesis import given
from hypothesis import strategies as st

from backend.search.grammar import LONGEST_QUERY, MOST_WORDS, read


def said(groups):
    return [[token.word for token in group] for group in groups]


def test_words_phrases_and_minus():
    typed = read('ring "place of safety" -section 136 -"county lines" home')

    assert [token.word for token in typed.words] == ["ring", "home"]
    assert said(typed.phrases) == [["place", "of", "safety"]]
    assert said(typed.without) == [["s136"], ["county", "lines"]]


def test_curly_quotes_are_quotes():
    assert said(read("\u201cprivate home\u201d").phrases) == [["private", "home"]]


def test_a_single_quote_mark_is_punctuation():
    assert [token.word for token in read('"private home').words] == ["private", "home"]


def test_a_hyphen_inside_a_word_excludes_nothing():
    typed = read("multi-agency - now")

    assert [token.word for token in typed.words] == ["multi", "agency", "now"]
    assert typed.without == ()


def test_the_last_word_is_unfinished_until_a_blank_follows():
    assert read("136 ho").unfinished
    assert not read("136 ho ").unfinished
    assert not read('136 "home"').unfinished
    assert not read("").unfinished


def test_offsets_are_into_the_text_as_kept():
    typed = read('  "a b"   Cuckooing  now')

    assert [typed.text[token.start : token.end] for token in typed.words] == ["Cuckooing", "now"]


@given(st.text(max_size=600) | st.text(alphabet='ab1 -"s.\u201c', max_size=300))
def test_nothing_typed_can_be_wrong_or_expensive(text):
    typed = read(text)
    everything = [*typed.words, *(token for group in (*typed.phrases, *typed.without) for token in group)]

    assert len(typed.text) <= LONGEST_QUERY
    assert sum(not token.is_stop for token in everything) <= MOST_WORDS
    assert len(everything) <= LONGEST_QUERY
    assert not typed.unfinished or typed.words
