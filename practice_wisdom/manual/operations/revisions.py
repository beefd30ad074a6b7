"""From the first draft to the live page."""

from dataclasses import replace
from datetime import date, datetime
from typing import cast

from django.db import transaction

from backend.kernel.actor import Actor
from backend.kernel.errors import Invalid, NotPermitted, Stale, WrongMoment
from backend.kernel.markdown import Rendered
from backend.search import operations as search
from practice_wisdom.manual import policy
from practice_wisdom.manual.enums import Significance
from practice_wisdom.manual.models import Page, Revision
from practice_wisdom.manual.operations.addresses import refuse_taken
from practice_wisdom.manual.operations.requirements import ask_again
from practice_wisdom.manual.operations.telling import tell_of_displaced_notes, tell_of_publication
from practice_wisdom.manual.operations.trail import record_change
from practice_wisdom.manual.operations.voices import tell_what_is_live
from practice_wisdom.manual.operations.waiting import stop_waiting
from practice_wisdom.manual.queries.addresses import slugs_that_lead_somewhere
from practice_wisdom.manual.queries.findable import keys_of_page
from practice_wisdom.manual.queries.glossary import term_slugs_that_exist
from practice_wisdom.manual.queries.images import set_out_with_images
from practice_wisdom.manual.queries.local_notes import headings_of
from practice_wisdom.manual.queries.pages import page_to_change
from practice_wisdom.manual.queries.revisions import copy_of, next_number, open_revision_id, revision_to_change
from practice_wisdom.manual.queries.withdrawals import last_withdrawn
from practice_wisdom.manual.words import Words, refuse_incomplete, refuse_slug


@transaction.atomic
def start_page(
    *, actor: Actor, slug: str, joint: bool, words: Words, now: datetime, from_starter: bool = False
) -> Revision:
    """A new page with its first draft. Readers see nothing of it until a revision is published."""
    if not policy.can_write(actor):
        raise NotPermitted("Only curators start pages.")
    refuse_slug(slug)
    rendered = set_out_with_images(words, partnership_id=actor.partnership_id)
    refuse_taken(partnership_id=actor.partnership_id, slug=slug)
    page = Page.objects.create(
        partnership_id=actor.partnership_id, slug=slug, owner_id=actor.membership_id, joint=joint, created_at=now
    )
    return _start(actor, page, words, rendered, now, from_starter=from_starter)


@transaction.atomic
def start_draft(*, actor: Actor, slug: str, now: datetime) -> Revision:
    """A new draft with the words of the live page, which stays live meanwhile; or of the one that was withdrawn."""
    page = page_to_change(actor=actor, slug=slug)
    if not policy.can_write(actor):
        raise NotPermitted("Only curators start drafts.")
    if open_revision_id(page_id=page.id):
        raise WrongMoment("Somebody is already preparing a revision of this page. Work on that one.")
    words = _words_to_start_from(page)
    rendered = set_out_with_images(words, partnership_id=actor.partnership_id)
    return _start(actor, page, words, rendered, now)


@transaction.atomic
def save_draft(
    *, actor: Actor, revision_id: int, version: int, words: Words, now: datetime, from_starter: bool = False
) -> Revision:
    """Raises Stale with the server's copy when somebody saved since `version`."""
    revision = _to_edit(actor, revision_id, version)
    rendered = set_out_with_images(words, partnership_id=actor.partnership_id)
    revision.write(words=words, rendered=rendered, at=now)
    revision.version += 1
    revision.from_starter = from_starter
    revision.save()
    revision.writers.add(actor.membership_id)
    record_change(actor=actor, revision=revision, reason="draft saved", now=now)
    return revision


@transaction.atomic
def submit_revision(*, actor: Actor, revision_id: int, version: int, now: datetime) -> Revision:
    """Fixes the words and asks for approval. Raises Invalid, by field, for what an approver should not be sent."""
    revision = _to_edit(actor, revision_id, version)
    words = revision.words
    refuse_incomplete(words, headings=[part.heading for part in revision.parts])
    refuse_dead_links(actor, set_out_with_images(words, partnership_id=actor.partnership_id))
    revision.submit(by=actor.membership_id, at=now)
    record_change(actor=actor, revision=revision, reason="submitted", now=now)
    return revision


@transaction.atomic
def save_and_submit(*, actor: Actor, revision_id: int, version: int, words: Words, now: datetime) -> Revision:
    """Both or neither: words that cannot be submitted are not saved either, and stay in the form."""
    saved = save_draft(actor=actor, revision_id=revision_id, version=version, words=words, now=now)
    return submit_revision(actor=actor, revision_id=revision_id, version=saved.version, now=now)


@transaction.atomic
def publish_revision(
    *, actor: Actor, revision_id: int, version: int, significance: str = Significance.MINOR, now: datetime
) -> Revision:
    """Makes an approved revision the live one; the one before it becomes history. `significance`: who is told."""
    revision = revision_to_change(actor=actor, revision_id=revision_id)
    if not policy.can_publish(actor):
        raise NotPermitted("Only curators publish.")
    refuse_stale(revision, version)
    refuse_unknown_significance(significance)
    page = revision.page
    before = headings_of(page) if page.live_revision else None
    if page.live_revision is not None:
        page.live_revision.supersede()
    revision.make_live(by=actor.membership_id, significance=significance, at=now)
    page.live_revision = revision
    page.be_fresh(checked_on=revision.checked_on, review_by=revision.review_by)
    page.save(update_fields=["live_revision", "checked_on", "review_by"])
    search.mark_changed(keys=keys_of_page(page.id), now=now)
    stop_waiting(actor=actor, page_id=page.id, now=now)
    tell_of_displaced_notes(page=page, before=before, now=now)
    tell_of_publication(actor=actor, revision=revision, now=now)
    ask_again(actor=actor, page=page, number=revision.number, now=now)
    record_change(actor=actor, revision=revision, reason="published", now=now)
    tell_what_is_live(actor=actor, revision=revision, now=now)
    return revision


def refuse_unknown_significance(significance: str) -> None:
    if significance not in Significance.values:
        text = "Choose how much this changes: minor, major or urgent."
        raise Invalid(text, fields={"significance": [text]})


def refuse_stale(revision: Revision, version: int) -> None:
    if revision.version != version:
        raise Stale("Somebody changed this revision since you opened it. Look at it again.", current=copy_of(revision))


def _to_edit(actor: Actor, revision_id: int, version: int) -> Revision:
    revision = revision_to_change(actor=actor, revision_id=revision_id)
    if not policy.can_edit(actor, revision):
        raise NotPermitted("Only its author and curators change a draft.")
    refuse_stale(revision, version)
    return revision


def _start(
    actor: Actor, page: Page, words: Words, rendered: Rendered, now: datetime, *, from_starter: bool = False
) -> Revision:
    revision = Revision(
        page=page,
        number=next_number(page_id=page.id),
        author_id=actor.membership_id,
        started_at=now,
        from_starter=from_starter,
    )
    revision.write(words=words, rendered=rendered, at=now)
    revision.save(force_insert=True)
    revision.writers.add(actor.membership_id)
    record_change(actor=actor, revision=revision, reason="draft started", now=now)
    return revision


def _words_to_start_from(page: Page) -> Words:
    if page.live_revision is None:
        withdrawn = last_withdrawn(page_id=page.id)
        if withdrawn is None:
            raise WrongMoment("This page has never been published.")
        return withdrawn.words
    # The dates of the page, not of its words: somebody may have found them still right since.
    return replace(
        page.live_revision.words, checked_on=cast(date, page.checked_on), review_by=cast(date, page.review_by)
    )


def refuse_dead_links(actor: Actor, rendered: Rendered) -> None:
    """Raises Invalid for links to pages and terms that are not there."""
    pages, words = rendered.links["page"], rendered.links["term"]
    alive = slugs_that_lead_somewhere(partnership_id=actor.partnership_id, slugs=pages)
    dead = [f"page:{slug}" for slug in pages - alive]
    dead += [f"term:{slug}" for slug in words - term_slugs_that_exist(partnership_id=actor.partnership_id, slugs=words)]
    if dead:
        text = f"These links lead nowhere: {', '.join(sorted(dead))}."
        raise Invalid(text, fields={"body": [text]})
