from hypothesis import given
from hypothesis import strategies as st

from backend.search.spelling import Lexicon

WORDS = ["safeguarding", "safeguard", "capacity", "capacities", "strategy", "tragedy", "referral", "refer", "cuckooing"]
TYPED = ["safegaurding", "safegard", "capasity", "stratergy", "strategdy", "referal", "kookooing", "refar", "cuckoing"]
vocabularies = st.dictionaries(st.sampled_from(WORDS), st.integers(0, 3))


@given(st.lists(vocabularies, min_size=2, max_size=6))
def test_a_lexicon_that_follows_another_understands_as_one_made_anew(said):
    follows = None
    for vocabulary in said:
        follows = Lexicon(vocabulary, also=["cuckold"], last=follows)
        anew = Lexicon(vocabulary, also=["cuckold"])

        assert [follows.meant(word) for word in TYPED] == [anew.meant(word) for word in TYPED]


def test_a_word_that_is_gone_is_proposed_no_more():
    before = Lexicon({"tenancy": 1, "capacity": 1})
    assert before.meant("tenansy") == ["tenancy"]

    assert Lexicon({"capacity": 1}, last=before).meant("tenansy") == []


def test_nonsense_is_not_taken_for_a_word_that_sounds_alike():
    lexicon = Lexicon({"cause": 3, "cuckooing": 1})

    assert (lexicon.meant("qwxyzzy"), lexicon.meant("kookooing")) == ([], ["cuckooing"])
