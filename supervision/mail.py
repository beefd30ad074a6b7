"""The e-mail about meetings: one sentence for all of them. Neither subject nor text nor file says what it is."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse

from backend.kernel.icalendar import Event, Method, calendar

SUBJECT = "You have an update in Alongside"
TEXT = """\
You have an update in Alongside. Sign in to read it:
{link}
"""


def send(*, email: str, event: Event | None, method: Method) -> None:
    """With a file for the calendar when there is an event. Raises what the mail server says."""
    text = TEXT.format(link=settings.BASE_URL + reverse("inbox"))
    message = EmailMessage(subject=SUBJECT, body=text, from_email=None, to=[email])
    if event is not None:
        # Calendars look for the method in the type, too.
        file = calendar([event], method=method).decode()
        message.attach("meeting.ics", file, f"text/calendar; method={method.value}; charset=utf-8")
    message.send()
