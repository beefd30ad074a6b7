import io
import re
import zipfile
from datetime import timedelta

import pytest

from backend.audit.models import Entry
from practice_wisdom.manual.arrivals import read_arrivals
from practice_wisdom.manual.models import Page, Revision
from practice_wisdom.manual.operations.approvals import approve_revision
from practice_wisdom.manual.operations.exports import export_manual
from practice_wisdom.manual.operations.imports import ask_for_drafts, keep_import, make_drafts_asked_for
from practice_wisdom.manual.operations.revisions import publish_revision, start_draft, submit_revision
from practice_wisdom.manual.operations.synonyms import add_synonym, remove_synonym
from practice_wisdom.manual.queries.imports import LIVE_FIRST
from practice_wisdom.starter_content.files import starter_pages, starter_synonyms, starter_terms
from practice_wisdom.starter_content.loader import load_starter_content

pytestmark = pytest.mark.django_db

DRAFTS = "/manual/export?drafts=yes"
CANARY = "canary4711quill"


def unpacked(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_nobody_takes_anything_out_without_signing_in(client, people):
    assert client.get("/manual/export").status_code == 302


@pytest.mark.parametrize("who", ["officer", "nurse", "trainer"])
def test_members_take_out_what_they_can_read(client, sign_in, people, stages, now, who):
    stages.live()
    stages.draft(slug="secret", title=CANARY)
    start_draft(actor=people.trainer, slug="cuckooing", now=now)
    stages.save(Page.objects.get(slug="cuckooing").revisions.get(number=2), title=CANARY)

    answer = sign_in(client, getattr(people, who)).get("/manual/export")

    files = unpacked(answer.content)
    assert answer["Content-Type"] == "application/zip"
    assert answer["Content-Disposition"] == 'attachment; filename="manual.zip"'
    assert answer["Cache-Control"].startswith("private") or "no-store" in answer["Cache-Control"]
    assert list(files) == ["glossary.yaml", "manual/cuckooing.md", "synonyms.yaml"]
    assert CANARY not in "".join(files.values())
    entry = Entry.objects.order_by("-seq").first()
    assert (entry.verb, entry.reason, entry.actor_person_id) == (
        "DISCLOSE", "manual taken out", getattr(people, who).person_id,
    )  # fmt: skip


def test_another_partnership_takes_out_its_own(client, sign_in, people, stages):
    stages.live()

    files = unpacked(sign_in(client, people.outsider).get("/manual/export").content)

    assert files == {"glossary.yaml": "[]\n", "synonyms.yaml": "[]\n"}


def test_the_same_manual_gives_the_same_bytes(people, stages, now):
    stages.live()
    stages.live(slug="another")

    first, second = (
        export_manual(actor=people.officer, partnership_id=people.officer.partnership_id, now=now + timedelta(days=n))
        for n in (0, 1)
    )

    assert first == second


def test_it_is_found_on_the_list_of_pages(client, sign_in, people, stages):
    stages.live()

    assert 'href="/manual/export"' in sign_in(client, people.officer).get("/manual/").content.decode()


def test_out_and_in_again_is_the_same_manual(people, tmp_path, now):
    """The whole starter manual, into a partnership that has nothing, through everybody's operations."""
    here, there = people.trainer.partnership_id, people.outsider.partnership_id
    load_starter_content(partnership_id=here, author=people.trainer, approvers=[people.lead, people.approver], now=now)
    taken = export_manual(actor=people.trainer, partnership_id=here, now=now)
    then_the_starter_loader_reads(taken, tmp_path)

    brought = bring_in(people.outsider, taken, now)
    drafts = [page.revision for page in brought.pages.exclude(revision=None).select_related("revision__page")]
    for draft in drafts:
        submit_revision(actor=people.outsider, revision_id=draft.id, version=draft.version, now=now)
    publish_all(people, drafts, there, now)
    assert {entry.outcome for entry in brought.entries.all()} == {"NEW"}

    again = export_manual(actor=people.outsider, partnership_id=there, now=now)
    assert len(drafts) == len(starter_pages())
    assert unpacked(again) == unpacked(taken)
    assert again == taken


@pytest.mark.parametrize("who", ["officer", "nurse", "lead"])
def test_drafts_leave_with_nobody_but_curators(client, sign_in, people, stages, who):
    stages.live()
    stages.draft(slug="secret", title=CANARY)
    sign_in(client, getattr(people, who))

    for address in ("/manual/export?drafts=yes", "/api/v1/manual/export?drafts=true"):
        answer = client.get(address)
        assert (answer.status_code, CANARY.encode() in answer.content) == (403, False)
    assert b"drafts=yes" not in client.get("/manual/").content
    assert not Entry.objects.filter(verb="DISCLOSE").exists()


@pytest.mark.parametrize("who", ["outsider", "nobody"])
def test_no_drafts_of_another_partnership_leave(client, sign_in, people, stages, who):
    stages.draft(slug="secret", title=CANARY)
    if who == "outsider":
        assert "drafts/" not in "".join(unpacked(sign_in(client, people.outsider).get(DRAFTS).content))
    else:
        assert client.get(DRAFTS).status_code == 302


def test_a_curator_takes_drafts_out_with_their_state(client, sign_in, people, stages, now):
    stages.live()
    stages.save(start_draft(actor=people.trainer, slug="cuckooing", now=now), title="Next")
    stages.in_review(slug="waiting")
    stages.draft(slug="begun")
    sign_in(client, people.trainer)
    assert b'href="/manual/export?drafts=yes"' in client.get("/manual/").content

    answer = client.get(DRAFTS)

    files = unpacked(answer.content)
    states = {name: "".join(re.findall(r"^state: (.*)$", text, re.M)) for name, text in files.items() if ".md" in name}
    assert answer["Content-Disposition"] == 'attachment; filename="manual-with-drafts.zip"'
    assert states == {
        "drafts/begun.md": "DRAFT",
        "drafts/cuckooing.md": "DRAFT",
        "drafts/waiting.md": "IN_REVIEW",
        "manual/cuckooing.md": "",
    }
    assert Entry.objects.order_by("-seq").first().reason == "manual taken out, with drafts"


def test_drafts_come_back_as_drafts_and_never_live(people, stages, now):
    stages.live()
    stages.save(start_draft(actor=people.trainer, slug="cuckooing", now=now), title="Next")
    stages.approved(slug="waiting")
    taken = export_manual(actor=people.trainer, partnership_id=people.trainer.partnership_id, drafts=True, now=now)

    brought = bring_in(people.outsider, taken, now)

    assert list(brought.pages.values_list("file", "outcome", "reason")) == [
        ("manual/cuckooing.md", "NEW", ""),
        ("drafts/cuckooing.md", "SKIPPED", LIVE_FIRST),
        ("drafts/waiting.md", "NEW", ""),
    ]
    theirs = Revision.objects.filter(page__partnership_id=people.outsider.partnership_id).order_by("id")
    assert list(theirs.values_list("page__slug", "state", "title")) == [
        ("cuckooing", "DRAFT", "Cuckooing"),
        ("waiting", "DRAFT", "Cuckooing"),
    ]
    assert not Page.objects.filter(partnership_id=people.outsider.partnership_id, live_revision__isnull=False).exists()
    assert brought.pages.get(number=3).notes == ["It was not live where it was taken out. Here it becomes a draft."]


def test_where_the_live_words_are_the_same_the_draft_comes_back(people, stages, now):
    stages.live()
    draft = stages.save(start_draft(actor=people.trainer, slug="cuckooing", now=now), title="Next")
    taken = export_manual(actor=people.trainer, partnership_id=people.trainer.partnership_id, drafts=True, now=now)
    stages.save(draft, title="Lost by accident")

    brought = bring_in(people.trainer, taken, now + timedelta(minutes=1))

    assert list(brought.pages.values_list("file", "outcome")) == [
        ("manual/cuckooing.md", "SAME"),
        ("drafts/cuckooing.md", "CHANGED"),
    ]
    assert Revision.objects.get(id=draft.id).title == "Next"


def test_a_line_that_a_curator_took_out_does_not_leave(people, now):
    line = add_synonym(actor=people.trainer, say=[CANARY], means=["cuckooing"], now=now)
    remove_synonym(actor=people.trainer, synonym_id=line.id, version=1, now=now)

    taken = export_manual(actor=people.trainer, partnership_id=people.trainer.partnership_id, now=now)

    assert unpacked(taken)["synonyms.yaml"] == "[]\n"


def bring_in(actor, taken, now):
    arrivals = read_arrivals(files=[("manual.zip", taken)], today=now.date())
    brought = keep_import(actor=actor, arrivals=arrivals, now=now)
    ask_for_drafts(actor=actor, import_id=brought.id, now=now)
    while make_drafts_asked_for(now=now):
        pass
    return brought


def then_the_starter_loader_reads(taken, folder):
    with zipfile.ZipFile(io.BytesIO(taken)) as archive:
        archive.extractall(folder)
    facts = [[(page.slug, page.joint, page.words) for page in starter_pages(**where)] for where in ({}, at(folder))]
    assert facts[0] == facts[1]
    assert starter_terms(**at(folder)) == sorted(starter_terms(), key=lambda term: term.slug)
    assert starter_synonyms(**at(folder)) == starter_synonyms()


def at(folder):
    return {"folder": folder}


def publish_all(people, drafts, partnership_id, now):
    """By the approvers of the other partnership, who are not in the standing cast."""
    from backend.identity.queries.hats import actor_by_email

    approvers = [actor_by_email(email=f"approver@{where}.example") for where in ("otherforce", "othercouncil")]
    for draft in drafts:
        revision = draft
        revision.refresh_from_db()
        for approver in approvers:
            revision = approve_revision(actor=approver, revision_id=draft.id, version=revision.version, now=now)
        publish_revision(actor=people.outsider, revision_id=draft.id, version=revision.version, now=now)
