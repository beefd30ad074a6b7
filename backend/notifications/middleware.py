from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from backend.notifications.device_cookie import device_of
from backend.notifications.operations.push import forget_device, forget_other_devices, hash_of_device
from backend.notifications.queries.notices import has_unread

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


def follow_the_device(get_response: Handler) -> Handler:
    """Who signs out in a browser is not told there any more, nor is whoever had it before the one who signs in."""
    everywhere_else = reverse("usersessions_list")

    def middleware(request: Any) -> HttpResponse:
        before = request.session.get("_auth_user_id")
        response = get_response(request)
        after = request.session.get("_auth_user_id")
        if before != after:
            forget_device(device_hash=hash_of_device(device_of(request)), but_of=int(after) if after else None)
        elif after and request.method == "POST" and request.path == everywhere_else:
            forget_other_devices(person_id=int(after), device_hash=hash_of_device(device_of(request)))
        return response

    return middleware
