"""A record as it is set on paper: what its reader may see of it, and nothing that the screen would not show."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from backend.kernel.glyphs import breakable, heading, on_paper
from supervision.enums import LIMITS_IN_ONE_SENTENCE, Visibility
from supervision.queries.action import ActionLine, ChangeLine
from supervision.queries.participant import Who
from supervision.queries.record import AmendmentText, RecordPage, SectionText

Part = dict[str, Any]
LIMITS = (
    "This record is not privileged: a court or the person it is about can ask for it. "
    f"{LIMITS_IN_ONE_SENTENCE} Keep this print where only those in the session can read it."
)
NOT_SIGNED = "Only you see these day to day. They are not part of what is signed."


def document(*, page: RecordPage, now: datetime) -> dict[str, Any]:
    """For the operation that has noted the reading. Its title says neither who nor what about."""
    local = timezone.localtime(now)
    me = page.circle.me
    made = f"Downloaded by {me.name}, {me.organisation}, {_moment(now)}."
    return {
        "title": f"Record of a meeting, {_day(page.planned_for)}",
        "date": [local.year, local.month, local.day],
        "foot": on_paper(f"Version {page.version}, {page.state_label.lower()}. {made}"),
        "limits": on_paper(LIMITS),
        "facts": [[name, _line(value)] for name, value in _facts(page, now)],
        "parts": [part for part in _parts(page) if part["entries"] or part["intro"]],
    }


def name_of(*, page: RecordPage) -> str:
    """Of the file: a day, and that it is Alongside's."""
    return f"alongside-meeting-{timezone.localtime(page.planned_for):%Y-%m-%d}.pdf"


def _facts(page: RecordPage, now: datetime) -> Iterator[tuple[str, str]]:
    yield "When", f"{_moment(page.planned_for)}, {page.minutes} minutes"
    yield "Who", "; ".join(_who(who) for who in page.circle.everybody)
    yield "Form", f"{page.form.name} (from {page.form.origin})"
    yield "Version", f"{page.version}, {page.state_label.lower()}"
    if page.locked_at:
        yield "Signed by all of you", _moment(page.locked_at)
    yield "Downloaded", f"by {page.circle.me.name}, {_moment(now)}"
    if page.attendance:
        yield "Took part", f"{page.attendance}. No notes were kept."
    if page.wellbeing:
        yield "Support for wellbeing", page.wellbeing_label
    for mark in page.closing_marks:
        if mark.answer is not None:
            yield mark.question.rstrip("?"), "Yes" if mark.answer else "No"


def _parts(page: RecordPage) -> Iterator[Part]:
    private = []
    for stage in page.stages:
        mine = [stage.mine] if stage.mine else []
        written = [text for text in [*mine, *stage.others] if text.text.strip()]
        private += [_section(text, stage.name) for text in written if text.visibility == Visibility.ONLY_ME]
        shared = [text for text in written if text.visibility != Visibility.ONLY_ME]
        yield _part(stage.name, [_section(text, text.author.name) for text in shared])
    yield _part("What you agreed to do", [_action(action) for action in page.actions])
    used = [_entry("", text=_used(one.title, one.is_withdrawn)) for one in page.pages]
    yield _part("Pages of the manual you used", used)
    yield _part("Signatures", _signatures(page), intro="" if page.signatures else "Nobody has signed yet.")
    yield _part("Added later", [_amendment(amendment) for amendment in page.amendments])
    yield _part("Your own words", private, intro=NOT_SIGNED if private else "")


def _section(text: SectionText, title: str) -> Part:
    by = f"{text.author.name}, {text.author.organisation}, {_moment(text.saved_at)}"
    return _entry(title, above=text.visibility_label, text=text.text, below=by)


def _action(action: ActionLine) -> Part:
    agreed = f"{action.owner.name}, {_by_when(action.agreed_due_on)}."
    return _entry("", text=action.text, below=" ".join([agreed, *(_since(change) for change in action.changes)]))


def _since(change: ChangeLine) -> str:
    said = f"{change.state_label}, said {change.by.name}, {_moment(change.at)}"
    return f"{said}: {change.reason} ({_by_when(change.due_on)})." if change.reason else f"{said}."


def _signatures(page: RecordPage) -> list[Part]:
    signed = [
        _entry(
            one.who.name,
            above=f"{one.who.organisation}, {_moment(one.signed_at)}",
            text=f"Note of difference:\n{one.note}" if one.note else "",
        )
        for one in page.signatures
    ]
    there = {one.who.participant_id for one in page.signatures}
    waiting = page.circle.still_to(there) if page.signatures else []
    return signed + [_entry(who.name, above="Has not signed yet") for who in waiting]


def _amendment(amendment: AmendmentText) -> Part:
    names = ", ".join(who.name for who in amendment.signed_by)
    stands = "" if amendment.stands else " It does not stand yet."
    by = f"Added {_moment(amendment.proposed_at)}. Signed by {names}.{stands}"
    return _entry(f"Amendment {amendment.number}, {amendment.author.name}", text=amendment.text, below=by)


def _used(title: str, is_withdrawn: bool) -> str:
    if not title:
        return "A page you cannot read"
    return f"{title} (withdrawn)" if is_withdrawn else title


def _part(title: str, entries: Iterable[Part], *, intro: str = "") -> Part:
    return {"title": heading(title), "intro": on_paper(intro), "entries": list(entries)}


def _entry(title: str, *, above: str = "", text: str = "", below: str = "") -> Part:
    paragraphs = [[_line(line) for line in block.split("\n")] for block in text.split("\n\n") if block.strip()]
    return {
        "title": heading(title) if title else "",
        "above": _line(above),
        "text": paragraphs,
        "below": _line(below),
    }


def _line(text: str) -> str:
    return breakable(on_paper(text.replace("\n", " ").expandtabs(4)))


def _who(who: Who) -> str:
    return f"{who.name}, {who.job_title}, {who.organisation} ({who.part_label.lower()})"


def _by_when(day: date | None) -> str:
    return f"by {_in_words(day)}" if day else "no date"


def _moment(at: datetime) -> str:
    return f"{_day(at)}, {timezone.localtime(at):%H:%M}"


def _day(at: datetime) -> str:
    return _in_words(timezone.localdate(at))


def _in_words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
