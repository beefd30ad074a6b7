from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.search.language import LONGEST_WORD, clean, fold, stem, tokens


def words(text):
    return [token.word for token in tokens(clean(text))]


@pytest.mark.parametrize(
    "text",
    ["s136", "S.136", "s. 136", "s 136", "sec 136", "sec. 136", "sect 136", "sect. 136", "section 136", "Section136"],
)
def test_every_spelling_of_a_section_is_one_word(text):
    assert words(text) == ["s136"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sections 135 and 136", ["s135", "s136"]),
        ("ss. 135, 136", ["s135", "s136"]),
        ("s135/136", ["s135", "s136"]),
        ("section 136 and 24 hours", ["s136", "and", "24", "hours"]),
        ("section 136A", ["s136a"]),
        ("s17(1)(b)", ["s17", "1", "b"]),
        ("people's 136", ["people", "136"]),
        ("two 136s, one 136'd", ["two", "136", "one", "136"]),
        ("was sectioned", ["was", "sectioned"]),
    ],
)
def test_sections_and_what_only_looks_like_one(text, expected):
    assert words(text) == expected


def test_a_section_is_also_found_by_its_number():
    [token] = tokens("section 136A")

    assert (token.stem, token.also) == ("s136a", ("section", "136a", "s136", "136"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Caf\u00e9 CAFE\u0301", ["cafe", "cafe"]),
        ("child's child\u2019s don't", ["child", "child", "dont"]),
        ("A.M.H.P. and e.g. this", ["amhp", "and", "eg", "this"]),
        ("multi-agency", ["multi", "agency"]),
        ("", []),
        ("!?-_", []),
    ],
)
def test_accents_case_apostrophes_and_points_do_not_matter(text, expected):
    assert words(text) == expected


@pytest.mark.parametrize(
    "forms",
    [
        ("referral", "referrals"),
        ("safeguard", "safeguarding", "safeguarded"),
        ("child", "children"),
        ("person", "people"),
        ("organise", "organize", "organised", "organizing"),
        ("agency", "agencies"),
        ("knife", "knives"),
        ("take", "taken", "took"),
    ],
)
def test_forms_of_a_word_have_one_stem(forms):
    assert len({stem(form) for form in forms}) == 1


def test_police_and_policy_are_two_words():
    assert stem("police") != stem("policy")


@given(st.text(max_size=400))
def test_any_text_can_be_read(text):
    read = clean(text)
    found = list(tokens(read))

    assert clean(read) == read
    for token in found:
        assert 0 <= token.start < token.end <= len(read)
        assert token.word
        assert len(token.word) <= LONGEST_WORD + 1
        assert token.word.isalnum()
        assert all(form.isalnum() for form in (token.stem, *token.also))
    assert all(one.end <= two.start for one, two in pairwise(found))


@given(st.text(max_size=60))
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)
