"""An old address answers with the new one, on pages and in the API alike."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponsePermanentRedirect
from django.urls import reverse

from backend.identity.http import Request
from backend.kernel.errors import NotFound
from practice_wisdom.manual.queries.addresses import slug_moved_to

View = Callable[..., Any]


def leads_on(*, live: bool) -> Callable[[View], View]:
    """For reading by slug: asks only when nothing is found, so that a page that is there wins, and costs no more.

    `live`: what is read is the live page, not its history.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def led(request: Request, *args: Any, **kwargs: Any) -> Any:
            try:
                return view(request, *args, **kwargs)
            except NotFound:
                slug = slug_moved_to(actor=request.actor, slug=kwargs["slug"], live=live)
                if slug is None:
                    raise
                return HttpResponsePermanentRedirect(_same_at(request, slug))

        return led

    return decorate


def _same_at(request: Request, slug: str) -> str:
    match: Any = request.resolver_match
    path = reverse(match.view_name, kwargs=match.kwargs | {"slug": slug})
    query = request.META.get("QUERY_STRING", "")
    return f"{path}?{query}" if query else path
