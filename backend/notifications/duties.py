"""What the worker does for devices and for the daily e-mail."""

from datetime import datetime, timedelta

from backend.embedded.duties import MORE, Duty
from backend.notifications.operations.digest import IN_A_ROUND, send_digests
from backend.notifications.operations.push import forget_old_subscriptions
from backend.notifications.queries.push import is_any_due


def _send(now: datetime) -> object:
    if not is_any_due(now=now):
        return None
    # What speaks to push services takes seconds to load, for which no start of the site should wait.
    from backend.notifications.operations.sending import send_what_is_due  # noqa: PLC0415

    return MORE if send_what_is_due(now=now) else None


def _send_digests(now: datetime) -> object:
    return MORE if send_digests(now=now) == IN_A_ROUND else None


DUTIES = (
    Duty("tell devices", timedelta(seconds=2), _send, apart=True),
    Duty("send the daily e-mail", timedelta(minutes=5), _send_digests, apart=True),
    Duty("forget old push subscriptions", timedelta(hours=6), lambda now: forget_old_subscriptions(now=now)),
)
