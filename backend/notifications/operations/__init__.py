"""What other apps call: they tell somebody something, and need not know what becomes of it."""

from backend.notifications.operations.notices import forget_old_notices, notify

__all__ = ["forget_old_notices", "notify"]
