"""What `check` says about web push, in plain words."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, Warning, register
from django.db import connection

from backend.notifications.models import PushSubscription
from backend.notifications.push_key import PushKeyMissing, PushKeyTrouble, current_key
from backend.notifications.queries.push import with_another_key

HINT = (
    "Put the former push key back if you have it. Without it, people turn their devices on again at "
    "Your account, What you are told."
)


@register(databases=["default"])
def push_key(app_configs: Sequence[AppConfig] | None, databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    try:
        current_key()
        words = trouble_of_push_key() if databases else None
    except PushKeyMissing:
        # Made when it is first needed.
        return []
    except PushKeyTrouble as trouble:
        return [Error(str(trouble), hint="Until then, no device is told anything.", id="notifications.E001")]
    return [Warning(words, hint=HINT, id="notifications.W001")] if words else []


def trouble_of_push_key() -> str | None:
    """Whether devices were turned on with another key than the one that is there: nothing can be sent to them."""
    if PushSubscription._meta.db_table not in connection.introspection.table_names():
        return None
    lost = with_another_key(fingerprint=current_key().fingerprint)
    if not lost:
        return None
    return f"The push key is another one than before: {lost} devices were turned on with the former and stay silent."
