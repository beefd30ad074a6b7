"""Calendar files as RFC 5545 has them: written here, because a meeting needs a dozen lines and no library.

Every time is in UTC: a single meeting needs no time zone of its own, and every calendar shows it in its owner's.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

PRODUCT = "-//Alongside//Meetings//EN"
MEDIA_TYPE = "text/calendar; charset=utf-8"
# In bytes, without the line end.
LONGEST_LINE = 75
ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


class Method(StrEnum):
    """What the calendar shall do with it: show it, put it in (and change it), take it out."""

    PUBLISH = "PUBLISH"
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """`uid` stays the same for ever; of two with one `uid` the one with the higher `sequence` counts.

    `organiser` and `attendee` are e-mail addresses: an invitation needs both, nothing else has either.
    """

    uid: str
    sequence: int
    starts_at: datetime
    minutes: int
    stamped_at: datetime
    title: str
    link: str
    is_cancelled: bool = False
    organiser: str = ""
    attendee: str = ""


def calendar(events: Iterable[Event], *, method: Method) -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN", f"METHOD:{method.value}"]
    for event in events:
        lines += _event(event)
    lines.append("END:VCALENDAR")
    return b"".join(folded(line) for line in lines)


def folded(line: str) -> bytes:
    """One content line with its end: continued on further lines, never inside a character."""
    pieces: list[bytes] = [b""]
    for character in line:
        # A continued line begins with a space, which counts.
        room = LONGEST_LINE - (1 if len(pieces) > 1 else 0)
        encoded = character.encode()
        if len(pieces[-1]) + len(encoded) > room:
            pieces.append(b"")
        pieces[-1] += encoded
    return b"\r\n ".join(pieces) + b"\r\n"


def escaped(text: str) -> str:
    """As a TEXT value. Control characters other than a new line have no place in one."""
    whole = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(one for one in whole if one in "\n\t" or (ord(one) >= 32 and ord(one) != 127)).translate(ESCAPES)


def moment(when: datetime) -> str:
    utc = when.astimezone(UTC)
    # strftime writes early years with fewer than four figures.
    return f"{utc.year:04}{utc:%m%dT%H%M%SZ}"


def _event(event: Event) -> list[str]:
    # An hour after a wall clock's 01:30 may be 01:30 again: only in UTC is it always an hour.
    ends_at = event.starts_at.astimezone(UTC) + timedelta(minutes=event.minutes)
    lines = [
        "BEGIN:VEVENT",
        f"UID:{escaped(event.uid)}",
        f"SEQUENCE:{event.sequence}",
        f"DTSTAMP:{moment(event.stamped_at)}",
        f"DTSTART:{moment(event.starts_at)}",
        f"DTEND:{moment(ends_at)}",
        f"SUMMARY:{escaped(event.title)}",
        f"DESCRIPTION:{escaped(event.link)}",
        f"URL:{_uri(event.link)}",
        "CLASS:PRIVATE",
        f"STATUS:{'CANCELLED' if event.is_cancelled else 'CONFIRMED'}",
    ]
    if event.organiser:
        lines.append(f"ORGANIZER:mailto:{_uri(event.organiser)}")
    if event.attendee:
        lines.append(f"ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=FALSE:mailto:{_uri(event.attendee)}")
    return [*lines, "END:VEVENT"]


def _uri(address: str) -> str:
    """Our own addresses and those that people sign in with: a line end in one would begin a line of its own."""
    return "".join(one for one in address if ord(one) > 32 and ord(one) != 127)
