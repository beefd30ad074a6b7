from collections.abc import Callable
from typing import Any

from csp.constants import SELF
from csp.decorators import csp_replace
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from backend.identity import access
from backend.identity.http import Request
from backend.kernel.downloads import pdf_response
from practice_wisdom.manual.moved import leads_on
from practice_wisdom.manual.operations import paper, print_orders
from practice_wisdom.manual.queries.paper import WHOLE_MANUAL
from practice_wisdom.manual.queries.print_orders import order_of
from practice_wisdom.manual.queries.prints import standing

View = Callable[..., Any]
# The viewer inside a browser is an object to it, and "none" would leave the sheet empty.
in_a_viewer: Callable[[View], View] = csp_replace({"object-src": [SELF]})


@access.member
@require_safe
@in_a_viewer
@leads_on(live=True)
def page_pdf(request: Request, slug: str) -> HttpResponse:
    made = paper.print_page(actor=request.actor, slug=slug, now=timezone.now())
    return pdf_response(name=made.name, pdf=made.pdf)


@access.member
@require_safe
@in_a_viewer
def topic_pdf(request: Request, code: str) -> HttpResponse:
    return _book(request, code)


@access.member
@require_safe
@in_a_viewer
def manual_pdf(request: Request) -> HttpResponse:
    return _book(request, WHOLE_MANUAL)


@access.member
@require_safe
def print_progress(request: Request, code: str) -> HttpResponse:
    order = order_of(actor=request.actor, code=code, today=timezone.localdate())
    pdf = reverse("manual_pdf") if order.topic is None else reverse("topic_pdf", args=[code])
    return render(request, "manual/print_progress.html", {"order": order, "pdf": pdf, "here": request.path})


def _book(request: Request, code: str) -> HttpResponse:
    """The print; or, while the worker makes it, the page that says how far it is."""
    made = print_orders.print_book(actor=request.actor, code=code, now=timezone.now())
    return pdf_response(name=made.name, pdf=made.pdf) if made else redirect("print_progress", code)


# Public: whoever stands before a poster has no account at hand. The code is signed, so it cannot be guessed, and the
# answer to strangers holds no title and no word of the page. A code that is not ours costs no query; others cost two.
@access.public
@require_safe
def printed(request: Request, code: str) -> HttpResponse:
    found = standing(actor=request.actor, code=code, today=timezone.localdate())
    return render(request, "manual/printed.html", {"standing": found})
