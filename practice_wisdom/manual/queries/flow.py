"""What is planned and what went lately: the part of the desk that is about time."""

from dataclasses import dataclass
from datetime import datetime

from backend.kernel.actor import Actor
from practice_wisdom.manual import policy
from practice_wisdom.manual.models import Schedule, Withdrawal
from practice_wisdom.manual.queries.schedules import planned
from practice_wisdom.manual.queries.withdrawals import withdrawn_lately


@dataclass(frozen=True, slots=True)
class Flow:
    scheduled: list[Schedule]
    withdrawn: list[Withdrawal]
    may_write: bool
    may_settle: bool


def flow_of(*, actor: Actor, now: datetime) -> Flow:
    """For whoever may use the desk. The number of queries is the same however much there is."""
    return Flow(
        scheduled=planned(actor=actor),
        withdrawn=withdrawn_lately(actor=actor, now=now),
        may_write=policy.can_write(actor),
        may_settle=policy.can_settle(actor),
    )
