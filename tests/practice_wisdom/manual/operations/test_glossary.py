from dataclasses import replace

import pytest

from backend.kernel.errors import NotFound, NotPermitted
from backend.search.models import PendingChange
from practice_wisdom.manual.models import Synonym, Term
from practice_wisdom.manual.operations.glossary import SynonymWords, TermWords, put_glossary
from practice_wisdom.manual.queries.glossary import term, terms

pytestmark = pytest.mark.django_db

SAFE = TermWords(
    "safe", "Safe", "", "A judgement.", {"POLICE": "Nobody in danger now.", "HEALTH": "Settled."}, ("seen safe",)
)
AMHP = TermWords("amhp", "AMHP", "Approved mental health professional", "Applies to detain.", {}, ())
WORDS = [SynonymWords(("took over his flat", "moved in on him"), ("cuckooing",))]


@pytest.fixture
def put(people, now):
    def _put(found=(SAFE, AMHP), synonyms=WORDS, who="trainer"):
        return put_glossary(actor=getattr(people, who), terms=list(found), synonyms=list(synonyms), now=now)

    return _put


def test_terms_are_there_with_their_meanings(people, put):
    assert put() is True

    assert [(found.name, found.expansion) for found in terms(actor=people.officer)] == [
        ("AMHP", "Approved mental health professional"),
        ("Safe", ""),
    ]
    meanings = term(actor=people.nurse, slug="safe").meanings.all()
    assert [(meaning.agency, meaning.text) for meaning in meanings] == list(SAFE.meanings.items())


def test_putting_the_same_again_changes_nothing(put):
    put()
    before = (list(Term.objects.values()), list(Synonym.objects.values()), PendingChange.objects.count())

    assert put() is False

    assert (list(Term.objects.values()), list(Synonym.objects.values()), PendingChange.objects.count()) == before


def test_a_changed_term_keeps_its_address(put, people):
    put()
    id_before = term(actor=people.officer, slug="safe").id

    put(found=[replace(SAFE, meaning="Ask: safe from what?", meanings={"POLICE": "For tonight."}), AMHP])

    found = term(actor=people.officer, slug="safe")
    assert (found.id, found.meaning, [m.text for m in found.meanings.all()]) == (
        id_before,
        "Ask: safe from what?",
        ["For tonight."],
    )


def test_new_synonyms_ask_for_every_document_again(put, stages):
    live = stages.live()
    put()
    PendingChange.objects.all().delete()

    put(synonyms=[SynonymWords(("sofa surfing",), ("homeless",))])

    ids = Term.objects.values_list("id", flat=True)
    assert set(PendingChange.objects.values_list("key", flat=True)) == {
        f"manual.page:{live.page_id}",
        *(f"manual.term:{id}" for id in ids),
    }


@pytest.mark.parametrize("who", ["officer", "lead", "nurse"])
def test_only_curators_change_the_glossary(put, who):
    with pytest.raises(NotPermitted):
        put(who=who)

    assert Term.objects.count() == 0


def test_another_partnership_has_its_own_terms(put, people):
    put()

    assert terms(actor=people.outsider) == []
    with pytest.raises(NotFound):
        term(actor=people.outsider, slug="safe")
    put(found=[replace(SAFE, meaning="Theirs.")], who="outsider")
    assert term(actor=people.officer, slug="safe").meaning == "A judgement."


def test_terms_take_the_same_queries_for_one_and_for_three(put, people, count_queries):
    put(found=[SAFE])
    with_one = count_queries(lambda: terms(actor=people.officer))
    put(found=[SAFE, AMHP, replace(SAFE, slug="closed", name="Closed")])

    assert (with_one, count_queries(lambda: terms(actor=people.officer))) == (2, 2)
