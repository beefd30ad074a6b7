"""What is looked for before a text is read word by word may never be missing where the word is."""

import re
from itertools import pairwise
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.kernel.keys import Key
from backend.search.documents import Document, Part
from backend.search.language import clean, hint_of, smooth, tokens
from backend.search.snippets import snippet
from backend.search.synonyms import Synonym, Synonyms
from practice_wisdom.starter_content.files import FOLDER

TEXTS = [path.read_text(encoding="utf-8") for path in sorted((FOLDER / "manual").rglob("*.md"))]
WORDS = sorted({word for text in TEXTS for word in re.findall(r"[^\s]+", text)})


def missing_hints(text):
    read = smooth(clean(text))
    return [form for token in tokens(clean(text)) for form in (token.stem, *token.also) if hint_of(form) not in read]


@pytest.mark.parametrize(
    "text",
    [
        "A.M.H.P.",
        "lying and dying",
        "he re-arrested her",
        "s.136(1)",
        "prize",
        "re\u2011offend",
        "won\u2019t",
        "cafés",
        "3b4",
    ],
)
def test_every_spelling_has_its_hint(text):
    assert missing_hints(text) == []


def test_every_word_of_the_starter_manual_has_its_hint():
    assert [word for word in WORDS if missing_hints(word)] == []


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=40).map(" ".join) | st.text(max_size=200))
def test_no_text_is_without_the_hints_of_its_words(text):
    assert missing_hints(text) == []


@given(st.lists(st.lists(st.sampled_from(WORDS[:400]), min_size=1, max_size=30), min_size=1, max_size=6), st.data())
def test_the_snippet_is_the_one_that_reading_everything_finds(parts, data):
    shown = [" ".join(words) for words in parts]
    document = Document(Key("a.b", 1), "s", "T", tuple(Part(f"p{n}", "", text) for n, text in enumerate(shown)))
    named = data.draw(
        st.lists(st.sampled_from([" ".join(pair) for words in parts for pair in pairwise(words)] or ["x"]))
    )
    synonyms = Synonyms(Synonym(say=("what people say",), means=(phrase,)) for phrase in named)
    read = [list(tokens(clean(text))) for text in shown]
    forms = {form for words in read for token in words for form in (token.stem, *token.also)}
    forms = sorted(forms | {concept for words in read for concept, _ in synonyms.named_in(words)})
    weights = data.draw(st.dictionaries(st.sampled_from(forms), st.floats(0.1, 2), max_size=5)) if forms else {}

    chosen = snippet(document=document, weights=weights, synonyms=synonyms)

    with mock.patch("backend.search.snippets.hint_of", return_value=""):  # so that every part is likely
        assert chosen == snippet(document=document, weights=weights, synonyms=synonyms)
