"""The e-mail this app sends. No title, no words and no name of a reader: a count, an address, a link."""

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse

from practice_wisdom.manual.models import ApprovalLink

logger = logging.getLogger("alongside.manual")

REMINDER = """\
{pages} of the manual pages in your care {need} checking.

Your inbox in Alongside says which:
{inbox}

Curators also find them on the desk:
{desk}

One press says that a page is still right.
"""
LINK = """\
{inviter} asks you to approve a page of the joint-working manual for {organisation}.

Open this link within 7 days. It shows one page and nothing else, and takes one answer:
{link}

Nothing happens by opening it. If you did not expect it, do nothing.
"""


def send_reminder(*, email: str, pages: int) -> None:
    _send(
        subject="Manual pages to check in Alongside",
        text=REMINDER.format(
            pages=pages,
            need="needs" if pages == 1 else "need",
            inbox=settings.BASE_URL + reverse("inbox"),
            desk=settings.BASE_URL + reverse("desk"),
        ),
        email=email,
    )


def send_approval_link(*, link: ApprovalLink, token: str) -> bool:
    """Whether the mail server took it."""
    return _send(
        subject="A manual page for your approval in Alongside",
        text=LINK.format(
            inviter=link.invited_by.person.name,
            organisation=link.organisation.name,
            link=settings.BASE_URL + reverse("approve_by_link", args=[token]),
        ),
        email=link.email,
    )


def _send(*, subject: str, text: str, email: str) -> bool:
    """A mail server that is down must not undo what the mail is about. The address stays out of the log."""
    try:
        send_mail(subject=subject, message=text, from_email=None, recipient_list=[email])
    except (SMTPException, OSError) as failed:
        logger.warning("mail not sent", extra={"error": type(failed).__name__})
        return False
    return True
