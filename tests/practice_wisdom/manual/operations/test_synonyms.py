import pytest
from django.core.serializers import serialize

from backend.audit.models import Entry
from backend.kernel.errors import Invalid, NotFound, NotPermitted, Stale
from backend.search.operations import drain
from backend.search.queries import search_for
from practice_wisdom.manual.models import Synonym
from practice_wisdom.manual.operations.glossary import SynonymWords, put_glossary
from practice_wisdom.manual.operations.synonyms import add_synonym, change_synonym, remove_synonym
from practice_wisdom.manual.queries.synonyms import effect_of, synonym_lines, synonym_to_read

pytestmark = pytest.mark.django_db


@pytest.fixture
def line(people, now):
    return add_synonym(actor=people.trainer, say=["dossers"], means=["cuckooing"], now=now)


def lines():
    return list(Synonym.objects.filter(removed=False).order_by("id").values_list("say", "means"))


def find(actor, text):
    return [result.title for result in search_for(actor=actor, text=text).results]


@pytest.mark.parametrize(
    ("who", "refusal"), [("trainer", None), ("officer", NotPermitted), ("nurse", NotPermitted), ("outsider", NotFound)]
)
@pytest.mark.parametrize("how", ["change", "remove", "read"])
def test_who_changes_a_line(people, now, line, who, refusal, how):
    common = {"actor": getattr(people, who), "synonym_id": line.id}
    act = {
        "change": lambda: change_synonym(**common, version=1, say=["squatters"], means=["cuckooing"], now=now),
        "remove": lambda: remove_synonym(**common, version=1, now=now),
        "read": lambda: synonym_to_read(**common),
    }[how]

    if refusal is None:
        act()
    else:
        with pytest.raises(refusal):
            act()
        assert lines() == [(["dossers"], ["cuckooing"])]


@pytest.mark.parametrize("who", ["officer", "nurse"])
def test_readers_add_no_line(people, now, who):
    with pytest.raises(NotPermitted):
        add_synonym(actor=getattr(people, who), say=["a1"], means=["b1"], now=now)
    assert lines() == []


def test_what_people_say_finds_the_page_once_it_is_saved_and_no_more_once_it_is_removed(people, stages, now):
    stages.live()
    drain()
    assert find(people.officer, "dossers") == []

    line = add_synonym(actor=people.trainer, say=["dossers"], means=["cuckooing"], now=now)
    drain()
    assert find(people.officer, "dossers") == ["Cuckooing"]

    remove_synonym(actor=people.trainer, synonym_id=line.id, version=1, now=now)
    drain()
    assert find(people.officer, "dossers") == []


def test_the_effect_is_seen_before_and_nothing_is_saved(people, stages, now):
    stages.live()
    drain()

    effect = effect_of(actor=people.trainer, question="dossers", old=None, say=["dossers"], means=["cuckooing"])

    found = ([r.title for r in effect.before.results], [r.title for r in effect.after.results])
    assert (found, effect.is_the_same) == (([], ["Cuckooing"]), False)
    assert (lines(), find(people.officer, "dossers")) == ([], [])


def test_the_effect_of_a_changed_line_is_without_the_old_one(people, stages, now, line):
    stages.live()
    drain()

    old = synonym_to_read(actor=people.trainer, synonym_id=line.id)
    effect = effect_of(actor=people.trainer, question="dossers", old=old, say=["dossers"], means=["noise"])

    assert (len(effect.before.results), effect.after.results) == (1, [])


def test_the_effect_is_for_curators(people, line):
    with pytest.raises(NotPermitted):
        effect_of(actor=people.officer, question="x", old=None, say=["a1"], means=["b1"])


def test_a_change_of_an_older_copy_is_refused(people, now, line):
    common = {"actor": people.trainer, "synonym_id": line.id, "version": 1, "now": now}
    change_synonym(**common, say=["squatters"], means=["cuckooing"])

    with pytest.raises(Stale):
        change_synonym(**common, say=["mine"], means=["x1"])
    with pytest.raises(Stale):
        remove_synonym(**common)
    assert lines() == [(["squatters"], ["cuckooing"])]


@pytest.mark.parametrize(
    ("say", "means", "field"),
    [
        ([], ["x1"], "say"),
        (["  ", "?!"], ["x1"], "say"),
        (["x1"], [], "means"),
        (["a" * 81], ["x1"], "say"),
        ([f"word{n}" for n in range(61)], ["x1"], "say"),
    ],
)
def test_a_line_has_words_on_both_sides(people, now, say, means, field):
    with pytest.raises(Invalid) as refusal:
        add_synonym(actor=people.trainer, say=say, means=means, now=now)
    assert (list(refusal.value.fields), lines()) == ([field], [])


def test_the_starter_content_leaves_what_curators_changed_or_removed(people, now):
    starter = [SynonymWords((name,), ("cuckooing",)) for name in ("one", "two", "three")]
    put = lambda synonyms: put_glossary(actor=people.trainer, terms=[], synonyms=synonyms, now=now)  # noqa: E731
    assert put(starter)
    first, second, _ = Synonym.objects.order_by("id")
    change_synonym(actor=people.trainer, synonym_id=first.id, version=1, say=["uno"], means=["cuckooing"], now=now)
    remove_synonym(actor=people.trainer, synonym_id=second.id, version=1, now=now)
    add_synonym(actor=people.trainer, say=["mine"], means=["cuckooing"], now=now)

    assert not put(starter)
    assert put(starter[:2])

    assert [say for say, _ in lines()] == [["uno"], ["mine"]]


def test_the_trail_holds_no_words(people, now, line):
    remove_synonym(actor=people.trainer, synonym_id=line.id, version=1, now=now)

    entries = Entry.objects.filter(key=f"manual.synonym:{line.id}").order_by("seq")
    assert list(entries.values_list("reason", flat=True)) == ["synonym added", "synonym removed"]
    assert "dossers" not in serialize("json", Entry.objects.all())


@pytest.mark.parametrize("more", [0, 2])
def test_the_list_takes_one_query(people, now, line, more, django_assert_num_queries):
    for number in range(more):
        add_synonym(actor=people.trainer, say=[f"word{number}"], means=["x1"], now=now)

    with django_assert_num_queries(1):
        assert len(synonym_lines(actor=people.trainer)) == more + 1
    assert [line.say for line in synonym_lines(actor=people.trainer, containing="DOSS")] == [("dossers",)]
