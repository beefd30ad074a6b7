"""When somebody who takes part has another session. Says that, and never whose, with whom or what for."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from supervision.enums import AgreementState, SessionState
from supervision.models import Participant, Session

NOT_FREE = "One of you is not free then. Choose another time."
LONGEST = timedelta(minutes=240)


class Busy:
    """The times taken between two moments, by any of those who take part in the agreement, under any agreement."""

    def __init__(self, *, agreement_id: UUID, earliest: datetime, latest: datetime) -> None:
        here = Participant.objects.filter(left_at=None)
        people = here.filter(agreement_id=agreement_id).values("membership__person_id")
        theirs = here.filter(membership__person_id__in=people).values("agreement_id")
        found = Session.objects.filter(
            agreement_id__in=theirs,
            agreement__state=AgreementState.SIGNED,
            state=SessionState.PLANNED,
            planned_for__gt=earliest - LONGEST,
            planned_for__lt=latest,
        )
        self._taken = [(start, _end(start, minutes)) for start, minutes in found.values_list("planned_for", "minutes")]

    def is_free(self, *, starts_at: datetime, minutes: int) -> bool:
        ends_at = _end(starts_at, minutes)
        return not any(start < ends_at and starts_at < end for start, end in self._taken)


def taken_of(*, agreement_id: UUID, starts: Collection[datetime], minutes: int) -> list[datetime]:
    """Those of `starts` at which one of them is not free. One query."""
    busy = Busy(agreement_id=agreement_id, earliest=min(starts), latest=_end(max(starts), minutes))
    return [start for start in starts if not busy.is_free(starts_at=start, minutes=minutes)]


def overlap(*, one: datetime, other: datetime, minutes: int) -> bool:
    return abs(one - other) < timedelta(minutes=minutes)


def _end(starts_at: datetime, minutes: int) -> datetime:
    return starts_at + timedelta(minutes=minutes)
