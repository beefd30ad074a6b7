"""The starter manual in both demo partnerships, written, approved and published by demo people."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from backend.identity.enums import OrganisationKind
from backend.identity.queries.hats import actor_by_email
from backend.kernel.actor import Actor
from practice_wisdom.manual.operations.local_notes import NoteWords, write_note
from practice_wisdom.manual.operations.requirements import ask_to_read
from practice_wisdom.manual.queries.local_notes import areas_to_write_for, has_local_notes
from practice_wisdom.manual.queries.requirements import number_never_asked
from practice_wisdom.starter_content.demo_voices import load_voices
from practice_wisdom.starter_content.loader import load_starter_content

# The other partnership has only begun: pages that lead to each other and no further.
BEGINNING = (
    "adult-safeguarding-section-42",
    "awol-patients",
    "coercive-control",
    "cuckooing",
    "dash-and-marac",
    "dvpn-and-protection-orders",
    "handover-in-emergency-departments",
    "information-sharing",
    "mappa",
    "mental-capacity-at-scene",
    "missing-adults",
    "missing-children",
    "police-protection-section-46",
    "probation-and-recall",
    "professional-disagreement-and-escalation",
    "reflective-practice",
    "right-care-right-person",
    "section-135-warrant",
    "section-136-place-of-safety",
    "section-47-strategy-discussion",
    "stalking-protection-orders",
    "who-does-what",
    "words-that-mean-different-things",
    "writing-a-good-referral",
)


@dataclass(frozen=True, slots=True)
class Cast:
    author: str
    approvers: tuple[str, ...]
    only: tuple[str, ...] = ()


CASTS = (
    Cast("trainer@police.example", ("lead@police.example", "approver@council.example")),
    Cast(
        "outsider@otherforce.example",
        ("approver@otherforce.example", "approver@othercouncil.example"),
        only=BEGINNING,
    ),
)

# One page that the police of the first partnership must read: what asking looks like, from both sides.
MUST_READ, TO_READ_IN = "right-care-right-person", timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Note:
    """An invented local note: the places and the people do not exist, and the numbers are never given to anybody."""

    author: str
    slug: str
    area: str
    after: str
    body: str


NOTES = (
    Note(
        "approver@council.example",
        "section-136-place-of-safety",
        "Marchfield",
        "Do this now",
        "The place of safety is at **St Brannock's Hospital**, Marchfield (invented). Ring the nurse in charge before "
        "you set off: [01632 960 136](tel:01632960136), day and night. No answer in five minutes: the site manager, "
        "[01632 960 137](tel:01632960137).",
    ),
    Note(
        "trainer@police.example",
        "section-136-place-of-safety",
        "Westmarch",
        "If it gets stuck",
        "In Westmarch the duty inspector rings the hospital's on-call manager at 45 minutes, not at 60. Ask the "
        "control room for “health escalation”.",
    ),
    Note(
        "approver@council.example",
        "child-safeguarding-referral",
        "Marchfield",
        "Who does what",
        "Marchfield's front door answers until 17:30: [01632 960 240](tel:01632960240). After that the emergency duty "
        "team: [01632 960 247](tel:01632960247). Both numbers are invented.",
    ),
)
CHECKED_FOR = timedelta(days=120)


def load(*, now: datetime) -> None:
    for cast in CASTS:
        curator = actor_by_email(email=cast.author)
        load_starter_content(
            partnership_id=curator.partnership_id,
            author=curator,
            approvers=[actor_by_email(email=email) for email in cast.approvers],
            now=now,
            only=cast.only,
        )
    _add_notes(now=now)
    _ask_the_police(actor_by_email(email=CASTS[0].author), now=now)
    load_voices(now=now)


def _add_notes(*, now: datetime) -> None:
    """Once: a note that somebody ended does not come back."""
    curators = {note.author: actor_by_email(email=note.author) for note in NOTES}
    if any(has_local_notes(partnership_id=actor.partnership_id) for actor in curators.values()):
        return
    for note in NOTES:
        _add(curators[note.author], note, now=now)


def _add(curator: Actor, note: Note, *, now: datetime) -> None:
    today = timezone.localdate(now)
    words = NoteWords(after=note.after, body=note.body, checked_on=today, review_by=today + CHECKED_FOR)
    areas = {place.name: place.id for place in areas_to_write_for(actor=curator)}
    write_note(actor=curator, slug=note.slug, area_id=areas[note.area], words=words, now=now)


def _ask_the_police(curator: Actor, *, now: datetime) -> None:
    """Once: whoever ends it is not asked again at the next start."""
    if number := number_never_asked(actor=curator, slug=MUST_READ):
        ask_to_read(
            actor=curator,
            slug=MUST_READ,
            number=number,
            organisation_kinds=[OrganisationKind.POLICE],
            roles=[],
            by=timezone.localdate(now) + TO_READ_IN,
            asks_again=True,
            now=now,
        )
