from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from backend.identity import access
from backend.identity.http import Request
from practice_wisdom.manual.queries import desk as queries


@dataclass(frozen=True, slots=True)
class Section:
    """`lines`: the name of its list on the desk (None there: not for this reader); `template`: shows one `line`."""

    lines: str
    title: str
    template: str
    empty: str


SECTIONS = (
    Section("to_approve", "Waiting for your approval", "manual/parts/desk_line.html", "Nothing waits for you."),
    Section(
        "to_publish",
        "Ready to publish",
        "manual/parts/desk_line.html",
        "Nothing is ready. A revision comes here when the agencies have approved it.",
    ),
    Section(
        "drafts",
        "Drafts",
        "manual/parts/desk_line.html",
        "No drafts. Start one from a page, or start a new page.",
    ),
    Section("waiting", "Waiting for others", "manual/parts/desk_line.html", "Nothing waits for others."),
    Section(
        "due",
        "Due for checking",
        "manual/parts/page_line.html",
        "Every page is in date for the next 30 days.",
    ),
    Section(
        "unhelpful",
        "Found unhelpful",
        "manual/parts/unhelpful_line.html",
        "No reader has found a live page unhelpful.",
    ),
    Section(
        "broken_links",
        "Broken links",
        "manual/parts/broken_links_line.html",
        "Every link of every live page leads somewhere.",
    ),
)


@access.member
@require_safe
def desk(request: Request) -> HttpResponse:
    found = queries.desk(actor=request.actor, today=timezone.localdate())
    filled = [(section, getattr(found, section.lines)) for section in SECTIONS]
    shown = [(section, lines) for section, lines in filled if lines is not None]
    return render(request, "manual/desk.html", {"desk": found, "sections": shown})
