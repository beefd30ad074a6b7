"""A reader's other words for a passage, from the page to the curators' desk and back to the reader."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from backend.kernel.actor import Actor
from backend.kernel.errors import Invalid, NotFound, WrongMoment
from practice_wisdom.manual.enums import WORDS_MAY_CHANGE, SuggestionState
from practice_wisdom.manual.models import Revision, Suggestion
from practice_wisdom.manual.operations.revisions import start_draft
from practice_wisdom.manual.operations.voices import (
    DECIDED,
    record_voice,
    refuse_other_version,
    refuse_silent,
    tell_author,
)
from practice_wisdom.manual.passages import place_of, same_words
from practice_wisdom.manual.queries.pages import page_to_change
from practice_wisdom.manual.queries.revisions import open_revision
from practice_wisdom.manual.queries.suggestions import suggestion_to_decide
from practice_wisdom.manual.said import DECLINED, MAX_PASSAGE, SUGGESTED, taken, typed


@transaction.atomic
def suggest_change(
    *,
    actor: Actor,
    slug: str,
    section: str,
    passage: str,
    proposed: str,
    why: str,
    about_nobody: Iterable[str] = (),
    now: datetime,
) -> Suggestion:
    """`passage` stands in the live page word for word, or is empty: then it is about the whole of `section`.

    Raises Invalid, by field, for a passage that is not there and for words that may be about a person;
    `about_nobody`: those of them that somebody said are not.
    """
    live = page_to_change(actor=actor, slug=slug).live_revision
    if live is None:
        raise NotFound
    refuse_silent(actor)
    words = taken(SUGGESTED, {"proposed": proposed, "why": why}, about_nobody=about_nobody)
    suggestion = Suggestion.objects.create(
        revision=live,
        section=_place(live, section, typed(passage), words["proposed"]),
        passage=typed(passage),
        author_id=actor.membership_id,
        suggested_at=now,
        **words,
    )
    record_voice(actor=actor, voice=suggestion, reason="change suggested", now=now)
    return suggestion


@transaction.atomic
def accept_suggestion(*, actor: Actor, suggestion_id: int, version: int, now: datetime) -> Suggestion:
    """Opens a draft, or takes it to the one that is open: live once that is published, and its author is told twice."""
    suggestion = _to_decide(actor, suggestion_id, version)
    page = page_to_change(actor=actor, slug=suggestion.revision.page.slug)
    draft = open_revision(page_id=page.id)
    if draft is not None and draft.state not in WORDS_MAY_CHANGE:
        raise WrongMoment(
            "A revision of this page is waiting for approval and takes no words in. Publish it or send it back first."
        )
    draft = draft or start_draft(actor=actor, slug=page.slug, now=now)
    suggestion.accept(revision=draft, by=actor.membership_id, at=now)
    record_voice(actor=actor, voice=suggestion, reason="suggestion accepted", now=now)
    tell_author(actor=actor, voice=suggestion, kind="manual.suggestion_accepted", now=now)
    return suggestion


@transaction.atomic
def decline_suggestion(
    *,
    actor: Actor,
    suggestion_id: int,
    version: int,
    reason: str,
    about_nobody: Iterable[str] = (),
    now: datetime,
) -> Suggestion:
    suggestion = _to_decide(actor, suggestion_id, version)
    words = taken(DECLINED, {"reason": reason}, about_nobody=about_nobody)
    suggestion.decline(reason=words["reason"], by=actor.membership_id, at=now)
    record_voice(actor=actor, voice=suggestion, reason="suggestion declined", now=now)
    tell_author(actor=actor, voice=suggestion, kind="manual.suggestion_declined", now=now)
    return suggestion


def _to_decide(actor: Actor, suggestion_id: int, version: int) -> Suggestion:
    suggestion = suggestion_to_decide(actor=actor, suggestion_id=suggestion_id)
    if suggestion.state != SuggestionState.OPEN:
        raise WrongMoment(DECIDED)
    refuse_other_version(suggestion, version)
    return suggestion


def _place(live: Revision, section: str, passage: str, proposed: str) -> str:
    """The section the passage is in; the one that was chosen when there is no passage."""
    anchors = [part.anchor for part in live.parts]
    if not passage:
        if section not in anchors or not section:
            raise _refused("section", "Choose the part of the page, or quote the words you would change.")
        return section
    if len(passage) > MAX_PASSAGE:
        raise _refused("passage", f"Quote {MAX_PASSAGE:,} characters or fewer.")
    if same_words(passage, proposed):
        raise _refused("proposed", "These are the words of the page. Change them to what it should say.")
    place = place_of(passage, parts=live.parts, likely=section)
    if place is None:
        raise _refused("passage", "These words are not on the page as it is now. Quote them as they are below.")
    return place


def _refused(name: str, text: str) -> Invalid:
    return Invalid(text, fields={name: [text]})
