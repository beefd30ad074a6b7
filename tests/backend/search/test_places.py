"""What is kept of where words stand is what reading the text again would find."""

import re

from hypothesis import given
from hypothesis import strategies as st

from backend.kernel.keys import Key
from backend.search.analysis import analyse
from backend.search.documents import Document, Part
from backend.search.language import clean, tokens
from backend.search.places import Place, heading, number_of, packed, places_of, read_places, text
from backend.search.synonyms import Synonym, Synonyms
from practice_wisdom.starter_content.files import FOLDER

TEXTS = [path.read_text(encoding="utf-8") for path in sorted((FOLDER / "manual").rglob("*.md"))]
WORDS = sorted({word for text in TEXTS for word in re.findall(r"[^\s]+", text)})
SENTENCES = st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join) | st.text(max_size=200)
SYNONYMS = Synonyms([Synonym(say=("amhp",), means=("approved mental health professional",))])


def kept_of(*texts):
    read = [list(tokens(clean(text))) for text in texts]
    return packed([read_places(words, SYNONYMS.named_in(words)) for words in read])


@given(st.lists(SENTENCES, max_size=5))
def test_every_telling_word_is_found_where_it_stands_and_nowhere_else(texts):
    read = [[token for token in tokens(clean(text)) if not token.is_stop] for text in texts]
    stands = [{(t.start, t.end, number_of(form)) for t in words for form in (t.stem, *t.also)} for words in read]
    forms = dict.fromkeys(form for places in stands for _, _, form in places)

    found = places_of(kept_of(*texts), dict.fromkeys(forms, 1.0))

    assert found == {
        number: sorted(Place(*place) for place in places) for number, places in enumerate(stands) if places
    }


def test_only_what_is_asked_for_is_found():
    kept = kept_of("A nurse rings.", "", "The nurse has a warrant.")

    assert places_of(kept, {number_of("nurs"): 1.0}) == {
        0: [Place(2, 7, number_of("nurs"))],
        2: [Place(4, 9, number_of("nurs"))],
    }
    assert places_of(kept, {}) == places_of(kept, {number_of("ambul"): 1.0}) == {}


def test_a_concept_stands_from_its_first_word_to_its_last():
    concept, _ = next(SYNONYMS.asked_in(list(tokens("amhp"))))

    (place,) = places_of(kept_of("Ring the approved mental health professional."), {number_of(concept): 1.0})[0]

    assert (place.start, place.end) == (9, 44)


def test_what_stands_further_on_than_any_snippet_reaches_is_left_out():
    kept = kept_of("nurse " + "x " * 40_000 + "warrant")

    assert places_of(kept, {number_of("nurs"): 1.0, number_of("warrant"): 1.0}) == {0: [Place(0, 5, number_of("nurs"))]}


def test_headings_and_texts_are_numbered_as_they_are_read():
    document = Document(Key("a.b", 1), "s", "Title", (Part("a", "Signs", "A nurse."), Part("b", "Nurse", "")))

    found = places_of(analyse(document, synonyms=SYNONYMS).places, {number_of("nurs"): 1.0})

    assert sorted(found) == [text(0), heading(1)]


def test_an_index_of_before_says_of_no_word_where_it_stands():
    assert places_of(b"", {number_of("nurs"): 1.0}) == {}
