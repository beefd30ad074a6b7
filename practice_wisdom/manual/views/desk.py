from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from backend.identity import access
from backend.identity.http import Request
from practice_wisdom.manual.queries import desk as queries
from practice_wisdom.manual.queries.flow import flow_of


@dataclass(frozen=True, slots=True)
class Section:
    """`lines`: the name of its list on the desk (None there: not for this reader); `template`: shows one `line`."""

    lines: str
    title: str
    template: str


SECTIONS = (
    Section("to_approve", "Waiting for your approval", "manual/parts/desk_line.html"),
    Section("to_publish", "Ready to publish", "manual/parts/desk_line.html"),
    Section("drafts", "Drafts", "manual/parts/desk_line.html"),
    Section("waiting", "Waiting for others", "manual/parts/desk_line.html"),
    Section("overdue", "Overdue for checking", "manual/parts/page_line.html"),
    Section("due", "Due for checking", "manual/parts/page_line.html"),
    Section("suggestions", "Suggestions", "manual/parts/suggestion_line.html"),
    Section("practice_notes", "Practice notes", "manual/parts/practice_note_line.html"),
    Section("unhelpful", "Found unhelpful", "manual/parts/unhelpful_line.html"),
    Section("required", "Must be read", "manual/parts/required_line.html"),
    Section("questions", "Unanswered questions", "manual/parts/question_line.html"),
    Section("broken_links", "Broken links", "manual/parts/broken_links_line.html"),
    Section("notes", "Local notes to look at", "manual/parts/note_line.html"),
)
FLOW_SECTIONS = (
    Section("scheduled", "Scheduled", "manual/parts/schedule_line.html"),
    Section("withdrawn", "Withdrawn lately", "manual/parts/withdrawal_line.html"),
)


@access.member
@require_safe
def desk(request: Request) -> HttpResponse:
    found = queries.desk(actor=request.actor, today=timezone.localdate())
    flow = flow_of(actor=request.actor, now=timezone.now())
    filled = [(section, getattr(found, section.lines)) for section in SECTIONS]
    filled += [(section, getattr(flow, section.lines)) for section in FLOW_SECTIONS]
    shown = [(section, lines) for section, lines in filled if lines is not None]
    empty = [section.title for section, lines in shown if not lines]
    seen = {"desk": found, "flow": flow, "sections": shown, "empty_sections": empty}
    return render(request, "manual/desk.html", seen | {"is_empty": len(empty) == len(shown)})
