"""What every answer carries: a log line, and headers that keep private pages private."""

import logging
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from backend import logs

logger = logging.getLogger("alongside.request")
# A view may say this instead: the browser keeps the answer, and asks us each time before it shows it again.
KEEP_BUT_ASK = "private, no-cache"
Handler = Callable[[HttpRequest], HttpResponse]

METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
PERMISSIONS_POLICY = (
    "camera=(), microphone=(), geolocation=(self), payment=(), usb=(), browsing-topics=(), interest-cohort=()"
)


def log_request(get_response: Handler) -> Handler:
    """One line a request: route, status, milliseconds and ids. The address's own words and the query stay out.

    None for a view that is `logs.unlogged`.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        response = get_response(request)
        if getattr(request, "unlogged", False):
            return response
        route = request.resolver_match.route if request.resolver_match else ""
        actor = getattr(request, "actor", None)
        logger.info(
            "request",
            extra=logs.facts(
                # Anything may stand there; only what we answer to is written down.
                method=request.method if request.method in METHODS else "OTHER",
                route=route,
                status=response.status_code,
                ms=round((time.perf_counter() - started) * 1000, 1),
                person=actor and actor.person_id,
                organisation=actor and actor.organisation_id,
            ),
        )
        return response

    return middleware


def private_by_default(get_response: Handler) -> Handler:
    """`no-store` unless a view said otherwise and nobody is signed in: Back after sign-out must show nothing."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        # `user` is lazy: looking at it only when the view did keeps public pages free of queries.
        said = response.get("Cache-Control")
        if said != KEEP_BUT_ASK and (getattr(request, "actor", None) is not None or said is None):
            response["Cache-Control"] = "no-store, private"
        response.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response

    return middleware
