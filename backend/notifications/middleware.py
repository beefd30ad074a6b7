from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from backend.notifications.queries import has_unread

Handler = Callable[[Any], HttpResponse]


def look_in_inbox(get_response: Handler) -> Handler:
    """Whether the header says that something is new. Looked up here, so that drawing an error page asks no database."""
    api_docs = reverse("api_docs")

    def middleware(request: Any) -> HttpResponse:
        has_header = not request.path.startswith("/api/") or request.path == api_docs
        # Also for what a form sends: a refusal is drawn with the same header.
        shown = request.actor is not None and has_header
        request.has_unread = shown and has_unread(actor=request.actor)
        return get_response(request)

    return middleware
