from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.serializers import serialize

from backend.audit.models import Entry
from backend.embedded.duties import duties_of_apps
from backend.identity.models import Membership
from backend.kernel.errors import NotFound, NotPermitted, WrongMoment
from backend.search.models import PendingChange
from practice_wisdom.manual.arrivals import read_arrivals
from practice_wisdom.manual.models import Import, ImportedPage, Page, Revision
from practice_wisdom.manual.operations import imports
from practice_wisdom.manual.operations.addresses import change_address
from practice_wisdom.manual.operations.confirmations import confirm_page
from practice_wisdom.manual.operations.imports import (
    MAX_KEPT,
    ask_for_drafts,
    forget_old_imports,
    keep_import,
    make_drafts_asked_for,
)
from practice_wisdom.manual.operations.revisions import save_draft, start_draft
from practice_wisdom.manual.queries.imports import import_to_read, imported_page_to_read
from tests.practice_wisdom.manual.brought import docx, page_file, paragraph

pytestmark = pytest.mark.django_db


@pytest.fixture
def bring(people, now):
    def _bring(*files, who=None, at=now):
        arrivals = read_arrivals(files=files, today=at.date())
        return keep_import(actor=who or people.trainer, arrivals=arrivals, now=at)

    return _bring


@pytest.fixture
def make(people, now):
    """Asks for drafts, and lets the worker make them."""

    def _make(brought, who=None, at=now):
        ask_for_drafts(actor=who or people.trainer, import_id=brought.id, now=at)
        while make_drafts_asked_for(now=at):
            pass
        return outcomes(brought)

    return _make


@pytest.fixture
def planned(people):
    def _planned(brought, who=None):
        lines = import_to_read(actor=who or people.trainer, import_id=brought.id).lines
        return [(line.file, str(line.outcome), line.reason) for line in lines]

    return _planned


def outcomes(brought):
    return list(brought.pages.values_list("file", "outcome", "reason"))


def revisions():
    rows = Revision.objects.order_by("page__slug", "number")
    return list(rows.values_list("page__slug", "number", "state", "title", "author__person__email"))


def stored():
    return [list(model.objects.order_by("id").values()) for model in (Page, Revision, PendingChange)]


@pytest.mark.parametrize("who", ["officer", "lead", "nurse", "police_admin"])
def test_only_curators_bring_pages_in(people, bring, who):
    with pytest.raises(NotPermitted):
        bring(("a.md", page_file()), who=getattr(people, who))

    assert Import.objects.count() == 0


def test_a_curator_without_a_second_step_brings_nothing_in(people, bring):
    with pytest.raises(NotPermitted):
        bring(("a.md", page_file()), who=replace(people.trainer, second_factor_missing=True))


@pytest.mark.parametrize("who", ["outsider", "lead", "approver", "officer"])
def test_an_import_is_its_owners_and_nobody_elses(people, bring, now, who):
    brought = bring(("a.md", page_file()))
    actor = getattr(people, who)
    assert import_to_read(actor=people.trainer, import_id=brought.id).to_make == 1

    for try_it in (
        lambda: import_to_read(actor=actor, import_id=brought.id),
        lambda: imported_page_to_read(actor=actor, import_id=brought.id, number=1),
        lambda: ask_for_drafts(actor=actor, import_id=brought.id, now=now),
    ):
        with pytest.raises(NotFound):
            try_it()
    assert Import.objects.get().asked_at is None


def test_whoever_is_no_curator_any_more_makes_nothing_of_it(people, bring, now):
    brought = bring(("a.md", page_file()))

    with pytest.raises(NotPermitted):
        ask_for_drafts(actor=replace(people.trainer, roles=frozenset()), import_id=brought.id, now=now)


def test_bringing_in_changes_nothing_in_the_manual(stages, bring):
    stages.live()
    before = stored()

    bring(("cuckooing.md", page_file(title="Another")), ("new.md", page_file("fresh")))

    assert stored() == before


def test_every_page_says_what_would_become_of_it(people, stages, bring, planned, now):
    for slug in ("same", "changed", "theirs", "mine", "waiting"):
        stages.live(slug=slug)
    start_draft(actor=people.trainer, slug="mine", now=now)
    theirs = start_draft(actor=people.trainer, slug="theirs", now=now)
    theirs.writers.add(people.lead.membership_id)
    stages.submitted(start_draft(actor=people.trainer, slug="waiting", now=now))

    brought = bring(
        ("1.md", page_file("fresh", title="New")),
        ("2.md", page_file("same")),
        ("3.md", page_file("changed", title="New", joint=False)),
        ("4.md", page_file("theirs", title="New")),
        ("5.md", page_file("mine", title="New")),
        ("6.md", page_file("waiting", title="New")),
        ("7.md", b"---\ntitle: [\n---\n"),
        ("8.md", page_file("mine-too", body="See [that](page:nowhere).")),
    )

    assert planned(brought) == [
        ("1.md", "NEW", ""),
        ("2.md", "SAME", "The live page has these words."),
        ("3.md", "CHANGED", "The page stays joint, whatever the file says."),
        ("4.md", "SKIPPED", "Toni Marsh is preparing a revision of this page. Agree with them whose words count."),
        ("5.md", "CHANGED", "It takes the place of the words in your own draft."),
        ("6.md", "SKIPPED", "Your own revision of it is with the approvers. Publish it first, or have it sent back."),
        ("7.md", "SKIPPED", "Line 3: the front matter is not YAML."),
        ("8.md", "NEW", ""),
    ]
    told = import_to_read(actor=people.trainer, import_id=brought.id).lines[7].to_fill
    assert told[-1] == "These links lead nowhere: page:nowhere."


def test_pages_become_drafts_and_nothing_is_live(people, stages, bring, make):
    stages.live(slug="changed")
    stages.live(slug="same")

    done = make(bring(("a.md", page_file("fresh")), ("b.md", page_file("changed", title="New")),
                      ("c.md", page_file("same"))))  # fmt: skip

    assert done == [("a.md", "NEW", ""), ("b.md", "CHANGED", ""), ("c.md", "SAME", "The live page has these words.")]
    trainer = "trainer@police.example"
    assert revisions() == [
        ("changed", 1, "LIVE", "Cuckooing", trainer),
        ("changed", 2, "DRAFT", "New", trainer),
        ("fresh", 1, "DRAFT", "Cuckooing", trainer),
        ("same", 1, "LIVE", "Cuckooing", trainer),
    ]
    assert Import.objects.get().finished_at is not None


def test_the_same_files_a_second_time_are_the_same(bring, make, planned):
    files = [("a.md", page_file("one")), ("b.docx", docx(paragraph("A title", style="Heading1"), paragraph("Words.")))]
    make(bring(*files))
    before = stored()

    second = bring(*files)

    assert [row[1:] for row in planned(second)] == [("SAME", "A draft has these words already.")] * 2
    make(second)
    assert stored() == before


def test_somebody_elses_draft_is_never_touched(people, stages, bring, make, now):
    Membership.objects.filter(id=people.lead.membership_id).update(roles=["CURATOR", "APPROVER"])
    stages.live()
    start_draft(actor=people.trainer, slug="cuckooing", now=now)
    before = stored()

    lead = replace(people.lead, roles=frozenset(["CURATOR"]))
    [(_, outcome, _)] = make(bring(("a.md", page_file(title="Mine")), who=lead), who=lead)

    assert (outcome, stored()) == ("SKIPPED", before)


def test_a_draft_that_somebody_starts_meanwhile_is_never_touched(people, stages, bring, planned, make, now):
    stages.live()
    brought = bring(("a.md", page_file(title="Mine")))
    assert planned(brought) == [("a.md", "CHANGED", "")]
    draft = start_draft(actor=people.trainer, slug="cuckooing", now=now)
    draft.writers.add(people.lead.membership_id)

    [(_, outcome, _)] = make(brought)

    assert (outcome, Revision.objects.get(id=draft.id).title) == ("SKIPPED", "Cuckooing")


def test_words_typed_after_the_files_were_brought_stay(people, stages, bring, planned, make, words, now):
    stages.live()
    draft = start_draft(actor=people.trainer, slug="cuckooing", now=now)
    brought = bring(("a.md", page_file(title="From the file")))
    later = now + timedelta(minutes=1)
    save_draft(actor=people.trainer, revision_id=draft.id, version=1, words=words(title="Typed"), now=later)

    [(_, outcome, reason)] = make(brought, at=later)

    assert (outcome, Revision.objects.get(id=draft.id).title) == ("SKIPPED", "Typed")
    assert reason == "You have saved your draft of it since you brought these files. Bring them again to compare."


def test_a_page_that_was_confirmed_or_has_moved_is_found_again(people, stages, bring, planned, now):
    stages.live(checked_on=now.date() - timedelta(days=30))
    unchanged = page_file(checked_on=now.date() - timedelta(days=30))
    confirm_page(actor=people.trainer, slug="cuckooing", number=1, now=now)
    page = Page.objects.get()
    change_address(actor=people.trainer, slug="cuckooing", new_slug="home-takeover", now=now)

    confirmed = page_file(checked_on=page.checked_on, review_by=page.review_by)

    assert [row[1] for row in planned(bring(("a.md", confirmed)))] == ["SAME"]
    assert planned(bring(("a.md", unchanged))) == [("a.md", "CHANGED", "The page has moved to manual/home-takeover.")]


def test_drafts_are_asked_for_once(people, bring, make, now):
    brought = bring(("a.md", page_file()))
    make(brought)
    before = stored()

    with pytest.raises(WrongMoment):
        ask_for_drafts(actor=people.trainer, import_id=brought.id, now=now)
    assert (make_drafts_asked_for(now=now), stored()) == (0, before)


def test_nothing_is_made_before_somebody_asks(bring, now):
    bring(("a.md", page_file()))

    assert (make_drafts_asked_for(now=now), Page.objects.count()) == (0, 0)


@pytest.mark.parametrize("falls", [1, 2, 3, 4, 5])
def test_a_death_in_the_middle_loses_nothing_and_doubles_nothing(people, bring, now, monkeypatch, falls):
    brought = bring(*[(f"{n}.md", page_file(f"page-{n}")) for n in range(1, 6)])
    ask_for_drafts(actor=people.trainer, import_id=brought.id, now=now)
    started = []

    def die(**facts):
        started.append(facts["slug"])
        made = start_page(**facts)
        if len(started) == falls:
            raise KeyboardInterrupt
        return made

    start_page = imports.start_page
    monkeypatch.setattr(imports, "start_page", die)
    with pytest.raises(KeyboardInterrupt):
        make_drafts_asked_for(now=now)
    assert [slug for slug, *_ in revisions()] == [f"page-{n}" for n in range(1, falls)]
    assert ImportedPage.objects.exclude(outcome="").count() == falls - 1

    make_drafts_asked_for(now=now)

    assert [row[:2] for row in revisions()] == [(f"page-{n}", 1) for n in range(1, 6)]
    assert {outcome for _, outcome, _ in outcomes(brought)} == {"NEW"}
    assert Entry.objects.filter(reason="draft started").count() == 5


def test_the_worker_makes_a_few_at_a_time(people, bring, now):
    brought = bring(*[(f"{n}.md", page_file(f"page-{n}")) for n in range(5)])
    ask_for_drafts(actor=people.trainer, import_id=brought.id, now=now)

    made = [make_drafts_asked_for(now=now, at_most=2) for _ in range(4)]

    assert (made, Revision.objects.count()) == ([2, 2, 1, 0], 5)


def test_whoever_was_disabled_meanwhile_makes_no_drafts(people, bring, make, now):
    brought = bring(("a.md", page_file()))
    ask_for_drafts(actor=people.trainer, import_id=brought.id, now=now)
    Membership.objects.filter(id=people.trainer.membership_id).update(
        disabled_at=now, disabled_by=people.police_admin.person_id
    )

    make_drafts_asked_for(now=now)

    assert outcomes(brought) == [("a.md", "SKIPPED", "Whoever brought it does not act here any more.")]
    assert (Page.objects.count(), Import.objects.get().finished_at) == (0, now)


def test_whoever_lost_the_role_meanwhile_makes_no_drafts(people, bring, now):
    brought = bring(("a.md", page_file()))
    ask_for_drafts(actor=people.trainer, import_id=brought.id, now=now)
    Membership.objects.filter(id=people.trainer.membership_id).update(roles=["READER"])

    make_drafts_asked_for(now=now)

    assert outcomes(brought) == [("a.md", "SKIPPED", "Only curators start pages.")]


def test_imports_are_forgotten_after_seven_days_and_drafts_are_not(bring, make, now):
    make(bring(("a.md", page_file())))
    bring(("b.md", page_file()), at=now + timedelta(days=1))

    forgotten = forget_old_imports(now=now + timedelta(days=7, seconds=1))

    assert (forgotten, Import.objects.count(), ImportedPage.objects.count(), Revision.objects.count()) == (1, 1, 1, 1)


def test_nobody_keeps_more_imports_than_anybody_compares(bring, now):
    made = [bring(("a.md", page_file()), at=now + timedelta(seconds=n)).id for n in range(MAX_KEPT + 2)]

    assert list(Import.objects.order_by("id").values_list("id", flat=True)) == made[2:]


def test_what_the_worker_is_at_is_not_forgotten(bring, now):
    first = bring(("a.md", page_file()), at=now)
    Import.objects.filter(id=first.id).update(asked_at=now)

    for n in range(MAX_KEPT + 1):
        bring(("a.md", page_file()), at=now + timedelta(seconds=n + 1))

    assert Import.objects.filter(id=first.id).exists()


def test_the_trail_has_ids_only(people, bring, make):
    brought = bring(("canary4711.md", page_file(title="canary4711")))
    make(brought)

    rows = Entry.objects.filter(key=f"manual.import:{brought.id}").order_by("seq")
    rows = rows.values_list("verb", "reason", "actor_person_id")
    person = people.trainer.person_id
    assert list(rows) == [("COLLECT", "files brought in", person), ("COLLECT", "drafts asked for", person)]
    assert "canary4711" not in serialize("json", Entry.objects.all())
    assert "canary4711" not in f"{brought} {brought.pages.get()!r}"


def test_reading_an_import_takes_the_same_queries_for_any_number(people, stages, bring, count_queries):
    for n in range(3):
        stages.live(slug=f"page-{n}")

    asked = []
    for pages in (1, 3):
        brought = bring(*[(f"{n}.md", page_file(f"page-{n}", title="New")) for n in range(pages)])
        asked.append(count_queries(lambda id=brought.id: import_to_read(actor=people.trainer, import_id=id)))

    assert asked[0] == asked[1] <= 6


def test_the_worker_has_both_duties():
    names = {duty.name for duty in duties_of_apps()}

    assert {"make drafts of pages brought in", "forget old imports"} <= names
