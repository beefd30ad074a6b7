"""What the demo people say about the pages: a suggestion decided and one open, notes on a page and one waiting.

Invented, as they are. Loaded once: whatever is made of it afterwards stays.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast

from backend.identity.queries.hats import actor_by_email
from backend.kernel.actor import Actor
from practice_wisdom.manual.operations.approvals import approve_revision
from practice_wisdom.manual.operations.practice_notes import accept_note, offer_note, tell_experience
from practice_wisdom.manual.operations.revisions import publish_revision, save_and_submit
from practice_wisdom.manual.operations.suggestions import accept_suggestion, suggest_change
from practice_wisdom.manual.queries.revisions import draft_to_edit
from practice_wisdom.manual.queries.voices import anybody_spoke

OFFICER, SERGEANT, NURSE = "officer@police.example", "sergeant@police.example", "nurse@health.example"
SOCIAL_WORKER, CURATOR = "socialworker@council.example", "trainer@police.example"

APPROVERS = ("lead@police.example", "approver@council.example")
LEARNT, LEARNT_ANCHOR = "## What we have learnt", "what-we-have-learnt"
BETTER = "Whoever reads a referral looks for the question: what do you want them to do, and by when?"


@dataclass(frozen=True, slots=True)
class DemoNote:
    """`too` and `not_here`: who said how it went for them; without either it waits for the curators."""

    slug: str
    author: str
    words: str
    worked: bool
    how_often: str
    too: tuple[str, ...] = ()
    not_here: tuple[str, ...] = ()


NOTES = (
    DemoNote(
        "cuckooing",
        OFFICER,
        "Going back with housing two days later, without uniform, got the door opened. That night nobody talked.",
        worked=True,
        how_often="SOMETIMES",
        too=(SOCIAL_WORKER,),
        not_here=(NURSE,),
    ),
    DemoNote(
        "section-136-place-of-safety",
        NURSE,
        "When officers rang the suite before they set off, somebody stood at the door. Otherwise we all waited.",
        worked=True,
        how_often="OFTEN",
        too=(SERGEANT,),
    ),
    DemoNote(
        "self-neglect-and-hoarding",
        SOCIAL_WORKER,
        "Sending a letter first: it lay unopened with the others. A knock at the same hour each week did better.",
        worked=False,
        how_often="OFTEN",
    ),
)


def load_voices(*, now: datetime) -> None:
    curator = actor_by_email(email=CURATOR)
    if anybody_spoke(partnership_id=curator.partnership_id):
        return
    for note in NOTES:
        _load_note(note, curator, now)
    _load_change(curator, now)
    suggest_change(
        actor=actor_by_email(email=OFFICER),
        slug="cuckooing",
        section="do-this-now",
        passage="",
        proposed="Add a first step: is anybody in the flat hurt or unable to leave?",
        why="On the landing that is the first thing to find out.",
        now=now,
    )


def _load_change(curator: Actor, now: datetime) -> None:
    """Suggested, accepted, written, approved by both sides and live."""
    suggestion = suggest_change(
        actor=actor_by_email(email=NURSE),
        slug="writing-a-good-referral",
        section=LEARNT_ANCHOR,
        passage="",
        proposed=BETTER,
        why="Referrals reach us as a story. We look for the question.",
        now=now,
    )
    accepted = accept_suggestion(actor=curator, suggestion_id=suggestion.id, version=suggestion.version, now=now)
    draft = draft_to_edit(actor=curator, revision_id=cast(int, accepted.outcome_revision_id))
    words = replace(draft.words, body=draft.words.body.replace(LEARNT, f"{LEARNT}\n- {BETTER}", 1))
    revision = save_and_submit(actor=curator, revision_id=draft.id, version=draft.version, words=words, now=now)
    for email in APPROVERS:
        revision = approve_revision(
            actor=actor_by_email(email=email), revision_id=revision.id, version=revision.version, now=now
        )
    publish_revision(actor=curator, revision_id=revision.id, version=revision.version, now=now)


def _load_note(demo: DemoNote, curator: Actor, now: datetime) -> None:
    note = offer_note(
        actor=actor_by_email(email=demo.author),
        slug=demo.slug,
        words=demo.words,
        worked=demo.worked,
        how_often=demo.how_often,
        now=now,
    )
    if not demo.too + demo.not_here:
        return
    accept_note(actor=curator, note_id=note.id, version=note.version, now=now)
    for worked, people in ((True, demo.too), (False, demo.not_here)):
        for email in people:
            tell_experience(actor=actor_by_email(email=email), note_id=note.id, worked=worked, now=now)
