"""Puts the starter content into a partnership's manual through everybody's operations: nothing skips approval."""

from collections.abc import Collection
from datetime import datetime
from pathlib import Path

from django.db import transaction

from backend.kernel.actor import Actor
from backend.kernel.errors import Invalid, NotPermitted
from practice_wisdom.manual import policy
from practice_wisdom.manual.enums import State
from practice_wisdom.manual.models import Page, Revision
from practice_wisdom.manual.operations.approvals import approve_revision
from practice_wisdom.manual.operations.glossary import put_glossary
from practice_wisdom.manual.operations.revisions import (
    publish_revision,
    save_draft,
    start_draft,
    start_page,
    submit_revision,
)
from practice_wisdom.manual.queries.pages import page_states
from practice_wisdom.manual.queries.revisions import writer_people
from practice_wisdom.starter_content.files import FOLDER, StarterPage, starter_pages, starter_synonyms, starter_terms

UNCHANGED = "unchanged"
KEPT = "left alone: somebody here has changed it"
PUBLISHED = "published"
WAITING = "waiting for approval"


@transaction.atomic
def load_starter_content(
    *,
    partnership_id: int,
    author: Actor,
    approvers: list[Actor],
    now: datetime,
    folder: Path = FOLDER,
    only: Collection[str] = (),
) -> dict[str, str]:
    """What was done, by slug. A page that equals its file, or that somebody here has changed, stays as it is.

    `only`: these slugs and no others; no link of theirs leads further. Without enough approvers the pages wait for
    approval; nothing is live without it.
    """
    if author.partnership_id != partnership_id:
        raise NotPermitted("The author must act in the partnership whose manual this is.")
    put_glossary(actor=author, terms=starter_terms(folder=folder), synonyms=starter_synonyms(folder=folder), now=now)
    done: dict[str, str] = {}
    drafts: dict[str, Revision] = {}
    there = page_states(partnership_id=partnership_id)
    for page in starter_pages(folder=folder, only=only):
        outcome = _draft_of(author, page, *there.get(page.slug, (None, None)), now=now)
        if isinstance(outcome, Revision):
            drafts[page.slug] = outcome
        else:
            done[page.slug] = outcome
    # All drafts exist before the first is submitted: pages may link to each other in a circle.
    done |= {slug: _bring_out(author, approvers, revision, now) for slug, revision in drafts.items()}
    return dict(sorted(done.items()))


def _draft_of(
    author: Actor, starter: StarterPage, page: Page | None, opened: Revision | None, *, now: datetime
) -> Revision | str:
    if page is None:
        return start_page(
            actor=author, slug=starter.slug, joint=starter.joint, words=starter.words, now=now, from_starter=True
        )
    if opened is not None:
        return opened if opened.from_starter and opened.words == starter.words else KEPT
    return _next_draft(author, page, starter, now)


def _next_draft(author: Actor, page: Page, starter: StarterPage, now: datetime) -> Revision | str:
    live = page.live_revision
    if live is None or not live.from_starter:
        return KEPT
    if live.words == starter.words:
        return UNCHANGED
    draft = start_draft(actor=author, slug=page.slug, now=now)
    return save_draft(
        actor=author, revision_id=draft.id, version=draft.version, words=starter.words, now=now, from_starter=True
    )


def _bring_out(author: Actor, approvers: list[Actor], revision: Revision, now: datetime) -> str:
    if revision.state == State.RETURNED:
        return "sent back by an approver"
    if revision.state == State.DRAFT:
        try:
            revision = submit_revision(actor=author, revision_id=revision.id, version=revision.version, now=now)
        except Invalid as refusal:
            return f"kept as a draft: {refusal.message}"
    for approver in approvers:
        if _may_approve(approver, revision):
            revision = approve_revision(actor=approver, revision_id=revision.id, version=revision.version, now=now)
    if revision.state != State.APPROVED:
        return WAITING
    publish_revision(actor=author, revision_id=revision.id, version=revision.version, now=now)
    return PUBLISHED


def _may_approve(approver: Actor, revision: Revision) -> bool:
    approvals = list(revision.approvals.all())
    return policy.choices(approver, revision, writers=writer_people(revision), approvals=approvals).approve
