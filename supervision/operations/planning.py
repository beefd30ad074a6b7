"""What every way of planning a session shares: one, a series, one in place of a cancelled one, an accepted time."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from backend.kernel.actor import Actor
from backend.kernel.errors import Invalid, WrongMoment
from supervision.enums import Mode
from supervision.models import Agreement, Session
from supervision.operations import trail
from supervision.operations.telling import invite, tell_beside_invitation
from supervision.policy import agreement as agreement_policy
from supervision.policy import session as policy
from supervision.queries import agreement as agreements
from supervision.queries import session as queries
from supervision.queries.busy import NOT_FREE, taken_of
from supervision.queries.participant import participant_of

YEARS_AWAY = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    starts: list[datetime]
    minutes: int
    mode: str
    rebooks: Session | None = None


def agreement_to_plan_under(*, actor: Actor, agreement_id: UUID) -> Agreement:
    agreement = agreements.agreement_to_change(actor=actor, agreement_id=agreement_id)
    me = participant_of(actor=actor, agreement_id=agreement.pk)
    if not agreement_policy.can_plan_session(agreement, me):
        raise WrongMoment("A session needs an agreement that all of you have signed and that has not ended.")
    return agreement


def plan_all(*, actor: Actor, agreement: Agreement, plan: Plan, now: datetime) -> list[Session]:
    """The rows, one line in each inbox, an invitation for each session, and an entry in the trail for each."""
    me = participant_of(actor=actor, agreement_id=agreement.pk)
    facts = {"minutes": plan.minutes, "mode": plan.mode, "planned_at": now, "planned_by": me, "rebooks": plan.rebooks}
    sessions = [Session.objects.create(agreement=agreement, planned_for=start, **facts) for start in plan.starts]
    if len(sessions) == 1:
        kind, key = "supervision.meeting_planned", queries.key(sessions[0].pk)
    else:
        kind, key = "supervision.meetings_planned", agreements.key(agreement.pk)
    tell_beside_invitation(agreement=agreement, kind=kind, key=key, now=now, by=actor)
    invite(agreement=agreement, sessions=sessions, now=now)
    reason = "rebooked" if plan.rebooks else "planned"
    for session in sessions:
        trail.collected(actor=actor, key=queries.key(session.pk), version=1, reason=reason, now=now)
    return sessions


def refuse_rebooking(cancelled: Session) -> None:
    if not policy.can_rebook(cancelled, is_rebooked=queries.is_rebooked(session=cancelled)):
        raise WrongMoment("Only a session that was cancelled is rebooked, and only once.")


def refuse_busy(*, agreement: Agreement, planned_for: datetime, minutes: int) -> None:
    if taken_of(agreement_id=agreement.pk, starts=[planned_for], minutes=minutes):
        raise unfit("planned_for", NOT_FREE)


def refuse_unfit(*, planned_for: datetime, minutes: int, mode: str, now: datetime) -> None:
    if why := why_not_at(planned_for, now=now):
        raise unfit("planned_for", why)
    if not 10 <= minutes <= 240:
        raise unfit("minutes", "Choose a length between 10 and 240 minutes.")
    if mode not in Mode.values:
        raise unfit("mode", "Choose how you meet.")


def why_not_at(planned_for: datetime, *, now: datetime) -> str:
    """ "" when a session can be at this time. A slip in the year is one of the reasons: the first and the last years
    of the calendar cannot even be put into another time zone."""
    if planned_for.tzinfo is None:
        return "Give the time with its zone."
    if abs(planned_for.year - now.year) > YEARS_AWAY:
        return f"Choose a day at most {YEARS_AWAY} years away."
    return ""


def unfit(field: str, message: str) -> Invalid:
    return Invalid(message, fields={field: [message]})
