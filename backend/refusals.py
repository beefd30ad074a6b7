"""The one table from refusal to HTTP, for pages and for the API alike."""

import logging
import sys
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render, resolve_url
from django.template.loader import render_to_string
from ninja import NinjaAPI
from ninja.errors import AuthenticationError

from backend.kernel import errors
from backend.unsent import page_before, unsent

logger = logging.getLogger("alongside.failure")

STATUS: dict[type[errors.Refusal], int] = {
    errors.NotSignedIn: 401,
    errors.NotPermitted: 403,
    errors.NotFound: 404,
    errors.Stale: 412,
    errors.WrongMoment: 409,
    errors.Ended: 409,
    errors.Invalid: 422,
    errors.Missing: 428,
}
HEADINGS = {
    400: "That request cannot be read",
    401: "You are signed out",
    403: "You cannot do this",
    404: "Not found",
    405: "This address only takes what a form sends",
    409: "Not at this moment",
    412: "Somebody saved in the meantime",
    422: "Some words or values need changing",
    428: "Something is missing from the request",
    503: "Alongside cannot save just now",
}
API = "/api/"
BUSY_DATABASE = (OperationalError, InterfaceError)
FAILED = "Something went wrong. It is our fault, and it has been written down."
SIGNED_OUT = "Your sign-in ended before this arrived, so nothing of it is saved yet."
ASK_WHO = (
    "Sign in on the site, or send “Authorization: Bearer” with a token that has not ended. Whoever runs this site "
    "makes one with ./alongside manage token EMAIL."
)
WRONG_METHOD = "There is nothing to read here. Go to the page with the form."
TOO_LONG = "This is longer than can be sent in one go. Go back: your words are still in the form. Send a part of them."
UNREADABLE = "Check the address, or start again from the home page."
BUSY = "Nothing of yours is lost. Wait a few seconds and try again; pages can still be read."


def body_of(refusal: errors.Refusal) -> dict[str, Any]:
    """What the API answers: `detail` for people, `fields` for forms, `current` for the server's copy."""
    body: dict[str, Any] = {"detail": refusal.message}
    if refusal.fields:
        body["fields"] = refusal.fields
    if isinstance(refusal, errors.Stale):
        body["current"] = refusal.current
    return body


def page_of(request: HttpRequest, *, status: int, message: str, heading: str = "", again: bool = False) -> HttpResponse:
    """The refusal as a page, with whatever was typed. `again`: sending the same once more may well succeed."""
    if request.path.startswith(API):
        return JsonResponse({"detail": message}, status=status)
    context = {
        "heading": heading or HEADINGS.get(status, "Something went wrong"),
        "message": message,
        "unsent": unsent(request, may_send_again=again),
        "page_before": page_before(request),
    }
    return render(request, "pwa/refusal.html", context, status=status)


class RefusalMiddleware:
    """Turns a refusal that a view let through into a page that says what to do."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # Django's own answer to a method that an address does not take has no words at all.
        if response.status_code == 405 and not request.path.startswith(API):
            response.content = page_of(request, status=405, message=WRONG_METHOD).content
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, errors.NotSignedIn):
            return _to_sign_in(request)
        if isinstance(exception, errors.Refusal):
            status = STATUS[type(exception)]
            return page_of(request, status=status, message=exception.message, heading=exception.heading)
        if isinstance(exception, BUSY_DATABASE):
            return _noted(request, exception, page_of(request, status=503, message=BUSY, again=True))
        return None


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """Whoever wanted to read comes back here afterwards. What was sent is shown: it is in no other place."""
    if request.method in ("GET", "HEAD"):
        return redirect(f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': request.get_full_path()})}")
    return page_of(request, status=401, message=SIGNED_OUT, again=True)


def install(api: NinjaAPI) -> None:
    """Gives the API the same table."""

    @api.exception_handler(errors.Refusal)
    def refuse(request: HttpRequest, refusal: errors.Refusal) -> HttpResponse:
        return api.create_response(request, body_of(refusal), status=STATUS[type(refusal)])

    @api.exception_handler(AuthenticationError)
    def ask_who(request: HttpRequest, error: Exception) -> HttpResponse:
        response = api.create_response(request, body_of(errors.NotSignedIn(ASK_WHO)), status=401)
        response["WWW-Authenticate"] = "Bearer"
        return response

    for kind in BUSY_DATABASE:

        @api.exception_handler(kind)
        def busy(request: HttpRequest, error: Exception) -> HttpResponse:
            return _noted(request, error, page_of(request, status=503, message=BUSY))


def add_to_form(form: BaseForm, refusal: errors.Refusal) -> None:
    """Puts a refusal beside the fields it is about, and above the form what has no field: nothing typed is lost."""
    for field, texts in refusal.fields.items():
        for text in texts:
            form.add_error(field if field in form.fields else None, text)
    if not refusal.fields:
        form.add_error(None, refusal.message)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    message = "The page was open too long, or somebody signed in or out meanwhile. Nothing was saved yet."
    return page_of(request, status=403, heading="Not saved yet", message=message, again=True)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page_of(request, status=404, message=errors.NotFound().message)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page_of(request, status=400, message=TOO_LONG if isinstance(exception, RequestDataTooBig) else UNREADABLE)


def failed(request: HttpRequest) -> HttpResponse:
    """Whatever nobody foresaw, also before and after the view: a database that stops answers there first.

    The page is a file as it is: drawing one that says who is signed in would ask the same database again.
    """
    exception = sys.exc_info()[1]
    status = 503 if isinstance(exception, BUSY_DATABASE) else 500
    if request.path.startswith(API):
        response: HttpResponse = JsonResponse({"detail": BUSY if status == 503 else FAILED}, status=status)
    else:
        page = render_to_string(f"{status}.html", {"unsent": unsent(request, may_send_again=False)})
        response = HttpResponse(page, status=status)
    return _noted(request, exception, response)


def _noted(request: HttpRequest, exception: BaseException | None, response: HttpResponse) -> HttpResponse:
    route = getattr(request.resolver_match, "route", "")
    logger.error("failed", exc_info=exception, extra={"route": route, "status": response.status_code})
    if response.status_code == 503:
        response["Retry-After"] = "5"
    return response
