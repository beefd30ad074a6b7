"""What every engine must do. A test module for an engine subclasses this and gives it an `engine`."""

from dataclasses import replace

import pytest

from backend.kernel.keys import Key
from backend.search.documents import Part
from backend.search.engines.base import Change, Engine, IndexDamaged
from backend.search.grammar import read
from backend.search.questions import understand
from backend.search.spelling import Lexicon
from backend.search.synonyms import Synonym, Synonyms
from tests.backend.search.library import (
    BELOW,
    CAPACITY,
    CUCKOOING,
    ELSEWHERE,
    HERE,
    KIND,
    PAGES,
    PLACE_OF_SAFETY,
    SYNONYMS,
    page,
)

HOSTILE = [
    "*" * 200,
    "*a* ?b? [a TO zzz] {a TO z}",
    "(" * 100 + "home" + ")" * 99,
    "home\x00\x01\x02\ud800 136",
    "\U0001f691" * 200,
    "\u202e\u05d0\u0628\u202d \u200f\u200e home \u0627\u0644\u0639",
    '"' * 200,
    "-" * 200,
    "home~2 ho~9 title:home^99999999 AND OR NOT",
    "' OR 1=1; DROP TABLE search_document; --",
    "\\ ' '' :* & | ! <-> %s %(x)s {} {0} $1",
    " ".join(chr(97 + n % 26) * 2 for n in range(66)),
    "a" * 200,
    "\ufdfa" * 200,
    "e\u0301" * 100,
    "9" * 200,
    '-"' * 100,
    "",
    "   ",
    "the of and",
]


class EngineContract:
    @pytest.fixture
    def engine(self) -> Engine:
        raise NotImplementedError

    @pytest.fixture
    def filled(self, engine):
        self.fill(engine, PAGES)
        return engine

    def fill(self, engine, documents, *, synonyms=SYNONYMS, mark="first", everything=True, removed=()):
        scopes = dict.fromkeys([HERE, BELOW], Synonyms(synonyms))
        change = Change(list(documents), removed=removed, synonyms=scopes, everything=everything)
        engine.replace(change=change, mark=mark)

    def ask(self, engine, text, *, scope=HERE, synonyms=SYNONYMS):
        lexicon = Lexicon(engine.vocabulary(scope=scope))
        question = understand(typed=read(text), lexicon=lexicon, synonyms=Synonyms(synonyms)).question
        return engine.search(question=question, scope=scope)

    def ids(self, engine, text, **kwargs):
        return [proposal.key.id for proposal in self.ask(engine, text, **kwargs)]

    # -- finding

    @pytest.mark.parametrize(
        ("text", "first"),
        [
            ("136 home", "1"),
            ("s136", "1"),
            ("s.136", "1"),
            ("sec 136", "1"),
            ("section136", "1"),
            ("s135", "1"),
            ("section 42", "5"),
            ("who do i ring", "4"),
            ("not safe at home", "5"),
            ("cuckooing", "2"),
            ("COUNTY LINES", "2"),
            ("referrals", "2"),
            ("childrens", "5"),
            ("who does what", "4"),
            ("multiagency", "4"),
            ("cooperation", "3"),
        ],
    )
    def test_what_officers_type_finds_the_page_first(self, filled, text, first):
        assert self.ids(filled, text)[0] == first

    @pytest.mark.parametrize(
        ("text", "first"),
        [
            ("safegaurding", "5"),
            ("capasity", "3"),
            ("stratergy", "3"),
            ("referal", "2"),
            ("safe guarding", "5"),
            ("mentalcapacity ", "3"),
        ],
    )
    def test_misspelt_words_are_understood(self, filled, text, first):
        assert self.ids(filled, text)[0] == first

    def test_the_last_word_may_be_only_begun(self, filled):
        assert self.ids(filled, "cuck") == ["2"]
        assert self.ids(filled, "cuck ") == []
        assert self.ids(filled, "cuck quokka") == []

    def test_a_word_of_one_letter_begins_nothing(self, filled):
        assert self.ids(filled, "c") == []

    def test_an_unknown_word_finds_nothing(self, filled):
        assert self.ids(filled, "quokka") == []

    def test_numbers_are_never_corrected(self, filled):
        assert self.ids(filled, "137") == []
        assert self.ids(filled, "s139") == []

    def test_a_quoted_phrase_must_stand_there(self, filled):
        assert self.ids(filled, '"place of safety"') == ["1"]
        assert self.ids(filled, '"safety of place"') == []
        assert self.ids(filled, '"private home" 136') == ["1"]

    def test_a_phrase_does_not_reach_over_the_end_of_a_part(self, filled):
        assert self.ids(filled, '"line first an approved"') == []

    def test_a_word_with_a_minus_excludes(self, filled):
        assert set(self.ids(filled, "home")) > {"2"}

        assert "2" not in self.ids(filled, "home -cuckooing")
        assert "1" not in self.ids(filled, "home -section 136")
        assert self.ids(filled, "-home") == []

    def test_a_synonym_finds_what_the_page_calls_it(self, filled):
        assert self.ids(filled, "took over her flat")[0] == "2"
        assert self.ids(filled, "amhp") == ["1"]

    def test_a_synonym_goes_one_way(self, engine):
        self.fill(engine, [page(8, "Short", "Somebody took over his flat."), CUCKOOING])

        assert self.ids(engine, "cuckooing") == ["2"]

    def test_a_synonym_weighs_less_than_the_word_itself(self, engine):
        said = page(8, "Short", "The AMHP will come to the custody suite and talk to you.")
        meant = page(9, "Short", "The approved mental health professional will come and talk.")

        self.fill(engine, [meant, said])

        assert self.ids(engine, "amhp") == ["8", "9"]

    def test_the_title_weighs_more_than_the_text(self, engine):
        text = "Write it down. Tell the duty manager today. Hoarding is a word here. Keep the family told."
        self.fill(engine, [page(8, "Something else", text), page(9, "Hoarding", text), *PAGES])

        assert self.ids(engine, "hoarding") == ["9", "8"]

    def test_both_words_weigh_more_than_one_of_them(self, filled):
        assert self.ids(filled, "capacity strategy")[0] == "3"

    def test_boost_lifts_a_page(self, engine):
        self.fill(engine, [page(8, "Hoarding", "Clutter."), replace(page(9, "Hoarding", "Clutter."), boost=2.0)])

        assert self.ids(engine, "hoarding") == ["9", "8"]

    def test_what_is_named_so_comes_first_whatever_its_boost(self, engine):
        term = replace(page(8, "MARAC: a meeting about high risk", "Agencies meet."), boost=0.1)
        about = page(9, "When to send a case to a MARAC", "MARAC meets. The MARAC decides. Tell the MARAC.")
        self.fill(engine, [about, term, *PAGES])

        assert self.ids(engine, "marac") == ["8", "9"]
        assert self.ids(engine, "marac send") == ["9", "8"]

    def test_words_beside_each_other_weigh_more(self, engine):
        apart = page(8, "Something", "The child was alone. Later the officer left. A neighbour came.")
        beside = page(9, "Something", "The child was left alone. Later the officer came. A neighbour.")
        self.fill(engine, [apart, beside, *PAGES])

        assert self.ids(engine, "left alone")[:2] == ["9", "8"]

    def test_coverage_is_how_much_of_what_was_typed_is_there(self, filled):
        of_all = {proposal.key.id: proposal.coverage for proposal in self.ask(filled, "took over her flat")}
        of_some = {proposal.key.id: proposal.coverage for proposal in self.ask(filled, "capacity quokka")}

        assert of_all["2"] == 1.0
        assert 0 < of_some["3"] < 0.5

    # -- keeping up

    def test_nothing_indexed_yet_is_said(self, engine):
        with pytest.raises(IndexDamaged):
            self.ask(engine, "home")

    def test_the_mark_is_that_of_the_last_change(self, filled):
        assert filled.mark() == "first"

        self.fill(filled, [], mark="second", everything=False)

        assert filled.mark() == "second"

    def test_a_removed_page_is_gone_with_all_its_words(self, filled):
        self.fill(filled, [], removed=[CUCKOOING.key], everything=False, mark="second")

        assert self.ids(filled, "cuckooing") == []
        assert "tenancy" not in filled.vocabulary(scope=HERE)
        assert filled.indexed(scope=HERE, keys=[CUCKOOING.key]) == {}
        assert filled.count() == len(PAGES) - 1

    def test_superseded_words_are_never_found(self, filled):
        newer = replace(CUCKOOING, parts=(Part("a", "Now", "Talk to the resident."),))

        self.fill(filled, [newer], everything=False, mark="second")

        assert self.ids(filled, "tenancy") == []
        assert self.ids(filled, "resident") == ["2"]
        assert "tenancy" not in filled.vocabulary(scope=HERE)
        assert filled.indexed(scope=HERE, keys=[newer.key])[newer.key].document == newer
        assert filled.count() == len(PAGES)

    def test_the_same_change_twice_is_the_same_as_once(self, filled):
        before = self.ask(filled, "home capacity")

        self.fill(filled, [CAPACITY, CUCKOOING], removed=[Key(KIND, "99")], everything=False, mark="second")

        after = self.ask(filled, "home capacity")
        assert [proposal.key for proposal in after] == [proposal.key for proposal in before]
        assert [proposal.score for proposal in after] == pytest.approx([p.score for p in before], rel=0.02)
        assert filled.count() == len(PAGES)

    def test_everything_forgets_what_was_there(self, filled):
        self.fill(filled, [CAPACITY], mark="second")

        assert filled.count() == 1
        assert self.ids(filled, "cuckooing") == []

    def test_the_last_page_of_a_scope_can_go(self, filled):
        self.fill(filled, [], removed=[document.key for document in PAGES], everything=False, mark="second")

        assert (filled.count(), filled.scopes(), self.ids(filled, "home")) == (0, [], [])

    def test_cleared_is_as_if_there_never_was_one(self, filled):
        filled.clear()

        assert filled.mark() is None
        with pytest.raises(IndexDamaged):
            self.ask(filled, "home")

    def test_one_writer_at_a_time(self, engine):
        with engine.hold() as held:
            assert held
        with engine.hold() as again:
            assert again

    # -- scopes

    def test_nothing_of_another_scope_has_any_influence(self, engine):
        texts = ["136 home", "cuck", "capasity", "zebrafinch", "zebrafnch", "zeb", "safety place", '"zebrafinch home"']
        self.fill(engine, PAGES)
        before = {text: self.ask(engine, text) for text in texts}, engine.vocabulary(scope=HERE)
        canaries = [
            page(100 + n, "Zebrafinch home 136 capasity", "home capacity 136 zebrafinch " * 9, scope=ELSEWHERE)
            for n in range(9)
        ]

        self.fill(engine, canaries, everything=False, mark="second")

        assert self.ids(engine, "zebrafinch", scope=ELSEWHERE) == [str(100 + n) for n in range(9)]
        assert ({text: self.ask(engine, text) for text in texts}, engine.vocabulary(scope=HERE)) == before
        assert engine.indexed(scope=HERE, keys=[document.key for document in canaries]) == {}
        assert engine.scopes() == [HERE, ELSEWHERE]

    def test_a_page_that_moves_is_in_one_scope_only(self, filled):
        self.fill(filled, [replace(CUCKOOING, scope=ELSEWHERE)], everything=False, mark="second")

        assert self.ids(filled, "cuckooing") == []
        assert self.ids(filled, "cuckooing", scope=ELSEWHERE) == ["2"]

    def test_nothing_below_a_scope_has_any_influence_on_it(self, engine):
        texts = ["136 home", "cuck", "capasity", "zebrafinch", "zebrafnch", "zeb", "safety place"]
        self.fill(engine, PAGES)
        before = {text: self.ask(engine, text) for text in texts}, engine.vocabulary(scope=HERE)
        canaries = [
            page(100 + n, "Zebrafinch home 136", "home capacity zebrafinch " * 9, scope=BELOW) for n in range(9)
        ]

        self.fill(engine, canaries, everything=False, mark="second")

        assert self.ids(engine, "zebrafinch", scope=BELOW) == [str(100 + n) for n in range(9)]
        assert ({text: self.ask(engine, text) for text in texts}, engine.vocabulary(scope=HERE)) == before
        assert engine.scopes() == [HERE, BELOW]

    def test_below_a_scope_a_page_is_worth_what_it_would_be_worth_in_it(self, engine):
        copy = replace(CUCKOOING, key=Key(KIND, "102"), scope=BELOW)
        self.fill(engine, [*PAGES, copy])

        (above, *_), (below, *_) = (self.ask(engine, "tenancy home ", scope=one) for one in (HERE, BELOW))

        assert (below.score, below.coverage) == (pytest.approx(above.score), pytest.approx(above.coverage))

    def test_a_scope_below_nothing_is_weighed_by_itself(self, engine):
        self.fill(engine, [replace(CUCKOOING, scope=BELOW)])

        assert self.ids(engine, "cuckooing", scope=BELOW) == ["2"]
        assert self.ids(engine, "cuckooing") == []

    def test_a_saying_that_fits_whole_weighs_more_than_its_words_in_several(self, engine):
        apart = page(8, "Something", "Text.", keywords="hotel bill, homeless person, shelter for dogs")
        whole = page(9, "Something", "Text.", keywords="homeless hotel, a person with a bill, dogs in a shelter")
        self.fill(engine, [apart, whole, *PAGES])

        assert self.ids(engine, "hotel for a homeless man")[:2] == ["9", "8"]

    # -- what people also type

    @pytest.mark.parametrize("text", HOSTILE)
    def test_hostile_questions_are_answered(self, filled, text):
        assert isinstance(self.ask(filled, text), list)

    def test_hostile_documents_are_indexed(self, engine):
        hostile = [
            replace(page(number, text, text * 3, keywords=text, summary=text), slug="x")
            for number, text in enumerate((text for text in HOSTILE if "\ud800" not in text), start=50)
        ]

        self.fill(engine, [*hostile, PLACE_OF_SAFETY], synonyms=[Synonym((text,), (text,)) for text in HOSTILE])

        assert "1" in self.ids(engine, "crisis line")
