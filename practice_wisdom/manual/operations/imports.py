"""Pages that somebody brings become drafts: never live, never over somebody else's words, and never twice.

Their words for the glossary and for search: imported_entries.py.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from backend.audit import operations as audit
from backend.audit.enums import Verb
from backend.identity.queries.hats import actor_of_membership
from backend.kernel.actor import Actor
from backend.kernel.errors import NotPermitted, Refusal, WrongMoment
from backend.kernel.keys import Key
from practice_wisdom.manual import policy
from practice_wisdom.manual.arrivals import Arrival
from practice_wisdom.manual.enums import Outcome
from practice_wisdom.manual.models import Import, ImportedEntry, ImportedPage, Revision
from practice_wisdom.manual.operations.images import add_brought_images
from practice_wisdom.manual.operations.imported_entries import NOBODY, entries_of, settle_entries
from practice_wisdom.manual.operations.revisions import save_draft, start_draft, start_page
from practice_wisdom.manual.queries.addresses import slugs_that_lead_somewhere
from practice_wisdom.manual.queries.glossary import term_slugs_that_exist
from practice_wisdom.manual.queries.images import images_there
from practice_wisdom.manual.queries.imports import IMPORT_KIND, KEPT_FOR, Finding, finding_of, import_of, imports_kept
from practice_wisdom.manual.words import image_digests

NO_IMAGES = "It shows images that are neither here nor with it. Bring the export whole, with its images folder."
NOT_SHOWN = "No page among these files shows it."
NOT_LIVE = "It was not live where it was taken out. Here it becomes a draft."
# More than anybody compares in a week; the oldest goes first.
MAX_KEPT = 10
# What a round of the worker makes, so that it soon comes to its other duties.
BATCH = 10


@transaction.atomic
def keep_import(*, actor: Actor, arrivals: list[Arrival], now: datetime) -> Import:
    """Keeps what was read for seven days. Nothing in the manual changes."""
    if not policy.can_write(actor):
        raise NotPermitted("Only curators bring pages in.")
    for old in imports_kept(actor=actor)[MAX_KEPT - 1 :]:
        # Not while the worker makes drafts of it.
        if old.asked_at is None or old.finished_at is not None:
            old.delete()
    made = Import.objects.create(partnership_id=actor.partnership_id, brought_by_id=actor.membership_id, brought_at=now)
    pages = pages_of(actor=actor, arrivals=arrivals)
    for page in pages:
        page.brought = made
    ImportedPage.objects.bulk_create(pages)
    add_brought_images(actor=actor, arrivals=arrivals, now=now)
    entries = entries_of(actor=actor, arrivals=arrivals)
    for entry in entries:
        entry.brought = made
    ImportedEntry.objects.bulk_create(entries)
    _record(actor, made, "files brought in", now)
    return made


def pages_of(*, actor: Actor, arrivals: list[Arrival]) -> list[ImportedPage]:
    """Not saved: a dry run needs no more."""
    arrivals = _with_images_looked_at(actor, arrivals)
    dead = _dead_links(actor, arrivals)
    return [
        ImportedPage(
            number=number,
            file=arrival.file,
            slug=arrival.slug,
            joint=arrival.joint,
            state=arrival.state,
            content=ImportedPage.content_of(arrival.words) if arrival.words else None,
            refusal=arrival.refusal,
            notes=[*arrival.notes, *([NOT_LIVE] if arrival.state else [])],
            to_fill=[*arrival.to_fill, *_told(arrival.links & dead)],
        )
        for number, arrival in enumerate((one for one in arrivals if one.is_page), start=1)
    ]


@transaction.atomic
def ask_for_drafts(*, actor: Actor, import_id: int, replaces: bool = False, now: datetime) -> Import:
    """The worker makes them, a few at a time. `replaces`: words that curators here wrote give way to those brought."""
    import_of(actor=actor, import_id=import_id)
    asked = Import.objects.select_for_update().get(id=import_id)
    if asked.asked_at is not None:
        raise WrongMoment("Drafts of these files were asked for already.")
    asked.asked_at, asked.replaces = now, replaces
    asked.save(update_fields=["asked_at", "replaces"])
    _record(actor, asked, "drafts asked for, words here replaced" if replaces else "drafts asked for", now)
    return asked


def make_drafts_asked_for(*, now: datetime, at_most: int = BATCH) -> int:
    """A few pages of each import that was asked for; how many were settled.

    Safe to cut short: a page's draft and the note that it is settled are one transaction.
    """
    # In no order: one that fails, round after round, must not stand before the others.
    waiting = Import.objects.filter(asked_at__isnull=False, finished_at=None).order_by("?")
    return sum(make_drafts(brought=one, now=now, at_most=at_most) for one in waiting)


def make_drafts(*, brought: Import, now: datetime, at_most: int = BATCH) -> int:
    actor = actor_of_membership(membership_id=brought.brought_by_id, partnership_id=brought.partnership_id)
    unsettled = brought.pages.filter(outcome="").values_list("id", flat=True)
    ids = list(unsettled[:at_most])
    for page_id in ids:
        _settle(actor, brought, page_id, now)
    entries = settle_entries(actor=actor, brought=brought, now=now)
    if not (unsettled.exists() or brought.entries.filter(outcome="").exists()):
        Import.objects.filter(id=brought.id, finished_at=None).update(finished_at=now)
    return len(ids) + entries


def forget_old_imports(*, now: datetime) -> int:
    """How many were forgotten."""
    return len([old.delete() for old in Import.objects.filter(brought_at__lt=now - KEPT_FOR)])


@transaction.atomic
def _settle(actor: Actor | None, brought: Import, page_id: int, now: datetime) -> None:
    page = ImportedPage.objects.select_for_update().filter(id=page_id, outcome="").first()
    if page is None:
        # Settled meanwhile, by another worker.
        return
    if actor is None:
        finding = Finding(Outcome.SKIPPED, NOBODY)
    else:
        finding = finding_of(actor=actor, page=page, since=brought.brought_at)
        try:
            with transaction.atomic():
                page.revision = _draft_of(actor, page, finding, now)
        except Refusal as refusal:
            finding = Finding(Outcome.SKIPPED, refusal.message)
    page.outcome, page.reason = finding.outcome, finding.reason
    page.save(update_fields=["outcome", "reason", "revision"])


def _draft_of(actor: Actor, page: ImportedPage, finding: Finding, now: datetime) -> Revision | None:
    words = page.words
    if words is None or finding.outcome not in (Outcome.NEW, Outcome.CHANGED):
        return finding.opened
    if finding.page is None:
        return start_page(actor=actor, slug=page.slug, joint=page.joint is not False, words=words, now=now)
    draft = finding.opened or start_draft(actor=actor, slug=finding.page.slug, now=now)
    return save_draft(actor=actor, revision_id=draft.id, version=draft.version, words=words, now=now)


def _with_images_looked_at(actor: Actor, arrivals: list[Arrival]) -> list[Arrival]:
    """Whatever shows an image that is neither here nor among the files is no page yet."""
    named = {one.file: image_digests(one.words.body) for one in arrivals if one.words}
    shown = set().union(*named.values())
    there = images_there(partnership_id=actor.partnership_id, digests=shown)
    coming = {one.digest for one in arrivals if one.image} - there
    lacking = {file for file, digests in named.items() if digests - there - coming}
    spare = {one.file for one in arrivals if one.image and one.digest not in shown}
    refusals = dict.fromkeys(lacking, NO_IMAGES) | dict.fromkeys(spare, NOT_SHOWN)
    return [
        Arrival(one.file, refusal=refusals[one.file])
        if one.file in refusals
        else replace(one, notes=(*one.notes, *_told_of_images(len(named.get(one.file, set()) & coming))))
        for one in arrivals
    ]


def _told_of_images(count: int) -> list[str]:
    return [f"{count} image{'s' if count > 1 else ''} it shows will be added."] if count else []


def _dead_links(actor: Actor, arrivals: list[Arrival]) -> set[tuple[str, str]]:
    """Links to what is neither here nor among the files."""
    links = {link for arrival in arrivals for link in arrival.links}
    pages, terms = ({slug for scheme, slug in links if scheme == wanted} for wanted in ("page", "term"))
    alive = {("page", arrival.slug) for arrival in arrivals}
    alive |= {("page", slug) for slug in slugs_that_lead_somewhere(partnership_id=actor.partnership_id, slugs=pages)}
    entries = [entry for arrival in arrivals for entry in arrival.entries or ()]
    alive |= {("term", str(entry.content.get("slug"))) for entry in entries if entry.content}
    alive |= {("term", slug) for slug in term_slugs_that_exist(partnership_id=actor.partnership_id, slugs=terms)}
    return links - alive


def _told(dead: Iterable[tuple[str, str]]) -> list[str]:
    named = ", ".join(sorted(f"{scheme}:{slug}" for scheme, slug in dead))
    return [f"These links lead nowhere: {named}."] if named else []


def _record(actor: Actor, made: Import, reason: str, now: datetime) -> None:
    audit.record(actor=actor, verb=Verb.COLLECT, key=Key.of(IMPORT_KIND, made.id), reason=reason, now=now)
