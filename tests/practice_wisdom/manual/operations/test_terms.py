"""Curators change the glossary; what the starter glossary brings in never overwrites them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from backend.audit.models import Entry
from backend.kernel.errors import Invalid, NotFound, NotPermitted, Stale, WrongMoment
from backend.search.models import PendingChange
from practice_wisdom.manual.models import Term
from practice_wisdom.manual.operations.glossary import TermWords, add_term, change_term, put_glossary, remove_term
from practice_wisdom.manual.operations.local_notes import NoteWords, write_note
from practice_wisdom.manual.queries.findable import term_documents, term_keys
from practice_wisdom.manual.queries.glossary import cards, edition_of_glossary, explained, term, term_lines
from practice_wisdom.manual.queries.links import broken_links
from practice_wisdom.manual.queries.local_notes import areas_to_write_for

pytestmark = pytest.mark.django_db

WORDS = TermWords(
    "", "L&D", "Liaison and diversion", "Looks for needs.", {"HEALTH": "A nurse in custody."}, ("l and d",)
)
SAFE = TermWords("safe", "Safe", "", "A judgement.", {"POLICE": "Nobody in danger now."}, ("seen safe",))


@pytest.fixture
def add(people, now):
    def _add(words=WORDS, who="trainer"):
        return add_term(actor=getattr(people, who), words=words, now=now)

    return _add


@pytest.fixture
def change(people, now):
    def _change(words, *, version=1, who="approver", slug="l-d"):
        return change_term(actor=getattr(people, who), slug=slug, version=version, words=words, now=now)

    return _change


@pytest.fixture
def remove(people, now):
    def _remove(*, version=1, who="trainer", slug="l-d"):
        return remove_term(actor=getattr(people, who), slug=slug, version=version, now=now)

    return _remove


@pytest.fixture
def load(people, now):
    def _load(*terms):
        return put_glossary(actor=people.trainer, terms=list(terms), synonyms=[], now=now)

    return _load


def shown(people, slug="l-d", who="officer"):
    return explained(actor=getattr(people, who), slug=slug)


def phrases():
    return list(Entry.objects.filter(key__startswith="manual.term").order_by("seq").values_list("reason", flat=True))


ACCESS = [
    ("trainer", None),
    ("approver", None),
    ("officer", NotPermitted),
    ("lead", NotPermitted),
    ("nurse", NotPermitted),
]


@pytest.mark.parametrize(("who", "refusal"), ACCESS)
def test_curators_add_a_term_and_nobody_else(add, who, refusal):
    if refusal:
        with pytest.raises(refusal):
            add(who=who)
    else:
        add(who=who)

    assert (Term.objects.count(), phrases()) == ((0, []) if refusal else (1, ["term added"]))


@pytest.mark.parametrize(("who", "refusal"), [*ACCESS, ("outsider", NotFound)])
def test_curators_here_change_and_remove_and_nobody_else(add, change, remove, people, who, refusal):
    add()
    for act in (lambda: change(replace(WORDS, meaning="Other."), who=who), lambda: remove(version=2, who=who)):
        if refusal:
            with pytest.raises(refusal):
                act()
        else:
            act()

    assert [line.meaning for line in term_lines(actor=people.officer)] == (["Looks for needs."] if refusal else [])
    assert phrases() == (["term added"] if refusal else ["term added", "term changed", "term removed"])


def test_each_reader_sees_their_own_agency_first(add, people):
    add(replace(WORDS, meanings={"POLICE": "Staff in custody.", "HEALTH": "A nurse.", "HOUSING": "Nothing."}))

    officer, nurse, socialworker = (shown(people, who=who) for who in ("officer", "nurse", "socialworker"))

    assert (officer.own.text, [one.label for one in officer.others]) == ("Staff in custody.", ["Health", "Housing"])
    assert (nurse.own.text, [one.label for one in nurse.others]) == ("A nurse.", ["Police", "Housing"])
    assert (socialworker.own, len(socialworker.others)) == (None, 3)


def test_another_partnership_sees_nothing_of_it(add, people):
    found = add()

    with pytest.raises(NotFound):
        shown(people, who="outsider")
    assert cards(people.outsider, [str(found.id)]) == {}
    assert add(who="outsider").slug == "l-d"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " "}, "term"),
        ({"name": "x"}, "term"),
        ({"name": "x" * 81}, "term"),
        ({"name": "&&&"}, "term"),
        ({"name": "New"}, "term"),
        ({"name": "L D"}, "term"),
        ({"expansion": "x" * 201}, "expansion"),
        ({"meaning": ""}, "meaning"),
        ({"meaning": "x\0"}, "meaning"),
        ({"meanings": {"NAVY": "Ships."}}, "meanings"),
        ({"meanings": {"POLICE": "x" * 501}}, "meaning_POLICE"),
        ({"synonyms": ("x" * 81,)}, "synonyms"),
        ({"synonyms": tuple(map(str, range(31)))}, "synonyms"),
    ],
)
def test_what_cannot_be_taken_is_said_beside_its_field(add, wrong, field):
    add()

    with pytest.raises(Invalid) as refusal:
        add(replace(WORDS, **wrong))

    assert (set(refusal.value.fields), Term.objects.count()) == ({field}, 1)


def test_a_stale_change_is_refused_with_the_words_there_are(add, change, people):
    add()
    change(replace(WORDS, meaning="First."))

    with pytest.raises(Stale) as refusal:
        change(replace(WORDS, meaning="Second."))

    assert (refusal.value.current["meaning"], refusal.value.current["version"]) == ("First.", 2)
    assert shown(people).meaning == "First."


def test_every_change_makes_a_new_edition(add, change, remove, people):
    editions = [edition_of_glossary(partnership_id=people.officer.partnership_id)]
    for act in (add, lambda: change(WORDS), lambda: remove(version=2), add):
        act()
        editions.append(edition_of_glossary(partnership_id=people.officer.partnership_id))

    assert editions[0] is None
    assert len(set(editions)) == 5


def test_search_reads_again_what_a_change_reaches(add, change, stages):
    page_id, found = stages.live().page_id, add()
    keys = {f"manual.page:{page_id}", f"manual.term:{found.id}"}
    assert keys <= set(PendingChange.objects.values_list("key", flat=True))

    PendingChange.objects.all().delete()
    change(replace(WORDS, meaning="Said better."))
    assert set(PendingChange.objects.values_list("key", flat=True)) == {f"manual.term:{found.id}"}

    PendingChange.objects.all().delete()
    change(replace(WORDS, synonyms=("custody nurse",)), version=2)
    assert set(PendingChange.objects.values_list("key", flat=True)) == keys


def test_a_removed_term_is_found_nowhere_and_may_be_added_again(add, remove, people):
    found = add()
    key = term_keys()[0]
    remove()

    with pytest.raises(NotFound):
        term(actor=people.officer, slug="l-d")
    assert (term_lines(actor=people.officer), term_keys(), term_documents([key])) == ((), [], {})
    assert cards(people.officer, [str(found.id)]) == {}
    with pytest.raises(NotFound):
        remove(version=2)

    again = add(replace(WORDS, meaning="It is back."))
    assert (again.id, again.version, shown(people).meaning) == (found.id, 3, "It is back.")


def test_a_term_that_a_page_or_a_note_links_to_stays(add, remove, stages, people, now, words):
    add()
    body = words().body.replace("**signs**", "[L&D](term:l-d)")
    stages.live(body=body)
    with pytest.raises(WrongMoment, match="Cuckooing"):
        remove()

    stages.live(slug="other", title="Other")
    add(replace(WORDS, name="AMHP"))
    area = areas_to_write_for(actor=people.trainer)[0]
    note = NoteWords("Do this now", "Ask an [AMHP](term:amhp).", now.date(), now.date() + timedelta(days=9))
    write_note(actor=people.trainer, slug="other", area_id=area.id, words=note, now=now)
    with pytest.raises(WrongMoment, match="Other"):
        remove(slug="amhp")
    assert broken_links(actor=people.trainer) == ()


def test_the_starter_glossary_follows_only_what_nobody_changed(load, change, people):
    load(SAFE, replace(SAFE, slug="closed", name="Closed"))
    change(replace(SAFE, meaning="Ours."), slug="safe")

    assert load(replace(SAFE, meaning="Newer."), replace(SAFE, slug="closed", name="Closed", meaning="Newer.")) is True

    meanings = {line.slug: line.meaning for line in term_lines(actor=people.officer)}
    assert meanings == {"safe": "Ours.", "closed": "Newer."}
    assert load(replace(SAFE, meaning="Newer."), replace(SAFE, slug="closed", name="Closed", meaning="Newer.")) is False


def test_the_starter_glossary_does_not_bring_back_what_was_removed(load, remove, people):
    load(SAFE)
    remove(slug="safe")

    assert load(SAFE) is False
    assert term_lines(actor=people.officer) == ()


def test_the_starter_glossary_leaves_alone_what_a_curator_added(add, load, people):
    add(replace(SAFE, slug="", meaning="Ours."))

    assert load(SAFE) is False
    assert shown(people, slug="safe").meaning == "Ours."


def test_a_newer_starter_term_makes_an_open_form_stale(load, change):
    load(SAFE)
    load(replace(SAFE, meaning="Newer."))

    with pytest.raises(Stale):
        change(SAFE, slug="safe")


def test_explaining_takes_the_same_queries_for_one_and_for_three(add, people, count_queries):
    add(replace(WORDS, meanings={"POLICE": "One."}))
    with_one = count_queries(lambda: shown(people))
    add(replace(WORDS, name="Three", meanings={"POLICE": "1", "HEALTH": "2", "FIRE": "3"}))

    assert (with_one, count_queries(lambda: shown(people, slug="three"))) == (2, 2)
