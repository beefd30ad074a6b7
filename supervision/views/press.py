"""One press of a button: done once, or the page again with everything that was typed."""

from collections.abc import Callable

from django.forms import Form
from django.http import HttpResponse, QueryDict

from backend.identity.http import Request
from backend.kernel.errors import NotFound, Refusal, Stale
from backend.receipts.http import idempotent_form
from backend.refusals import STATUS, add_to_form
from supervision.edge import trailed

Act = Callable[[], HttpResponse]
Page = Callable[[int, Refusal | None], HttpResponse]


def posted(request: Request) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def press(request: Request, form: Form, *, act: Act, page: Page) -> HttpResponse:
    """`act` changes something and says where to go next; `page(status, refusal)` shows the form.

    The page is made outside the transaction of the press: showing it is a reading, whose entry must stay when a
    refused press is undone.
    """
    if not form.is_valid():
        return page(422 if form.is_bound else 200, None)
    try:
        return _once(request, act)
    except NotFound:
        raise
    except Refusal as refusal:
        add_to_form(form, refusal)
        if isinstance(refusal, Stale):
            _name_the_version_shown_now(request, form, refusal)
        return page(STATUS[type(refusal)], refusal)


@trailed
@idempotent_form
def _once(request: Request, act: Act) -> HttpResponse:
    return act()


def _name_the_version_shown_now(request: Request, form: Form, stale: Stale) -> None:
    """Both texts are on the page that follows, so the next press is made knowing the other one."""
    if "version" in form.fields:
        data = request.POST.copy()
        data["version"] = str(stale.current["version"])
        form.data = data
