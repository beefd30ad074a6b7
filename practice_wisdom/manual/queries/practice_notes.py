"""Practice notes: what colleagues tried. Readers see agencies and words, their author and curators the rest."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from backend.identity.enums import OrganisationKind
from backend.kernel.actor import Actor
from backend.kernel.errors import NotFound
from backend.kernel.keys import Key
from backend.kernel.prepared import Prepared
from backend.kernel.targets import Card
from practice_wisdom.manual import policy
from practice_wisdom.manual.enums import WAITING_NOTES, HowOften, NoteState
from practice_wisdom.manual.models import PracticeNote
from practice_wisdom.manual.queries.suggestions import SHOWN, refuse_reader

NOTE_KIND = "manual.practice_note"
# A row for each note and each colleague who answered it.
_on_page = Prepared(
    lambda page_id: (
        PracticeNote.objects.filter(page_id=page_id, state=NoteState.ACCEPTED)
        .order_by("-decided_at", "-id")
        .values_list(
            "id", "words", "worked", "how_often", "organisation_kind", "decided_at", "author_id",
            "experiences__person_id", "experiences__organisation_kind", "experiences__worked",
        )
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class NoteLine:
    """A note as readers see it. Kinds of agency only, each once: no counts to work anybody out from.

    `own`: whether it worked for this reader, if they have said; `is_own`: they wrote it.
    """

    id: int
    words: str
    worked: bool
    how_often: str
    agency: str
    since: datetime
    worked_for: tuple[str, ...]
    did_not_work_for: tuple[str, ...]
    own: bool | None
    is_own: bool


@dataclass(frozen=True, slots=True)
class NoteView:
    """For its author and for curators."""

    note: PracticeNote
    title: str
    may_decide: bool
    may_reply: bool
    may_end: bool
    is_own: bool


def accepted_notes(*, page_id: int) -> tuple[Any, ...]:
    """Those of a page, for `notes_of_page`. One query, however many there are and however many answered."""
    return tuple(_on_page(page_id=page_id))


def notes_of_page(accepted: tuple[Any, ...], *, actor: Actor) -> tuple[NoteLine, ...]:
    """As this reader sees them, newest first."""
    rows: dict[int, list[Any]] = {}
    for row in accepted:
        rows.setdefault(row[0], []).append(row)
    return tuple(_line(actor, of_note) for of_note in rows.values())


def visible_notes(actor: Actor) -> QuerySet[PracticeNote]:
    """The only door to a note that is not on its page: its author's, and the curators' of this partnership."""
    here = PracticeNote.objects.filter(page__partnership_id=actor.partnership_id)
    if policy.can_decide(actor):
        return here
    return here.filter(author_id=actor.membership_id)


def own_notes(*, actor: Actor) -> list[NoteView]:
    own = _with_page(visible_notes(actor)).filter(author_id=actor.membership_id).exclude(state=NoteState.ENDED)
    return [_view(actor, note) for note in own.order_by("-offered_at", "-id")[:SHOWN]]


def waiting_notes(*, actor: Actor) -> list[NoteView]:
    """What waits for the curators or for an author's reply, oldest first."""
    refuse_reader(actor)
    waiting = _with_page(visible_notes(actor)).filter(state__in=WAITING_NOTES)
    return [_view(actor, note) for note in waiting.order_by("offered_at", "id")]


def count_waiting(*, actor: Actor) -> int:
    return visible_notes(actor).filter(state__in=WAITING_NOTES).count()


def note_to_read(*, actor: Actor, note_id: int) -> NoteView:
    note = _with_page(visible_notes(actor)).filter(id=note_id).first()
    if note is None or note.state == NoteState.ENDED:
        raise NotFound
    return _view(actor, note)


def note_to_change(*, actor: Actor, note_id: int) -> PracticeNote:
    """Locked until the end of the transaction."""
    found = visible_notes(actor).select_related("page").select_for_update(of=("self",)).filter(id=note_id).first()
    if found is None:
        raise NotFound
    return found


def note_to_answer(*, actor: Actor, note_id: int) -> PracticeNote:
    """One on a live page of this partnership: whoever reads it may say how it went for them."""
    found = PracticeNote.objects.filter(
        id=note_id,
        state=NoteState.ACCEPTED,
        page__partnership_id=actor.partnership_id,
        page__live_revision__isnull=False,
    )
    note = found.select_related("page").select_for_update(of=("self",)).first()
    if note is None:
        raise NotFound
    return note


def cards(actor: Actor, ids: list[str]) -> dict[str, Card]:
    rows = (
        visible_notes(actor)
        .exclude(state=NoteState.ENDED)
        .filter(id__in=[id for id in ids if id.isdecimal()])
        .values_list("id", "page__live_revision__title")
    )
    return {
        str(id): Card(
            key=Key.of(NOTE_KIND, id),
            title=title or "A page that is not live now",
            url=f"/manual/practice-notes/{id}",
            kind_label="Practice note",
        )
        for id, title in rows
    }


def _line(actor: Actor, rows: list[Any]) -> NoteLine:
    id, words, worked, how_often, kind, since, author_id = rows[0][:7]
    answers = [row[7:] for row in rows if row[7] is not None]
    return NoteLine(
        id=id,
        words=words,
        worked=worked,
        how_often=str(HowOften(how_often).label),
        agency=str(OrganisationKind(kind).label),
        since=since,
        worked_for=_agencies(kind for _, kind, worked in answers if worked),
        did_not_work_for=_agencies(kind for _, kind, worked in answers if not worked),
        own=next((worked for person, _, worked in answers if person == actor.person_id), None),
        is_own=author_id == actor.membership_id,
    )


def _agencies(kinds: Iterable[str]) -> tuple[str, ...]:
    """In the order of the list of agencies: the order in which they answered would say something."""
    given = set(kinds)
    return tuple(str(kind.label) for kind in OrganisationKind if kind in given)


def _with_page(notes: QuerySet[PracticeNote]) -> QuerySet[PracticeNote]:
    return notes.select_related("page__live_revision", "author__person", "author__organisation")


def _view(actor: Actor, note: PracticeNote) -> NoteView:
    is_own, live = note.author_id == actor.membership_id, note.page.live_revision
    return NoteView(
        note=note,
        title=live.title if live else note.page.slug,
        may_decide=note.state in WAITING_NOTES and policy.can_decide_note(actor, note),
        may_reply=is_own and note.state == NoteState.ASKED and not actor.second_factor_missing,
        may_end=policy.can_end_note(actor, note) and not actor.second_factor_missing,
        is_own=is_own,
    )
