"""A topic and the whole manual on paper. A single page: pages.py."""

from django.http import HttpResponse
from django.utils import timezone
from ninja import Router, Status

from backend.identity import access
from backend.identity.http import Request
from backend.kernel.downloads import pdf_response
from practice_wisdom.manual.operations.print_orders import print_book
from practice_wisdom.manual.queries.print_orders import order_of
from practice_wisdom.manual.schemas.workflow import PrintOrderOut

router = Router(tags=["Manual"])
AS_PDF = {
    "responses": {
        200: {
            "description": "A PDF",
            "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}},
        }
    }
}


@router.get("/prints/{slug:code}", response={202: PrintOrderOut}, openapi_extra=AS_PDF)
@access.member
def book(request: Request, code: str) -> HttpResponse | Status:
    """A topic, or `manual` for all of it, as PDF (PDF/UA-1). 202 while it is made: ask again in a few seconds."""
    made = print_book(actor=request.actor, code=code, now=timezone.now())
    if made is not None:
        return pdf_response(name=made.name, pdf=made.pdf)
    order = order_of(actor=request.actor, code=code, today=timezone.localdate())
    return Status(202, {"state": str(order.state), "ahead": order.ahead})
