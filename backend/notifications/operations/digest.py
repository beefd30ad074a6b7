"""The daily e-mail, for whoever does not look by themselves."""

import logging
from datetime import datetime
from smtplib import SMTPException

from backend.embedded.duties import waiting
from backend.notifications.mail import send_digest
from backend.notifications.models import Choices
from backend.notifications.queries.digest import DigestDue, digest_counts, digests_due

logger = logging.getLogger("alongside.digest")

# So that the worker soon comes to its other duties.
IN_A_ROUND = 20


def send_digests(*, now: datetime) -> int:
    """How many were due. One a day at most, and none when everything is read."""
    due = digests_due(now=now, limit=IN_A_ROUND)
    for one in due:
        _send(one)
    return len(due)


def _send(due: DigestDue) -> None:
    choices, _ = Choices.objects.get_or_create(person_id=due.person_id)
    # Written down first: cut short here, there is none today. The other way round there would be two.
    _cover(choices, due.due_at)
    counts = digest_counts(due=due)
    if not counts:
        return
    try:
        with waiting():
            send_digest(email=due.email, counts=counts)
    except (SMTPException, OSError) as failed:
        # The address stays out of the log.
        logger.warning("digest not sent", extra={"error": type(failed).__name__})
        _cover(choices, due.since)


def _cover(choices: Choices, until: datetime | None) -> None:
    choices.digest_at = until
    choices.save(update_fields=["digest_at"])
