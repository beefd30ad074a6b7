"""What is written reads back as the same meeting, by a reader that knows only the standard's rules of lines."""

import re
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as some

from backend.kernel.icalendar import Event, Method, calendar, escaped, folded, moment

NAME = re.compile(r"[A-Z-]+(;[A-Z-]+=[A-Z-]+)*")
MEETING = Event(
    uid="7@alongside.example",
    sequence=0,
    starts_at=datetime(2027, 7, 6, 14, tzinfo=timezone(timedelta(hours=1))),
    minutes=60,
    stamped_at=datetime(2026, 11, 22, 9, 30, tzinfo=UTC),
    title="Meeting (Alongside)",
    link="https://alongside.example/meetings/7",
)
ANY_DAY = {"min_value": datetime(1971, 1, 1), "max_value": datetime(9990, 1, 1)}  # noqa: DTZ001 -- in any zone
moments = some.datetimes(**ANY_DAY, timezones=some.timezones())
texts = some.text(max_size=300)


def lines_of(data):
    """Unfolded. Refuses what no calendar need take: bare line ends, lines too long, characters cut in two."""
    assert data.endswith(b"\r\n")
    found = []
    for line in data[:-2].split(b"\r\n"):
        assert len(line) <= 75, line
        assert b"\n" not in line
        assert b"\r" not in line
        line.decode()
        if line.startswith(b" "):
            found[-1] += line[1:]
        else:
            found.append(line)
    return [line.decode() for line in found]


def read(text):
    """A TEXT value as it was before it was escaped."""
    return re.sub(r"\\(.)", lambda one: "\n" if one[1] in "nN" else one[1], text)


def properties(data):
    found = [line.partition(":") for line in lines_of(data)]
    assert [name for name, colon, _ in found if not (colon and NAME.fullmatch(name))] == []
    return {name.split(";")[0]: value for name, _, value in found if name not in ("BEGIN", "END")}


def as_kept(text):
    whole = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(one for one in whole if one in "\n\t" or (ord(one) >= 32 and ord(one) != 127))


def test_a_meeting_as_a_calendar_takes_it():
    invited = Event(**{name: getattr(MEETING, name) for name in MEETING.__slots__} | {"attendee": "sam@police.example"})

    assert lines_of(calendar([invited], method=Method.REQUEST)) == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Alongside//Meetings//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:REQUEST",
        "BEGIN:VEVENT",
        "UID:7@alongside.example",
        "SEQUENCE:0",
        "DTSTAMP:20261122T093000Z",
        "DTSTART:20270706T130000Z",
        "DTEND:20270706T140000Z",
        "SUMMARY:Meeting (Alongside)",
        "DESCRIPTION:https://alongside.example/meetings/7",
        "URL:https://alongside.example/meetings/7",
        "CLASS:PRIVATE",
        "STATUS:CONFIRMED",
        "ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=FALSE:mailto:sam@police.example",
        "END:VEVENT",
        "END:VCALENDAR",
    ]


def test_a_calendar_without_meetings_is_one_too():
    assert lines_of(calendar([], method=Method.PUBLISH))[-1] == "END:VCALENDAR"


@given(title=texts, link=texts, uid=texts, organiser=texts)
def test_whatever_stands_in_it_begins_no_line_of_its_own(title, link, uid, organiser):
    event = Event(
        uid=uid,
        sequence=3,
        starts_at=MEETING.starts_at,
        minutes=60,
        stamped_at=MEETING.stamped_at,
        title=title,
        link=link,
        is_cancelled=True,
        organiser=f"{organiser}@police.example",
    )

    found = properties(calendar([event], method=Method.CANCEL))

    assert (read(found["SUMMARY"]), read(found["UID"])) == (as_kept(title), as_kept(uid))
    assert (found["METHOD"], found["STATUS"], found["SEQUENCE"]) == ("CANCEL", "CANCELLED", "3")
    assert len(found) == 15


@given(text=texts)
def test_a_folded_line_unfolds_to_itself(text):
    line = "SUMMARY:" + escaped(text)

    assert lines_of(folded(line)) == [line]


@given(when=moments, minutes=some.integers(10, 240))
def test_a_moment_is_the_same_moment_wherever_it_is_read(when, minutes):
    event = Event(
        **{name: getattr(MEETING, name) for name in MEETING.__slots__} | {"starts_at": when, "minutes": minutes}
    )

    found = properties(calendar([event], method=Method.PUBLISH))
    starts, ends = (
        datetime.strptime(found[name], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC) for name in ("DTSTART", "DTEND")
    )

    assert starts == when.astimezone(UTC).replace(microsecond=0)
    assert ends - starts == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("text", "written"), [("a;b,c\\d", "a\\;b\\,c\\\\d"), ("a\r\nb", "a\\nb"), ("a\x00\x1b\x7fb", "ab")]
)
def test_what_is_special_is_escaped(text, written):
    assert escaped(text) == written


def test_years_have_four_figures():
    assert moment(datetime(987, 1, 1, tzinfo=UTC)).startswith("0987")
