from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from backend.audit.models import Entry
from backend.kernel.errors import Invalid, NotFound, NotPermitted, Stale, WrongMoment
from backend.search.models import PendingChange
from practice_wisdom.manual.models import Page, Revision
from practice_wisdom.manual.operations.approvals import approve_revision, return_revision
from practice_wisdom.manual.operations.revisions import (
    publish_revision,
    save_and_submit,
    save_draft,
    start_draft,
    start_page,
    submit_revision,
)
from practice_wisdom.manual.words import MAX_KEYWORDS, Source

pytestmark = pytest.mark.django_db

TODAY, LONG_AGO = date(2026, 11, 22), date(1999, 12, 31)
WRITERS = [
    ("trainer", None),
    ("approver", None),
    ("officer", NotPermitted),
    ("lead", NotPermitted),
    ("nurse", NotPermitted),
    ("socialworker", NotPermitted),
]


def facts_of(model):
    return list(model.objects.order_by("id").values())


# -- starting ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("who", "refusal"), WRITERS)
def test_curators_start_pages(people, words, now, who, refusal):
    def start():
        return start_page(actor=getattr(people, who), slug="cuckooing", joint=True, words=words(), now=now)

    if refusal is None:
        assert (start().state, Page.objects.get().slug, Page.objects.get().live_revision) == (
            "DRAFT",
            "cuckooing",
            None,
        )
        return
    with pytest.raises(refusal):
        start()
    assert (facts_of(Page), facts_of(Revision), facts_of_trail()) == ([], [], [])


@pytest.mark.parametrize(
    "slug", ["", "Upper", "two words", "-x", "x-", "a--b", "a" * 81, "desk", "new", "revisions", "ü", "x/y", "x\n"]
)
def test_a_slug_is_an_address(people, words, now, slug):
    with pytest.raises(Invalid) as refusal:
        start_page(actor=people.trainer, slug=slug, joint=True, words=words(), now=now)

    assert (list(refusal.value.fields), Page.objects.count()) == (["slug"], 0)


def test_a_slug_is_taken_once_in_a_partnership_and_free_in_another(people, stages, words, now):
    stages.draft()

    with pytest.raises(Invalid):
        stages.draft()
    start_page(actor=people.outsider, slug="cuckooing", joint=True, words=words(), now=now)

    assert Page.objects.count() == 2


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "a" * 121}, "title"),
        ({"title": "two\nlines"}, "title"),
        ({"summary": "a" * 141}, "summary"),
        ({"topics": ("gossip",)}, "topics"),
        ({"agencies": ("POLICE", "ARMY")}, "agencies"),
        ({"audience": "nobody"}, "audience"),
        ({"evidence": ("rumour",)}, "evidence"),
        ({"keywords": ("a",) * (MAX_KEYWORDS + 1)}, "keywords"),
        ({"sources": (Source("", 2014),)}, "sources"),
        ({"sources": (Source("Act", 3),)}, "sources"),
        ({"body": "nul \0"}, "body"),
        ({"body": "[a](javascript:x)"}, "body"),
        ({"body": "[" * 64_000}, "body"),
    ],
)
def test_no_draft_holds_what_cannot_be_a_page(people, words, now, changes, field):
    with pytest.raises(Invalid) as refusal:
        start_page(actor=people.trainer, slug="x", joint=True, words=words(**changes), now=now)

    assert (list(refusal.value.fields), Page.objects.count()) == ([field], 0)


@pytest.mark.parametrize(
    ("checked_on", "review_by", "field"),
    [(TODAY, TODAY, "review_by"), (TODAY, date.max, "review_by"), (LONG_AGO, date(2000, 1, 1), "checked_on")],
)
def test_dates_that_nobody_means_are_refused(people, words, now, checked_on, review_by, field):
    facts = {"slug": "x", "joint": True, "words": words(checked_on=checked_on, review_by=review_by)}
    with pytest.raises(Invalid) as refusal:
        start_page(actor=people.trainer, now=now, **facts)

    assert (list(refusal.value.fields), Page.objects.count()) == ([field], 0)


@pytest.mark.parametrize(
    ("who", "refusal"), [("trainer", None), ("approver", None), ("officer", NotPermitted), ("outsider", NotFound)]
)
def test_curators_start_drafts_of_live_pages(people, stages, now, who, refusal):
    live = stages.live()

    if refusal is None:
        draft = start_draft(actor=getattr(people, who), slug="cuckooing", now=now)
        assert (draft.number, draft.state, draft.words) == (2, "DRAFT", live.words)
        return
    with pytest.raises(refusal):
        start_draft(actor=getattr(people, who), slug="cuckooing", now=now)
    assert Revision.objects.count() == 1


def test_a_page_has_one_open_revision_at_a_time(people, stages, now):
    stages.live()
    start_draft(actor=people.trainer, slug="cuckooing", now=now)

    with pytest.raises(WrongMoment):
        start_draft(actor=people.approver, slug="cuckooing", now=now)

    assert Revision.objects.count() == 2


def test_the_live_page_stays_while_a_new_revision_is_prepared(people, stages, now):
    live = stages.live()
    seen = []

    draft = start_draft(actor=people.trainer, slug="cuckooing", now=now)
    seen.append(Page.objects.get().live_revision_id)
    stages.save(draft, title="New title")
    draft.refresh_from_db()
    stages.submitted(draft)
    draft.refresh_from_db()
    seen.append(Page.objects.get().live_revision_id)
    draft = stages.approve(draft)
    seen.append(Page.objects.get().live_revision_id)

    assert seen == [live.id] * 3
    stages.publish(draft)
    assert Page.objects.get().live_revision_id == draft.id
    assert list(Revision.objects.order_by("number").values_list("state", flat=True)) == ["SUPERSEDED", "LIVE"]


# -- writing ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "refusal"),
    [("trainer", None), ("approver", None), ("lead", NotPermitted), ("nurse", NotPermitted), ("officer", NotFound),
     ("socialworker", NotFound), ("outsider", NotFound)],
)  # fmt: skip
def test_author_and_curators_write_in_a_draft(people, stages, words, now, who, refusal):
    draft = stages.draft()
    before = facts_of(Revision)

    def save():
        return save_draft(
            actor=getattr(people, who), revision_id=draft.id, version=1, words=words(title="Changed"), now=now
        )

    if refusal is None:
        assert (save().title, Revision.objects.get().title, Revision.objects.get().version) == ("Changed", "Changed", 2)
        return
    with pytest.raises(refusal):
        save()
    assert facts_of(Revision) == before


def test_saving_over_somebody_elses_words_is_refused_with_their_copy(people, stages, words, now):
    draft = stages.draft()
    stages.save(draft, title="First")

    with pytest.raises(Stale) as refusal:
        save_draft(actor=people.approver, revision_id=draft.id, version=1, words=words(title="Second"), now=now)

    assert (refusal.value.current["title"], refusal.value.current["version"]) == ("First", 2)
    assert Revision.objects.get().title == "First"


@pytest.mark.parametrize("state", ["IN_REVIEW", "APPROVED", "LIVE", "SUPERSEDED"])
def test_words_never_change_after_submitting(people, stages, words, now, state):
    revision = {"IN_REVIEW": stages.in_review, "APPROVED": stages.approved}.get(state, stages.live)()
    if state == "SUPERSEDED":
        draft = start_draft(actor=people.trainer, slug="cuckooing", now=now)
        stages.publish(stages.approve(stages.submitted(draft)))
    revision = Revision.objects.get(id=revision.id)
    before = facts_of(Revision)
    assert revision.state == state

    with pytest.raises(WrongMoment):
        save_draft(
            actor=people.trainer, revision_id=revision.id, version=revision.version, words=words(title="x"), now=now
        )
    for change in ({"title": "x"}, {"body": "x"}, {"facts": {}}, {"rendered": []},
                   {"author_id": people.lead.membership_id},
                   {"review_by": now.date() + timedelta(days=999)}, {"state": "DRAFT", "title": "x"}):  # fmt: skip
        with pytest.raises(DatabaseError), transaction.atomic():
            Revision.objects.filter(id=revision.id).update(**change)

    assert facts_of(Revision) == before


@pytest.mark.parametrize("state", ["DRAFT", "IN_REVIEW", "RETURNED", "APPROVED"])
def test_what_was_published_stays_published(stages, state):
    live = stages.live()

    with pytest.raises(DatabaseError), transaction.atomic():
        Revision.objects.filter(id=live.id).update(state=state, published_at=None, published_by=None)

    assert Revision.objects.get().state == "LIVE"


# -- submitting -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "refusal"),
    [("trainer", None), ("approver", None), ("lead", NotPermitted), ("officer", NotFound), ("outsider", NotFound)],
)
def test_author_and_curators_submit(people, stages, now, who, refusal):
    draft = stages.draft()

    if refusal is None:
        submitted = submit_revision(actor=getattr(people, who), revision_id=draft.id, version=1, now=now)
        assert (submitted.state, submitted.submitted_at) == ("IN_REVIEW", now)
        return
    with pytest.raises(refusal):
        submit_revision(actor=getattr(people, who), revision_id=draft.id, version=1, now=now)
    assert Revision.objects.get().state == "DRAFT"


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"summary": "", "sources": ()}, ["summary", "sources"]),
        ({"topics": ()}, ["topics"]),
        ({"agencies": ()}, ["agencies"]),
        ({"evidence": ()}, ["evidence"]),
        ({"body": "Only words."}, ["body"]),
        ({"body": "## Law and sources\na\n\n## Do this now\nb"}, ["body"]),
        ({"body": "## Do this now\na\n\n## Gossip\nb\n\n## Law and sources\nc"}, ["body"]),
        ({"body": "## Do this now\na\n\n## Say / avoid\nb\n\n## Who does what\nb\n\n## Law and sources\nc"}, ["body"]),
        ({"body": "## Do this now\n[a](page:nowhere)\n\n## Law and sources\nb"}, ["body"]),
        ({"body": "## Do this now\n[a](term:nowhere)\n\n## Law and sources\nb"}, ["body"]),
    ],
)
def test_a_draft_may_lack_what_an_approver_needs(people, stages, now, changes, fields):
    draft = stages.draft(**changes)

    with pytest.raises(Invalid) as refusal:
        submit_revision(actor=people.trainer, revision_id=draft.id, version=1, now=now)

    assert (list(refusal.value.fields), Revision.objects.get().state) == (fields, "DRAFT")


def test_a_dead_link_is_named(people, stages, now):
    draft = stages.draft(body="## Do this now\n[a](page:nowhere)\n\n## Law and sources\nb")

    with pytest.raises(Invalid, match=r"These links lead nowhere: page:nowhere\."):
        submit_revision(actor=people.trainer, revision_id=draft.id, version=1, now=now)


def test_a_page_of_another_partnership_is_nowhere(people, stages, words, now):
    start_page(actor=people.outsider, slug="elsewhere", joint=True, words=words(), now=now)
    draft = stages.draft(body="## Do this now\n[a](page:elsewhere)\n\n## Law and sources\nb")

    with pytest.raises(Invalid):
        submit_revision(actor=people.trainer, revision_id=draft.id, version=1, now=now)


def test_saving_and_submitting_do_both_or_neither(people, stages, words, now):
    draft = stages.draft()

    with pytest.raises(Invalid):
        save_and_submit(actor=people.trainer, revision_id=draft.id, version=1, words=words(topics=()), now=now)
    assert (Revision.objects.get().version, Revision.objects.get().state) == (1, "DRAFT")

    save_and_submit(actor=people.trainer, revision_id=draft.id, version=1, words=words(title="Better"), now=now)
    assert (Revision.objects.get().title, Revision.objects.get().state) == ("Better", "IN_REVIEW")


# -- publishing -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "refusal"),
    [("trainer", None), ("approver", None), ("lead", NotPermitted), ("nurse", NotPermitted), ("officer", NotFound),
     ("outsider", NotFound)],
)  # fmt: skip
def test_curators_publish_what_is_approved(people, stages, now, who, refusal):
    approved = stages.approved()

    def publish():
        return publish_revision(actor=getattr(people, who), revision_id=approved.id, version=approved.version, now=now)

    if refusal is None:
        assert (publish().state, Page.objects.get().live_revision_id) == ("LIVE", approved.id)
        assert list(PendingChange.objects.values_list("key", flat=True)) == [f"manual.page:{approved.page_id}"]
        return
    with pytest.raises(refusal):
        publish()
    assert (Page.objects.get().live_revision_id, PendingChange.objects.count()) == (None, 0)


@pytest.mark.parametrize("stage", ["draft", "in_review", "live"])
def test_nothing_else_is_published(people, stages, now, stage):
    revision = getattr(stages, stage)()
    before = facts_of(Page)

    with pytest.raises(WrongMoment):
        publish_revision(actor=people.trainer, revision_id=revision.id, version=revision.version, now=now)

    assert (facts_of(Page), Revision.objects.get().version) == (before, revision.version)


def test_publishing_is_undone_when_its_audit_row_fails(people, stages, now, monkeypatch):
    approved = stages.approved()

    def fail(**facts):
        raise RuntimeError("no room for the row")

    monkeypatch.setattr("practice_wisdom.manual.operations.revisions.record_change", fail)
    with pytest.raises(RuntimeError):
        publish_revision(actor=people.trainer, revision_id=approved.id, version=approved.version, now=now)

    assert (Page.objects.get().live_revision_id, PendingChange.objects.count()) == (None, 0)


def test_readers_find_it_when_the_index_has_caught_up(people, stages):
    from backend.search.operations import drain
    from backend.search.queries import search_for

    stages.live()
    drain()

    found = search_for(actor=people.officer, text="taken over his flat").results
    assert [(result.slug, result.url) for result in found] == [("cuckooing", "/manual/cuckooing")]
    assert search_for(actor=people.outsider, text="taken over his flat").total == 0


def test_every_step_leaves_a_row_and_no_words(people, stages, now):
    revision = stages.in_review()
    returned = return_revision(
        actor=people.lead, revision_id=revision.id, version=revision.version, reason="Not so.", now=now
    )
    stages.publish(stages.approve(stages.submitted(returned)))

    trail = facts_of_trail()
    assert trail == [
        ("trainer", "draft started"),
        ("trainer", "submitted"),
        ("lead", "sent back"),
        ("trainer", "submitted"),
        ("lead", "approved"),
        ("approver", "approved"),
        ("trainer", "published"),
    ]


def facts_of_trail():
    from backend.identity.models import Person

    names = {id: email.split("@")[0] for id, email in Person.objects.values_list("id", "email")}
    rows = Entry.objects.filter(key__startswith="manual.").order_by("seq").values_list("actor_person_id", "reason")
    return [(names[person], reason) for person, reason in rows]


def test_every_change_asks_for_the_version_it_was_made_on(people, stages, words, now):
    revision = stages.approved()
    wrong = {"revision_id": revision.id, "version": revision.version - 1, "now": now}

    for change in (
        lambda: save_draft(actor=people.trainer, words=words(), **wrong),
        lambda: submit_revision(actor=people.trainer, **wrong),
        lambda: approve_revision(actor=people.nurse, **wrong),
        lambda: return_revision(actor=people.lead, reason="x", **wrong),
        lambda: publish_revision(actor=people.trainer, **wrong),
    ):
        with pytest.raises(Stale):
            change()
