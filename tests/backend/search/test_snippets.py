import html
import re

from hypothesis import given
from hypothesis import strategies as st

from backend.kernel.keys import Key
from backend.search.analysis import analyse
from backend.search.documents import Document, Indexed, Part
from backend.search.language import clean, stem, tokens
from backend.search.snippets import LONGEST, Snippet, snippet
from backend.search.synonyms import Synonyms
from tests.backend.search.library import PLACE_OF_SAFETY, SYNONYMS

SIGNS = st.sampled_from(
    ["home", "136", "section 136", "<b>", "&amp;", " ", ". ", "\u00e9", "caf\u00e9", "x" * 30, "\n"]
)


def cut(document, *words, synonyms=()):
    return snippet(indexed=indexed(document, synonyms), weights={stem(word): 1.0 for word in words})


def indexed(document, synonyms=()):
    return Indexed(document, analyse(document, synonyms=Synonyms(synonyms)).places)


def document(*texts, summary=""):
    parts = tuple(Part(f"part-{n}", f"Part {n}", text) for n, text in enumerate(texts))
    return Document(Key("test.page", "1"), "partnership:1", "Title", parts, summary=summary)


def test_forms_of_the_words_asked_for_are_marked():
    found = cut(document("Make a referral; two referrals <were> made."), "referral")

    assert found == Snippet(
        "part-0", "Part 0", "Make a <mark>referral</mark>; two <mark>referrals</mark> &lt;were&gt; made."
    )


def test_a_section_is_marked_whole():
    found = cut(PLACE_OF_SAFETY, "s136", "home")

    assert found.anchor == "do-this-now"
    assert found.html.startswith("<mark>Section 136</mark> stops at a private <mark>home</mark>.")


def test_the_part_where_the_words_stand_together_is_shown():
    far = "A nurse. " + "Something else entirely happens here. " * 12 + "A warrant."

    assert cut(document(far, "The nurse has the warrant."), "nurse", "warrant").anchor == "part-1"


def test_a_synonym_is_marked_where_it_stands():
    concept, _ = next(Synonyms(SYNONYMS).asked_in(list(tokens("amhp"))))

    found = snippet(indexed=indexed(PLACE_OF_SAFETY, SYNONYMS), weights={"amhp": 1.0, concept: 0.5})

    assert "An <mark>approved mental health professional</mark> decides." in found.html


def test_a_page_found_by_its_name_shows_how_it_begins():
    assert cut(document("First words."), "title") == Snippet("", "", "First words.")
    assert cut(document("First words.", summary="In short."), "title") == Snippet("", "", "In short.")
    assert cut(document(), "title") == Snippet("", "", "")


def test_a_long_text_is_cut_between_words():
    text = " ".join(f"word{n}" for n in range(300)) + " needle " + " ".join(f"word{n}" for n in range(300))

    found = cut(document(text), "needle").html

    shown = html.unescape(re.sub("</?mark>", "", found))
    assert len(shown) <= LONGEST
    assert shown[0] == shown[-1] == "\u2026"
    assert set(shown.strip("\u2026").split()) <= set(text.split())


@given(st.lists(SIGNS, max_size=120).map("".join))
def test_whatever_the_text_the_snippet_is_short_escaped_and_of_it(text):
    found = cut(document(text), "home", "s136", "cafe").html

    bare = re.sub("</?mark>", "", found)
    assert "<" not in bare
    shown = html.unescape(bare)
    assert len(shown) <= LONGEST
    assert shown.strip("\u2026") in clean(text)
    assert found.count("<mark>") == found.count("</mark>")
