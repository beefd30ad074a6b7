"""What other apps and every page ask for."""

from backend.notifications.queries.notices import has_unread, inbox

__all__ = ["has_unread", "inbox"]
