"""What worked or did not, from whoever tried it to the page; and how it went for others."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from backend.kernel.actor import Actor
from backend.kernel.errors import Invalid, NotFound, NotPermitted, WrongMoment
from practice_wisdom.manual import policy
from practice_wisdom.manual.enums import WAITING_NOTES, HowOften, NoteState
from practice_wisdom.manual.models import Experience, PracticeNote
from practice_wisdom.manual.operations.voices import (
    DECIDED,
    record_voice,
    refuse_other_version,
    refuse_silent,
    tell_author,
)
from practice_wisdom.manual.queries.pages import page_to_change
from practice_wisdom.manual.queries.practice_notes import note_to_answer, note_to_change
from practice_wisdom.manual.said import ASKED, DECLINED, NOTED, REPLIED, taken


@transaction.atomic
def offer_note(
    *,
    actor: Actor,
    slug: str,
    words: str,
    worked: bool,
    how_often: str,
    about_nobody: Iterable[str] = (),
    now: datetime,
) -> PracticeNote:
    """To the curators; readers see it when they have accepted it. `about_nobody`: as with a suggestion."""
    page = page_to_change(actor=actor, slug=slug)
    if page.live_revision_id is None:
        raise NotFound
    refuse_silent(actor)
    if how_often not in HowOften.values:
        raise Invalid("Say how often.", fields={"how_often": ["Say how often: ONCE, SOMETIMES or OFTEN."]})
    note = PracticeNote.objects.create(
        page=page,
        worked=worked,
        how_often=how_often,
        author_id=actor.membership_id,
        organisation_kind=actor.organisation_kind,
        offered_at=now,
        **taken(NOTED, {"words": words}, about_nobody=about_nobody),
    )
    record_voice(actor=actor, voice=note, reason="practice note offered", now=now)
    return note


@transaction.atomic
def accept_note(*, actor: Actor, note_id: int, version: int, now: datetime) -> PracticeNote:
    """On the page from now on. Not by its author: two pairs of eyes."""
    note = _to_decide(actor, note_id, version)
    if note.page.live_revision_id is None:
        raise WrongMoment("This page is not live, so nothing can stand on it.")
    note.enter(NoteState.ACCEPTED, decided_by_id=actor.membership_id, decided_at=now)
    return _told(actor, note, "accepted", now)


@transaction.atomic
def ask_about_note(
    *, actor: Actor, note_id: int, version: int, question: str, about_nobody: Iterable[str] = (), now: datetime
) -> PracticeNote:
    note = _to_decide(actor, note_id, version)
    words = taken(ASKED, {"question": question}, about_nobody=about_nobody)
    note.enter(NoteState.ASKED, question=words["question"], reply="")
    return _told(actor, note, "asked", now)


@transaction.atomic
def decline_note(
    *, actor: Actor, note_id: int, version: int, reason: str, about_nobody: Iterable[str] = (), now: datetime
) -> PracticeNote:
    note = _to_decide(actor, note_id, version)
    words = taken(DECLINED, {"reason": reason}, about_nobody=about_nobody)
    note.enter(NoteState.DECLINED, reason=words["reason"], decided_by_id=actor.membership_id, decided_at=now)
    return _told(actor, note, "declined", now)


@transaction.atomic
def reply_about_note(
    *,
    actor: Actor,
    note_id: int,
    version: int,
    words: str,
    reply: str,
    about_nobody: Iterable[str] = (),
    now: datetime,
) -> PracticeNote:
    """The author's answer, with the note as it reads now: back to the curators."""
    note = note_to_change(actor=actor, note_id=note_id)
    if note.author_id != actor.membership_id:
        raise NotPermitted("Only whoever wrote it replies.")
    refuse_silent(actor)
    if note.state != NoteState.ASKED:
        raise WrongMoment("No question is open about this note.")
    refuse_other_version(note, version)
    note.enter(NoteState.OFFERED, **taken(REPLIED, {"words": words, "reply": reply}, about_nobody=about_nobody))
    record_voice(actor=actor, voice=note, reason="practice note replied", now=now)
    return note


@transaction.atomic
def end_note(*, actor: Actor, note_id: int, version: int, now: datetime) -> PracticeNote:
    """Taken back by its author, or taken off the page by a curator: the words are gone."""
    note = note_to_change(actor=actor, note_id=note_id)
    refuse_silent(actor)
    if note.state == NoteState.ENDED:
        raise WrongMoment("This note has been taken back already.")
    refuse_other_version(note, version)
    if note.author_id != actor.membership_id and note.state != NoteState.ACCEPTED:
        raise WrongMoment("It is not on the page. Decline it with a reason, so that its author is told.")
    note.end(at=now)
    record_voice(actor=actor, voice=note, reason="practice note ended", now=now)
    return note


@transaction.atomic
def tell_experience(*, actor: Actor, note_id: int, worked: bool, now: datetime) -> Experience:
    """Worked for us too, or did not work here: one a person, the last one counts."""
    note = note_to_answer(actor=actor, note_id=note_id)
    refuse_silent(actor)
    if note.author_id == actor.membership_id:
        raise NotPermitted("This is your own note. Colleagues say how it went for them.")
    told, _ = Experience.objects.update_or_create(
        note=note,
        person_id=actor.person_id,
        defaults={"worked": worked, "organisation_kind": actor.organisation_kind, "given_at": now},
    )
    record_voice(actor=actor, voice=note, reason="experience told", now=now)
    return told


def _to_decide(actor: Actor, note_id: int, version: int) -> PracticeNote:
    note = note_to_change(actor=actor, note_id=note_id)
    if not policy.can_decide_note(actor, note):
        raise NotPermitted("Curators decide on practice notes, and nobody on their own.")
    if note.state not in WAITING_NOTES:
        raise WrongMoment(DECIDED)
    refuse_other_version(note, version)
    return note


def _told(actor: Actor, note: PracticeNote, what: str, now: datetime) -> PracticeNote:
    record_voice(actor=actor, voice=note, reason=f"practice note {what}", now=now)
    tell_author(actor=actor, voice=note, kind=f"manual.note_{what}", now=now)
    return note
