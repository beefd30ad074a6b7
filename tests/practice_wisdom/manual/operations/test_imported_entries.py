"""Words that somebody brings: the same dry run as pages, live at once, and never silently over a curator's words."""

from dataclasses import replace

import pytest
from django.core.serializers import serialize

from backend.audit.models import Entry
from backend.identity.models import Membership
from backend.search.operations import drain
from backend.search.queries import search_for
from practice_wisdom.manual.arrivals import read_arrivals
from practice_wisdom.manual.models import Import, ImportedEntry, Synonym, Term
from practice_wisdom.manual.operations import imported_entries
from practice_wisdom.manual.operations.glossary import (
    SynonymWords,
    TermWords,
    add_term,
    change_term,
    put_glossary,
    remove_term,
)
from practice_wisdom.manual.operations.imported_entries import BATCH
from practice_wisdom.manual.operations.imports import ask_for_drafts, keep_import, make_drafts_asked_for
from practice_wisdom.manual.operations.synonyms import add_synonym, change_synonym, remove_synonym
from practice_wisdom.manual.queries.imported_entries import CHANGED_SINCE, REPLACED, TAKEN_OUT, WRITTEN_HERE
from practice_wisdom.manual.queries.imports import import_to_read, progress_of

pytestmark = pytest.mark.django_db

CANARY = "canary4711quill"
AMHP = TermWords("amhp", "AMHP", "Approved mental health professional", "Applies.", {"HEALTH": "A colleague."}, ())
TERMS = b"""
- term: AMHP
  slug: amhp
  meaning: Decides whether to apply.
- term: MASH
  expansion: Multi-agency safeguarding hub
  meaning: Where referrals arrive.
  meanings:
    POLICE: Where we send them.
  synonyms: [front door]
"""
LINES = b"""
- say: [took over his flat]
  means: [cuckooing]
"""


@pytest.fixture
def bring(people, now):
    def _bring(terms=b"", lines=b"", who=None, at=now):
        named = [("glossary.yaml", terms), ("synonyms.yaml", lines)]
        arrivals = read_arrivals(files=[one for one in named if one[1]], today=at.date())
        return keep_import(actor=who or people.trainer, arrivals=arrivals, now=at)

    return _bring


@pytest.fixture
def take_in(people, now):
    def _take_in(brought, *, replaces=False, at=now):
        ask_for_drafts(actor=people.trainer, import_id=brought.id, replaces=replaces, now=at)
        while make_drafts_asked_for(now=at):
            pass
        return list(brought.entries.values_list("name", "outcome", "reason"))

    return _take_in


@pytest.fixture
def planned(people):
    def _planned(brought):
        found = import_to_read(actor=people.trainer, import_id=brought.id)
        return [(one.name, str(one.outcome), one.reason) for one in found.entries]

    return _planned


def words_here():
    terms = Term.objects.filter(removed_at=None).order_by("partnership_id", "slug")
    lines = Synonym.objects.filter(removed=False).order_by("partnership_id", "id")
    return list(terms.values_list("slug", "meaning")), list(lines.values_list("say", "means"))


def changed(people, now, slug, version, **changes):
    change_term(actor=people.trainer, slug=slug, version=version, words=replace(AMHP, **changes), now=now)


def test_bringing_in_changes_no_word(people, bring, now):
    add_term(actor=people.trainer, words=AMHP, now=now)
    before = words_here()

    bring(TERMS, LINES)

    assert words_here() == before


def test_what_a_curator_wrote_stays_and_is_named(people, bring, planned, take_in, now):
    add_term(actor=people.trainer, words=AMHP, now=now)
    add_synonym(actor=people.trainer, say=["took over his flat"], means=["county lines"], now=now)
    brought = bring(TERMS, LINES)

    expected = [
        ("AMHP", "SKIPPED", WRITTEN_HERE),
        ("MASH", "NEW", ""),
        ("took over his flat", "SKIPPED", WRITTEN_HERE),
    ]
    assert planned(brought) == expected
    assert import_to_read(actor=people.trainer, import_id=brought.id).to_replace == 2
    assert take_in(brought) == expected
    assert words_here() == (
        [("amhp", "Applies."), ("mash", "Where referrals arrive.")],
        [(["took over his flat"], ["county lines"])],
    )


def test_it_gives_way_when_somebody_chooses_so(people, bring, take_in, now):
    add_term(actor=people.trainer, words=AMHP, now=now)
    add_synonym(actor=people.trainer, say=["took over his flat"], means=["county lines"], now=now)

    done = take_in(bring(TERMS, LINES), replaces=True)

    assert done == [("AMHP", "CHANGED", REPLACED), ("MASH", "NEW", ""), ("took over his flat", "CHANGED", REPLACED)]
    assert words_here() == (
        [("amhp", "Decides whether to apply."), ("mash", "Where referrals arrive.")],
        [(["took over his flat"], ["cuckooing"])],
    )
    term = Term.objects.get(slug="amhp")
    assert (term.version, term.from_starter, term.meanings.count()) == (2, False, 0)


def test_starter_words_that_nobody_touched_follow_the_file(people, bring, planned, take_in, now):
    lines = [SynonymWords(("took over his flat",), ("county lines",))]
    put_glossary(actor=people.trainer, terms=[AMHP], synonyms=lines, now=now)
    brought = bring(TERMS, LINES)

    assert planned(brought)[0] == ("AMHP", "CHANGED", "")
    assert [outcome for _, outcome, _ in take_in(brought)] == ["CHANGED", "NEW", "CHANGED"]
    # The starter content, loaded again at the next start, leaves them as they are.
    put_glossary(actor=people.trainer, terms=[AMHP], synonyms=lines, now=now)
    assert words_here() == (
        [("amhp", "Decides whether to apply."), ("mash", "Where referrals arrive.")],
        [(["took over his flat"], ["cuckooing"])],
    )


def test_what_a_curator_took_out_does_not_come_back(people, bring, take_in, now):
    add_term(actor=people.trainer, words=AMHP, now=now)
    remove_term(actor=people.trainer, slug="amhp", version=1, now=now)
    line = add_synonym(actor=people.trainer, say=["took over his flat"], means=["cuckooing"], now=now)
    remove_synonym(actor=people.trainer, synonym_id=line.id, version=1, now=now)

    done = take_in(bring(TERMS, LINES), replaces=True)

    assert [row for row in done if row[0] != "MASH"] == [
        ("AMHP", "SKIPPED", TAKEN_OUT),
        ("took over his flat", "SKIPPED", TAKEN_OUT),
    ]
    assert words_here() == ([("mash", "Where referrals arrive.")], [])


def test_a_starter_line_that_a_curator_changed_is_known_by_what_it_was(people, bring, planned, now):
    put_glossary(
        actor=people.trainer, terms=[], synonyms=[SynonymWords(("took over his flat",), ("cuckooing",))], now=now
    )
    line = Synonym.objects.get()
    change_synonym(
        actor=people.trainer, synonym_id=line.id, version=1, say=["took his flat"], means=["cuckooing"], now=now
    )

    assert planned(bring(b"", LINES)) == [("took over his flat", "SKIPPED", WRITTEN_HERE)]


@pytest.mark.parametrize("replaces", [True, False])
def test_what_somebody_changes_meanwhile_is_never_overwritten(people, bring, take_in, now, replaces):
    put_glossary(actor=people.trainer, terms=[AMHP], synonyms=[], now=now)
    brought = bring(TERMS)
    changed(people, now, "amhp", 1, meaning="Typed meanwhile.")
    add_term(actor=people.trainer, words=replace(AMHP, slug="", name="MASH"), now=now)

    done = take_in(brought, replaces=replaces)

    assert done == [("AMHP", "SKIPPED", CHANGED_SINCE), ("MASH", "SKIPPED", CHANGED_SINCE)]
    assert words_here()[0] == [("amhp", "Typed meanwhile."), ("mash", "Applies.")]


def test_the_same_files_a_second_time_are_the_same(bring, take_in, planned):
    take_in(bring(TERMS, LINES))
    before = words_here()

    assert {outcome for _, outcome, _ in planned(bring(TERMS, LINES))} == {"SAME"}
    assert words_here() == before


def test_another_partnership_keeps_its_words(people, bring, take_in, now):
    add_term(actor=people.outsider, words=AMHP, now=now)

    take_in(bring(TERMS, LINES), replaces=True)

    theirs = Term.objects.get(partnership_id=people.outsider.partnership_id)
    assert (theirs.meaning, theirs.version) == ("Applies.", 1)


@pytest.mark.parametrize(
    ("terms", "refusal"),
    [
        (b"- term: A1\n", "It lacks 'meaning'."),
        (b"- term: [x]\n  meaning: m\n", "It has a value of the wrong kind: ['x'] is not text; put it in quotes."),
        (b"- term: 136\n  meaning: no\n", "It has a value of the wrong kind: False is not text; put it in quotes."),
        (b"- x\n", "It has a value of the wrong kind: not a term with a name and a meaning."),
        (b"- term: x\n  meaning: m\n", "Write the word or the acronym: two characters or more."),
        (b"- term: new\n  meaning: m\n", "Use a name with letters or digits in it, other than “new”."),
        (b"- term: ok\n  slug: ../x\n  meaning: m\n",
         "Use small letters, digits and single hyphens, at most 80 characters."),
        (b"- term: ok\n  meaning: m\n  meanings: {SPIES: x}\n", "Each agency is one of POLICE"),
        (b'- term: ok\n  meaning: "a\\0b"\n', "This holds a character that cannot be stored."),
        (b"- term: ok\n  meaning: " + b"m" * 600, "A meaning has room for 500 characters."),
    ],
)  # fmt: skip
def test_an_entry_that_cannot_be_taken_says_why_and_the_others_come_in(bring, take_in, terms, refusal):
    done = take_in(bring(terms + b"\n- term: MASH\n  meaning: A hub.\n"))

    assert [outcome for _, outcome, _ in done] == ["SKIPPED", "NEW"]
    assert done[0][2].startswith(refusal)
    assert words_here()[0] == [("mash", "A hub.")]


@pytest.mark.parametrize(
    ("terms", "sentence"),
    [
        (b"term: x\n", "Line 1: the file is not a list that begins with - term: or - say:."),
        (b"- [", "Line 2: the file is not YAML."),
        (b"- &a x\n- *a\n", "Line 1: the file uses &, * or ! as YAML does; put the text in quotes."),
        (b"- !!python/object:os.system x\n", "Line 1: the file uses &, * or ! as YAML does; put the text in quotes."),
        (b"[" * 5_000, "Line 1: the file has lists inside lists inside lists."),
        (b"- x\n" * 2_001, "Line 1: the file has more than 2000 entries."),
        (b"- say: [" + b"a," * 400_000 + b"a]\n",
         "Line 1: the file holds more than can be read at a time. Divide it in two."),
        (b"\xff\xfe", "Line 1: the file is not saved as UTF-8. Save it again with that encoding."),
    ],
)  # fmt: skip
def test_a_file_of_words_that_cannot_be_read_is_refused_whole(people, bring, terms, sentence):
    found = import_to_read(actor=people.trainer, import_id=bring(terms).id)

    assert [(line.file, line.reason) for line in found.lines] == [("glossary.yaml", sentence)]
    assert found.entries == []


def test_a_word_that_is_in_the_file_twice_comes_in_once(bring, take_in):
    done = take_in(bring(TERMS + TERMS.replace(b"Decides", b"Never decides")))

    assert [outcome for _, outcome, _ in done] == ["NEW", "NEW", "SKIPPED", "SKIPPED"]
    assert done[2][2] == "It is in the files twice. Take one of the two out."


def test_search_and_the_marks_on_pages_learn_of_it(people, stages, bring, take_in):
    stages.live()
    drain()
    found = lambda: [one.title for one in search_for(actor=people.officer, text="squatters").results]  # noqa: E731
    assert found() == []

    take_in(bring(b"", b"- say: [squatters]\n  means: [cuckooing]\n"))
    drain()

    assert found() == ["Cuckooing"]


def test_a_death_in_the_middle_loses_nothing_and_doubles_nothing(people, bring, now, monkeypatch):
    brought = bring(TERMS, LINES)
    ask_for_drafts(actor=people.trainer, import_id=brought.id, now=now)
    take_in_line = imported_entries.take_in_line

    def die(**facts):
        take_in_line(**facts)
        raise KeyboardInterrupt

    monkeypatch.setattr(imported_entries, "take_in_line", die)
    with pytest.raises(KeyboardInterrupt):
        make_drafts_asked_for(now=now)
    assert (words_here(), ImportedEntry.objects.exclude(outcome="").count()) == (([], []), 0)
    monkeypatch.undo()

    make_drafts_asked_for(now=now)

    assert [slug for slug, _ in words_here()[0]] == ["amhp", "mash"]
    assert len(words_here()[1]) == 1
    assert Import.objects.get().finished_at is not None


def test_the_worker_takes_in_a_few_at_a_time_and_says_how_far_it_is(people, bring, take_in, now):
    take_in(bring(b"- term: AMHP\n  meaning: m\n"))
    words = [b"T%d" % n for n in range(BATCH + 1)]
    brought = bring(b"".join(b"- term: %s\n  meaning: m\n" % name for name in [*words, b"AMHP"]))
    ask_for_drafts(actor=people.trainer, import_id=brought.id, now=now)

    make_drafts_asked_for(now=now)
    halfway = progress_of(actor=people.trainer, import_id=brought.id)
    make_drafts_asked_for(now=now)

    assert (halfway.done, halfway.total) == (BATCH + 1, BATCH + 2)
    assert progress_of(actor=people.trainer, import_id=brought.id) is None


@pytest.mark.parametrize("how", ["disabled", "no curator"])
def test_whoever_may_not_any_more_takes_nothing_in(people, bring, now, how):
    brought = bring(TERMS, LINES)
    ask_for_drafts(actor=people.trainer, import_id=brought.id, now=now)
    member = Membership.objects.filter(id=people.trainer.membership_id)
    gone = {"disabled_at": now, "disabled_by": people.police_admin.person_id}
    member.update(**gone if how == "disabled" else {"roles": ["READER"]})

    make_drafts_asked_for(now=now)

    assert set(brought.entries.values_list("outcome", flat=True)) == {"SKIPPED"}
    assert words_here() == ([], [])


def test_the_trail_has_ids_only(people, bring, take_in):
    take_in(bring(TERMS.replace(b"MASH", CANARY.encode()), b"- say: [%s]\n  means: [cuckooing]\n" % CANARY.encode()))

    reasons = list(Entry.objects.filter(reason__endswith="brought in").values_list("reason", flat=True))
    assert sorted(reasons) == ["files brought in", "synonym brought in", "term brought in", "term brought in"]
    assert CANARY not in serialize("json", Entry.objects.all())
    assert CANARY not in f"{ImportedEntry.objects.last()!r}"


def test_reading_takes_the_same_queries_for_any_number(people, bring, count_queries):
    asked = []
    for count in (1, 3):
        brought = bring(b"".join(b"- term: T%d\n  meaning: m\n" % n for n in range(count)))
        asked.append(count_queries(lambda id=brought.id: import_to_read(actor=people.trainer, import_id=id)))

    assert asked[0] == asked[1] <= 7
