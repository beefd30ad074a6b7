"""Idempotency at the edge: the header of the API, the hidden field of a form."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.utils import timezone
from ninja import Status

from backend.identity.http import Request
from backend.kernel.errors import Missing
from backend.receipts.operations import Answer, digest_of, once

FIELD = "once"


def idempotent(view: Callable[..., Any]) -> Callable[..., Any]:
    """For an API write that returns `(status, dict of ids and versions)`: needs an Idempotency-Key header.

    A `version` in the answer is also its ETag (see `backend.api`).
    """

    @wraps(view)
    def keyed(request: Request, *args: Any, **kwargs: Any) -> Any:
        key = refuse_without_key(request)

        def act() -> Answer:
            status, body = view(request, *args, **kwargs)
            return Answer(status=status, body=body)

        answer = once(
            person_id=request.actor.person_id,
            key=key,
            request_digest=_digest(request, request.body),
            now=timezone.now(),
            act=act,
        )
        return Status(answer.status, answer.body)

    return keyed


def refuse_without_key(request: Request) -> str:
    """The key of an API write. For whoever does much before the part that `idempotent` guards."""
    key = request.headers.get("Idempotency-Key", "").strip()
    if not key:
        raise Missing("Send an Idempotency-Key header, a new UUID for each press: a repeat then has one effect.")
    return key


class _NotDone(Exception):
    """Carries the page of a form that was sent back: nothing happened, so no receipt."""

    def __init__(self, response: HttpResponse) -> None:
        self.response = response


def idempotent_form(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For a page's POST that ends in a redirect: a double tap goes to the same place, with one effect."""

    @wraps(view)
    def keyed(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        key = request.POST.get(FIELD, "")
        if request.method != "POST" or not key:
            return view(request, *args, **kwargs)

        def act() -> Answer:
            response = view(request, *args, **kwargs)
            if not isinstance(response, HttpResponseRedirect):
                raise _NotDone(response)
            return Answer(status=302, body={"url": response.url})

        try:
            digest = _digest(request, _words_of(request))
            answer = once(
                person_id=request.user.pk,
                # Whoever goes back, changes a word and sends again means a second press: the words are part of the key.
                key=f"{key[:36]}:{digest[:32]}",
                request_digest=digest,
                now=timezone.now(),
                act=act,
            )
        except _NotDone as sent_back:
            return sent_back.response
        return HttpResponseRedirect(answer.body["url"])

    return keyed


def _digest(request: Request, body: bytes) -> str:
    # The hat is part of the request: what was done under one is never answered, or done again, under another.
    hat = request.hat.code if request.hat else ""
    return digest_of(method=request.method or "", path=request.get_full_path(), body=body, hat=hat)


def _words_of(request: Request) -> bytes:
    fields = [(name, values) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"]
    return repr(sorted(fields)).encode()
