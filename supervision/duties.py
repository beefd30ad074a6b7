"""What the worker does for supervision, again and again."""

from datetime import timedelta

from backend.embedded.duties import Duty
from supervision.operations.private_note import delete_expired_notes

DUTIES = (Duty("delete expired private notes", timedelta(hours=1), lambda now: delete_expired_notes(now=now)),)
