from datetime import datetime, timedelta

from django.db import transaction

from supervision.models import Session
from supervision.operations.telling import tell
from supervision.queries import session as queries
from supervision.queries.calendar import sessions_to_remind_of

AHEAD = timedelta(days=1)


def remind(*, now: datetime) -> int:
    """A day before a session, once, everybody who takes part. How many sessions there were; safe to cut short."""
    return sum(_remind(session, now) for session in sessions_to_remind_of(until=now + AHEAD, now=now))


@transaction.atomic
def _remind(session: Session, now: datetime) -> bool:
    """Whoever comes second, in another process, finds it done."""
    mine = Session.objects.filter(pk=session.pk, reminded_at=None).update(reminded_at=now)
    if mine:
        tell(agreement=session.agreement, kind="supervision.meeting_near", key=queries.key(session.pk), now=now)
    return bool(mine)
