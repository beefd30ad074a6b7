"""What the demonstration begins with: two signed agreements, a joint session three weeks ago with its record, and one
next week. All of it is invented."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from backend.identity.queries.hats import actor_by_email
from backend.kernel.actor import Actor
from supervision.enums import ActionState, Frequency, Kind, Mode, Part, Statement, Visibility
from supervision.models import OwnLines, Session, Terms
from supervision.operations import action as actions
from supervision.operations import agreement as agreements
from supervision.operations import record as records
from supervision.operations import section as sections
from supervision.operations import session as sessions
from supervision.queries.agreement import cards
from supervision.queries.participant import participant_of

TUESDAY = 1
JOINT_TERMS = Terms(
    purpose="To think together about the work we do side by side, before the next night shift makes us forget it.",
    goals=(
        "Fewer handovers in the dark.\n"
        "Each of us can explain what the other one may and may not do.\n"
        "A place to put down what stays with us after a hard visit."
    ),
    not_this="Not case planning, not a complaint about each other's service, not line management.",
    governing_policy="Each organisation's own supervision policy. Where they differ, the stricter one.",
    may_direct_work=False,
    line_managers_told="That we meet, and when. Never what is said.",
    frequency=Frequency.MONTHLY.value,
    length_minutes=60,
    place="The small meeting room at the library. Phones off, except for a call from control.",
    record_rules="Learning only, no names. Each writes their own words and chooses who reads them. We sign on the day.",
    further_limits="If one of us has to pass something on, we tell the other first wherever that is safe.",
)
# The sergeant's, and the other one's.
JOINT_LINES = (
    OwnLines(
        accountability="The neighbourhood inspector, in the monthly one-to-one.",
        wants="To understand why a referral that felt urgent to me was not, and to say so before I am cross.",
        brings="What the first hour looks like from the doorstep.",
    ),
    OwnLines(
        accountability="The team manager, in casework supervision every four weeks.",
        wants="To be told early when an officer is worried, even without evidence.",
        brings="What happens to a family in the six months after we have gone.",
    ),
)
INSIDE_TERMS = Terms(
    purpose="Protected time to look back on response work, away from the figures.",
    goals="To notice sooner when a job stays in the head. To try one thing differently each month.",
    not_this="Not performance management and not discipline.",
    line_managers_told="That we meet. The sergeant keeps performance for the other meeting.",
    frequency=Frequency.SIX_WEEKLY.value,
    length_minutes=45,
    place="A walk round the park if it is dry, the parade room if it is not.",
    record_rules="Three lines each. What is only mine stays only mine.",
)
# The sergeant's, and the other one's.
INSIDE_LINES = (
    OwnLines(
        wants="Honesty about what my briefings leave out.",
        brings="Time, and no laptop.",
    ),
    OwnLines(
        wants="To say that I got something wrong without it following me.",
        brings="One job a month that I still think about.",
    ),
)
# Of the joint session: who wrote it, at which stage.
WORDS = (
    ("what", "We stood at the same door and told the family two different things about what happens next."),
    ("so-what", "Each of us thought the other one had said it. Nobody checked, because the shift was ending."),
    ("now-what", "Before we go in: one minute, who says what. After it: one of us says it again, in plain words."),
)
# Whose it is, and in how many days after that session.
ACTIONS = (
    ("sergeant", "Show the team the one-minute talk before the door, at Thursday's briefing.", 14),
    ("socialworker", "Send the sergeant two examples of a referral that says what was seen and not what it means.", 30),
    ("sergeant", "Come along to the duty desk for one afternoon.", 45),
)
AGENDA = (
    "Handing over at ten at night: what does each of us need to hear in the first two minutes?",
    "When one of us thinks a child is safe enough and the other does not",
)


@transaction.atomic
def load(*, now: datetime) -> None:
    """Makes each agreement that the two do not have yet; touches none they have."""
    sergeant = actor_by_email(email="sergeant@police.example")
    officer = actor_by_email(email="officer@police.example")
    socialworker = actor_by_email(email="socialworker@council.example")
    have = {who.membership_id for card in cards(actor=sergeant, now=now) for who in card.circle.others}
    if officer.membership_id not in have:
        _signed(sergeant, officer, Kind.REFLECTIVE, INSIDE_TERMS, INSIDE_LINES, now)
    if socialworker.membership_id not in have:
        joint = _signed(sergeant, socialworker, Kind.JOINT, JOINT_TERMS, JOINT_LINES, now)
        _hold(sergeant, socialworker, joint, now)
        _plan(sergeant, socialworker, joint, now)


def _signed(
    proposer: Actor, other: Actor, kind: Kind, terms: Terms, lines: tuple[OwnLines, OwnLines], now: datetime
) -> UUID:
    members = (proposer.membership_id, other.membership_id)
    agreement = agreements.propose_agreement(
        actor=proposer,
        membership_ids=[other.membership_id],
        kind=kind.value,
        part=Part.SUPERVISOR.value,
        terms=replace(terms, lines=dict(zip(members, lines, strict=True))),
        now=now,
    )
    for actor in (proposer, other):
        agreements.sign_agreement(actor=actor, agreement_id=agreement.pk, expected_version=agreement.version, now=now)
    return agreement.pk


def _hold(sergeant: Actor, socialworker: Actor, agreement_id: UUID, now: datetime) -> None:
    """A session that is over, its record signed by both; one of its actions is done, one of them overdue."""
    session = _planned(sergeant, agreement_id, _next_week(now) - timedelta(weeks=4), now)
    by_both = {"sergeant": sergeant, "socialworker": socialworker}
    record = records.start_record(
        actor=sergeant,
        session_id=session.pk,
        form_key="what-so-what",
        minutes=30,
        statement=Statement.NOT_A_WITNESS.value,
        now=now,
    )
    for (stage, text), actor in zip(WORDS, (sergeant, socialworker, sergeant), strict=True):
        where: dict[str, Any] = {"actor": actor, "record_id": record.pk, "stage": stage, "now": now}
        sections.save_section(text=text, expected_version=0, **where)
        sections.change_section_visibility(visibility=Visibility.TWO_OF_US.value, expected_version=1, **where)
    agreed = [
        actions.add_action(
            actor=sergeant,
            record_id=record.pk,
            text=text,
            owner_id=participant_of(actor=by_both[owner], agreement_id=agreement_id).pk,
            due_on=timezone.localdate(session.planned_for) + timedelta(days=days),
            now=now,
        )
        for owner, text, days in ACTIONS
    ]
    _sign(by_both.values(), record.pk, agreed[-1].record.version, now)
    actions.mark_action(
        actor=sergeant,
        action_id=agreed[-1].pk,
        state=ActionState.DONE.value,
        reason="",
        due_on=None,
        expected_version=1,
        now=now,
    )


def _sign(everybody: Iterable[Actor], record_id: UUID, version: int, now: datetime) -> None:
    first, *_ = everybody = list(everybody)
    record = records.share_record(actor=first, record_id=record_id, expected_version=version, now=now)
    for actor in everybody:
        records.sign_record(actor=actor, record_id=record_id, note="", expected_version=record.version, now=now)


def _plan(sergeant: Actor, socialworker: Actor, agreement_id: UUID, now: datetime) -> None:
    session = _planned(sergeant, agreement_id, _next_week(now), now)
    for actor, text in zip((sergeant, socialworker), AGENDA, strict=True):
        sessions.add_agenda_item(actor=actor, session_id=session.pk, text=text, now=now)


def _planned(sergeant: Actor, agreement_id: UUID, planned_for: datetime, now: datetime) -> Session:
    return sessions.plan_session(
        actor=sergeant,
        agreement_id=agreement_id,
        planned_for=planned_for,
        minutes=60,
        mode=Mode.IN_PERSON.value,
        now=now,
    )


def _next_week(now: datetime) -> datetime:
    """Tuesday of next week, two in the afternoon."""
    today = timezone.localdate(now)
    day = today + timedelta(days=7 - today.weekday() + TUESDAY)
    return timezone.make_aware(datetime.combine(day, time(14)))
