"""The worker sends what was written. What cannot be sent is tried again for a day; the inbox says it all the same."""

import logging
from dataclasses import replace
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.conf import settings

from backend.kernel.icalendar import Event, Method
from supervision.enums import MailKind, SessionState
from supervision.mail import send
from supervision.models import OutgoingMail
from supervision.queries.calendar import event_of, mails_to_send

logger = logging.getLogger("alongside.supervision")

# What one round sends, so that the worker soon comes to its other duties.
IN_A_ROUND = 20
TRIED_FOR = timedelta(days=1)
PAUSE = timedelta(minutes=10)


def send_mails(*, now: datetime) -> int:
    """How many went out. Cut short after a mail went out and before that is written down, it goes out again: the same
    invitation twice is one entry in a calendar."""
    return sum(_send(mail, now) for mail in mails_to_send(now=now, limit=IN_A_ROUND))


def _send(mail: OutgoingMail, now: datetime) -> bool:
    membership = mail.membership
    is_wanted = membership.disabled_at is None and membership.person.is_active and _still_true(mail)
    if not is_wanted or mail.written_at < now - TRIED_FOR:
        mail.delete()
        return False
    try:
        send(email=membership.person.email, event=_event(mail), method=_method(mail))
    except (SMTPException, OSError) as failed:
        # The address stays out of the log.
        logger.warning("mail not sent", extra={"error": type(failed).__name__})
        mail.next_try_at = now + PAUSE
        mail.save(update_fields=["next_try_at"])
        return False
    mail.delete()
    return True


def _still_true(mail: OutgoingMail) -> bool:
    """An invitation to what was cancelled meanwhile would put it back."""
    return mail.kind != MailKind.REQUEST or (mail.session is not None and mail.session.state != SessionState.CANCELLED)


def _event(mail: OutgoingMail) -> Event | None:
    if mail.session is None:
        return None
    event = event_of(
        session=mail.session,
        stamped_at=mail.written_at,
        organiser=settings.DEFAULT_FROM_EMAIL,
        attendee=mail.membership.person.email,
    )
    if mail.kind == MailKind.CANCEL and not event.is_cancelled:
        # For somebody who has left, while the others meet.
        return replace(event, is_cancelled=True, sequence=event.sequence + 1)
    return event


def _method(mail: OutgoingMail) -> Method:
    return Method.CANCEL if mail.kind == MailKind.CANCEL else Method.REQUEST
