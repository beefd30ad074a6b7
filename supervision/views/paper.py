from collections.abc import Callable
from typing import Any
from uuid import UUID

from csp.constants import SELF
from csp.decorators import csp_replace
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from backend.identity import access
from backend.identity.http import Request
from backend.kernel.downloads import pdf_response
from supervision.edge import trailed
from supervision.operations.paper import print_record

View = Callable[..., Any]


# The viewer inside a browser is an object to it, and "none" would leave the sheet empty.
in_a_viewer: Callable[[View], View] = csp_replace({"object-src": [SELF]})


@access.acting
@trailed
@require_safe
@in_a_viewer
def record_pdf(request: Request, record_id: UUID) -> HttpResponse:
    made = print_record(actor=request.actor, record_id=record_id, now=timezone.now())
    return pdf_response(name=made.name, pdf=made.pdf)
