"""The daily e-mail: fixed words and counts. What it is about is read in the inbox, after signing in."""

from collections.abc import Mapping

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse

from backend.notifications.enums import Group

SUBJECT = "New in your Alongside inbox"
TEXT = """\
New in your inbox, and not read yet:

{counts}

Sign in to read it:
{inbox}

What you are told, and whether this e-mail comes:
{told}
"""
# A mailbox may be open to others.
ELSE = "Other updates"


def send_digest(*, email: str, counts: Mapping[Group, int]) -> None:
    """Raises what the mail server says."""
    lines = [
        f"- {ELSE if group == Group.OTHER else group.label}: {counts[group]}" for group in Group if group in counts
    ]
    told, inbox = (settings.BASE_URL + reverse(name) for name in ("told", "inbox"))
    message = TEXT.format(counts="\n".join(lines), inbox=inbox, told=told)
    send_mail(subject=SUBJECT, message=message, from_email=None, recipient_list=[email])
