"""What the worker does for supervision, again and again."""

from datetime import datetime, timedelta

from backend.embedded.duties import MORE, Duty
from supervision.operations.disclosure import tell_those_due
from supervision.operations.hold import tell_of_reviews_due
from supervision.operations.mail import send_mails
from supervision.operations.reminders import remind
from supervision.operations.retention import delete_what_is_due, forget_old_oversight
from supervision.operations.subject_access import forget_expired_exports

# After a rule was shortened there may be years to delete: a few batches a round, and everybody else in between.
BATCHES_A_ROUND = 3


def delete_some_of_what_is_due(now: datetime) -> object:
    return MORE if delete_what_is_due(now=now, batches=BATCHES_A_ROUND) else None


DUTIES = (
    Duty("delete what is due under the rules", timedelta(hours=1), delete_some_of_what_is_due),
    Duty("forget what officers did long ago", timedelta(hours=6), lambda now: forget_old_oversight(now=now)),
    Duty("tell of disclosures whose day has come", timedelta(minutes=10), lambda now: tell_those_due(now=now)),
    Duty("tell of legal holds to look at again", timedelta(hours=1), lambda now: tell_of_reviews_due(now=now)),
    Duty("forget exports that have expired", timedelta(hours=1), lambda now: forget_expired_exports(now=now)),
    Duty("send mail about meetings", timedelta(seconds=10), lambda now: send_mails(now=now)),
    Duty("remind of meetings", timedelta(minutes=10), lambda now: remind(now=now)),
)
