"""What the worker does for supervision, again and again."""

from datetime import timedelta

from backend.embedded.duties import Duty
from supervision.operations.retention import delete_what_is_due

DUTIES = (Duty("delete what is due under the rules", timedelta(hours=1), lambda now: delete_what_is_due(now=now)),)
