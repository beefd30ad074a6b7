from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from backend.kernel.actor import Actor
from backend.kernel.errors import Invalid
from supervision.enums import Frequency
from supervision.models import Session
from supervision.operations.agreement import open_agreement
from supervision.operations.planning import Plan, agreement_to_plan_under, plan_all, refuse_unfit, unfit, why_not_at
from supervision.queries.agreement import AgreementPage
from supervision.queries.busy import NOT_FREE, overlap, taken_of
from supervision.queries.series import AT_MOST, USUAL, Slot, next_first, proposed_series


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Proposed dates, and what they were reckoned from."""

    agreement: AgreementPage
    first: datetime
    every: Frequency
    minutes: int
    slots: list[Slot]


def propose_series(
    *, actor: Actor, agreement_id: UUID, now: datetime, first: datetime | None = None, every: Frequency | None = None
) -> Series:
    """What the terms ask for, after the last session that is planned; or from `first` on, as often as `every`.

    Opening the terms is a reading.
    """
    opened = open_agreement(actor=actor, agreement_id=agreement_id, now=now)
    agreed = Frequency(opened.terms.frequency)
    every = every or (USUAL if agreed is Frequency.AS_NEEDED else agreed)
    first = first or next_first(actor=actor, agreement_id=agreement_id, every=every, now=now)
    minutes = opened.terms.length_minutes
    slots = proposed_series(agreement_id=agreement_id, first=first, every=every, minutes=minutes, now=now)
    return Series(agreement=opened, first=first, every=every, minutes=minutes, slots=slots)


@transaction.atomic
def plan_series(
    *, actor: Actor, agreement_id: UUID, starts: dict[str, datetime], minutes: int, mode: str, now: datetime
) -> list[Session]:
    """All of them or none. `starts` by the name under which the sender shall find what is wrong with one."""
    agreement = agreement_to_plan_under(actor=actor, agreement_id=agreement_id)
    if not 1 <= len(starts) <= AT_MOST:
        raise unfit("starts", f"Choose at least one date, and at most {AT_MOST}.")
    refuse_unfit(planned_for=now, minutes=minutes, mode=mode, now=now)
    wrong = _wrong_days(starts, now) or _clashes(agreement.pk, starts, minutes)
    if wrong:
        raise Invalid("Some of the dates need changing. Nothing is planned yet.", fields=wrong)

    plan = Plan(starts=sorted(starts.values()), minutes=minutes, mode=mode)
    return plan_all(actor=actor, agreement=agreement, plan=plan, now=now)


def _wrong_days(starts: dict[str, datetime], now: datetime) -> dict[str, list[str]]:
    found = {}
    for name, start in starts.items():
        why = why_not_at(start, now=now)
        if not why and start <= now:
            why = "Choose a day that is still to come."
        if why:
            found[name] = [why]
    return found


def _clashes(agreement_id: UUID, starts: dict[str, datetime], minutes: int) -> dict[str, list[str]]:
    """With what is planned already, and among themselves."""
    taken = set(taken_of(agreement_id=agreement_id, starts=list(starts.values()), minutes=minutes))
    found = {name: [NOT_FREE] for name, start in starts.items() if start in taken}
    earlier: list[datetime] = []
    for name, start in starts.items():
        if any(overlap(one=start, other=other, minutes=minutes) for other in earlier):
            found.setdefault(name, ["You have this time twice."])
        earlier.append(start)
    return found
