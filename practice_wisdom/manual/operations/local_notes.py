"""What holds in one area only, beside what the page says for everywhere."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from backend.audit import operations as audit
from backend.audit.enums import Verb
from backend.kernel.actor import Actor
from backend.kernel.errors import Invalid, NotPermitted, Stale, WrongMoment
from backend.kernel.keys import Key
from backend.kernel.markdown import render
from backend.search import operations as search
from practice_wisdom.manual import policy
from practice_wisdom.manual.models import LocalNote, Page, Wording
from practice_wisdom.manual.operations.revisions import refuse_dead_links
from practice_wisdom.manual.queries.local_notes import (
    LOCAL_NOTE_KIND,
    areas_to_write_for,
    copy_of_note,
    headings_of,
    key_in_area,
    note_to_change,
    standing_notes,
)
from practice_wisdom.manual.queries.pages import page_to_change
from practice_wisdom.manual.words import ADDRESSES, FIRST_YEAR, LONGEST_UNCHECKED

MAX_BODY, MAX_NOTES = 1_500, 5
_HEADING = re.compile(r"<h[1-6]")


@dataclass(frozen=True, slots=True)
class NoteWords:
    """`after`: the heading of the part it stands after."""

    after: str
    body: str
    checked_on: date
    review_by: date


@transaction.atomic
def write_note(*, actor: Actor, slug: str, area_id: int, words: NoteWords, now: datetime) -> LocalNote:
    """A curator adds what holds in one of their own areas. Shown at once: it changes nothing of the page itself."""
    page = page_to_change(actor=actor, slug=slug)
    if not policy.can_write(actor):
        raise NotPermitted("Only curators write local notes.")
    if page.live_revision is None:
        raise WrongMoment("This page has never been published. Readers would not see the note.")
    if area_id not in {place.id for place in areas_to_write_for(actor=actor)}:
        raise _refused("area", "Choose an area that your organisation or partnership is in.")
    html = _set_out(actor, page, words)
    if standing_notes(page_id=page.id, area_id=area_id) >= MAX_NOTES:
        raise WrongMoment(f"This page has {MAX_NOTES} notes for this area, the most it can have. Change one of them.")
    note = LocalNote.objects.create(page=page, area_id=area_id)
    _word(actor, note, words, html, now)
    _record(actor, note, "local note written", now)
    return note


@transaction.atomic
def change_note(*, actor: Actor, note_id: int, version: int, words: NoteWords, now: datetime) -> LocalNote:
    """A new wording in place of the one before, which stays in the note's history. Raises Stale."""
    note = _to_change(actor, note_id, version)
    html = _set_out(actor, note.page, words)
    note.version += 1
    note.save(update_fields=["version"])
    _word(actor, note, words, html, now)
    _record(actor, note, "local note changed", now)
    return note


@transaction.atomic
def end_note(*, actor: Actor, note_id: int, version: int, now: datetime) -> LocalNote:
    """It is on the page no longer; what it said stays in its history."""
    note = _to_change(actor, note_id, version)
    note.ended_at, note.ended_by_id = now, actor.membership_id
    note.save(update_fields=["ended_at", "ended_by"])
    _record(actor, note, "local note ended", now)
    return note


def _to_change(actor: Actor, note_id: int, version: int) -> LocalNote:
    note = note_to_change(actor=actor, note_id=note_id)
    if not policy.can_write(actor):
        raise NotPermitted("Only curators change local notes.")
    if note.ended_at is not None:
        raise WrongMoment("This note has ended. Write a new one.")
    if note.version != version:
        text = "Somebody changed this note since you opened it. Look at it again."
        raise Stale(text, current=copy_of_note(note))
    return note


def _word(actor: Actor, note: LocalNote, words: NoteWords, html: str, now: datetime) -> None:
    Wording.objects.create(
        note=note,
        number=note.version,
        after=words.after,
        body=words.body,
        html=html,
        checked_on=words.checked_on,
        review_by=words.review_by,
        author_id=actor.membership_id,
        written_at=now,
    )


def _set_out(actor: Actor, page: Page, words: NoteWords) -> str:
    """The body as HTML. Raises Invalid, field by field."""
    problems: dict[str, list[str]] = {}
    for name, wrong, text in _rules(page, words):
        if wrong:
            problems.setdefault(name, []).append(text)
    if problems:
        raise Invalid(next(iter(problems.values()))[0], fields=problems)
    try:
        rendered = render(words.body, addresses=ADDRESSES)
    except Invalid as refusal:
        raise _refused("body", refusal.message) from refusal
    if _HEADING.search(rendered.html):
        raise _refused("body", "A note has no headings of its own. Take the # signs out.")
    if rendered.refused_images:
        raise _refused("body", "A note holds no images. Put the image on the page itself.")
    for address in rendered.refused_links:
        raise _refused("body", f"The link to “{address}” cannot work. Use https:, tel:, mailto:, page: or term:.")
    refuse_dead_links(actor, rendered)
    return rendered.html


def _rules(page: Page, words: NoteWords) -> list[tuple[str, bool, str]]:
    """A field, whether it is wrong, and what to say then."""
    parts = headings_of(page)
    return [
        ("after", words.after not in parts, f"Choose the part it stands after: {', '.join(parts)}."),
        ("body", not words.body.strip(), "Write the note."),
        ("body", len(words.body) > MAX_BODY, f"A note has room for {MAX_BODY} characters. More belongs in the page."),
        ("body", "\0" in words.body, "This holds a character that cannot be stored."),
        ("checked_on", words.checked_on.year < FIRST_YEAR, "Nobody checked these facts that long ago."),
        ("review_by", words.review_by <= words.checked_on, "The review date must be after the day of checking."),
        ("review_by", words.review_by - words.checked_on > LONGEST_UNCHECKED, "Check it again within three years."),
    ]


def _record(actor: Actor, note: LocalNote, reason: str, now: datetime) -> None:
    key = Key.of(LOCAL_NOTE_KIND, note.pk)
    audit.record(actor=actor, verb=Verb.ALTER, key=key, version=note.version, reason=reason, now=now)
    search.mark_changed(keys=[key_in_area(page_id=note.page_id, area_id=note.area_id)], now=now)


def _refused(field: str, text: str) -> Invalid:
    return Invalid(text, fields={field: [text]})
