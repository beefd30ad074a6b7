"""What the demonstration begins with: two signed agreements and a joint session next week. All of it is invented."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from backend.identity.queries.hats import actor_by_email
from backend.kernel.actor import Actor
from supervision.enums import Frequency, Kind, Mode, Part
from supervision.models import OwnLines, Terms
from supervision.operations import agreement as agreements
from supervision.operations import session as sessions
from supervision.queries.agreement import cards

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
        _plan(sergeant, socialworker, _signed(sergeant, socialworker, Kind.JOINT, JOINT_TERMS, JOINT_LINES, now), now)


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


def _plan(sergeant: Actor, socialworker: Actor, agreement_id: UUID, now: datetime) -> None:
    session = sessions.plan_session(
        actor=sergeant,
        agreement_id=agreement_id,
        planned_for=_next_week(now),
        minutes=60,
        mode=Mode.IN_PERSON.value,
        now=now,
    )
    for actor, text in zip((sergeant, socialworker), AGENDA, strict=True):
        sessions.add_agenda_item(actor=actor, session_id=session.pk, text=text, now=now)


def _next_week(now: datetime) -> datetime:
    """Tuesday of next week, two in the afternoon."""
    today = timezone.localdate(now)
    day = today + timedelta(days=7 - today.weekday() + TUESDAY)
    return timezone.make_aware(datetime.combine(day, time(14)))
