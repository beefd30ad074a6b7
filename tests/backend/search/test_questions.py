import pytest

from backend.search.grammar import read
from backend.search.questions import Group, Question, understand
from backend.search.spelling import Lexicon
from backend.search.synonyms import Synonym, Synonyms

WORDS = {"safeguarding": 9, "capacity": 4, "strategy": 3, "referral": 5, "home": 7, "homes": 1, "safe": 3}
LEXICON = Lexicon(WORDS | {"cookoing": 0})


def understood(text, synonyms=()):
    return understand(typed=read(text), lexicon=LEXICON, synonyms=Synonyms(synonyms))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("safegaurding", "safeguarding"),
        ("capasity ", "capacity"),
        ("stratergy", "strategy"),
        ("referal", "referral"),
        ("Referal at home", "referral at home"),
        ("safehome ", "safe home"),
        ("home", None),
        ("capacities", None),
        ("quokka", None),
        ("hom", None),
        ("hme ", None),
        ("1366", None),
        ("s1366", None),
        ("cookoing", None),
        ('"referal"', None),
    ],
)
def test_did_you_mean(text, meant):
    assert understood(text).did_you_mean == meant


def test_what_is_only_a_keyword_is_understood_but_never_proposed():
    assert understood("cookoin ").did_you_mean is None


def test_a_misspelling_of_what_people_say_is_understood_but_never_proposed():
    synonyms = Synonyms([Synonym(("absconder",), ("home",))])
    lexicon = Lexicon(WORDS, also=synonyms.words)

    meant = understand(typed=read("abscondar "), lexicon=lexicon, synonyms=synonyms)

    assert meant.did_you_mean is None
    assert [form for form in meant.question.weights if form.startswith("~")]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("refferel ", "referral"),
        ("kapassity ", "capacity"),
        ("reversal ", None),
        ("payroll ", None),
        ("atome ", None),
        ("doze ", None),
    ],
)
def test_what_is_far_from_a_word_must_sound_like_it(text, meant):
    lexicon = Lexicon(WORDS | {"patrol": 3, "time": 2, "done": 4})

    assert understand(typed=read(text), lexicon=lexicon, synonyms=Synonyms()).did_you_mean == meant


def test_words_of_synonyms_are_known():
    assert understood("hoe ", [Synonym(("hoe",), ("home",))]).did_you_mean is None


def test_the_word_typed_weighs_most():
    weights = understood("house ", [Synonym(("house",), ("home",))]).question.weights
    [concept] = [form for form in weights if form.startswith("~")]

    assert weights == {"hous": 1.0, concept: 0.7}


def test_synonyms_go_one_way():
    one_way, both_ways = Synonym(("house",), ("home",)), Synonym(("house", "home"), ("house", "home"))

    assert understood("home ", [one_way]).question.weights == {"home": 1.0}
    assert len(understood("home ", [both_ways]).question.weights) == 2


def test_a_word_typed_twice_weighs_double():
    assert understood("home sweet home ").question.weights == {"home": 2.0, "sweet": 1.0}


def test_little_words_alone_are_what_was_asked_for():
    assert understood("what is it ").question.weights == {"what": 0.3, "is": 0.3, "it": 0.3}


def test_little_words_beside_others_only_tell_apart():
    question = understood("what is home ").question

    assert question == Question(
        weights={"home": 1.0},
        little={"what": 0.3, "is": 0.3},
        groups=(Group("home", frozenset({"home"})),),
        title="__what_is_home",
    )


def test_words_beside_each_other_only_tell_apart():
    question = understood("home safe strat").question

    assert question.little == {"home_safe": 0.5, "safe_strat": 0.5, "safe_strategi": 0.5}
    assert "home_safe" not in question.weights


def test_a_word_is_covered_by_all_it_may_be_taken_for():
    synonyms = Synonym(("took over his flat",), ("cuckooing",))

    groups = understood("took over his home flat safeg", [synonyms]).question.groups
    [took, flat] = understood("took over his flat ", [synonyms]).question.groups

    assert [group.typed for group in groups] == ["take", "home", "flat", "safeg"]
    assert groups[-1].stems == {"safeg", "safeguard"}
    assert [form for form in took.stems & flat.stems if form.startswith("~")]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("took over his flat", True),
        ("they took over my flat again", True),
        ("took his flat", True),
        ("his flat", False),
        ("flat over took", False),
        ("in care", True),
        ("care", False),
        ("cuckooing", False),
    ],
)
def test_a_synonym_is_a_phrase(text, named):
    synonyms = [Synonym(("took over his flat",), ("cuckooing",)), Synonym(("in care",), ("looked after child",))]

    assert any(form.startswith("~") for form in understood(text, synonyms).question.weights) == named
