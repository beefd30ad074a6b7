from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from ninja import Router

from backend.identity.access import acting
from backend.identity.http import Request
from backend.kernel.downloads import pdf_response
from supervision.edge import trailed
from supervision.operations.paper import print_record

router = Router(tags=["Supervision: records"])
AS_PDF = {
    "responses": {
        200: {
            "description": "A PDF",
            "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}},
        }
    }
}


@router.get("/records/{uuid:record_id}/pdf", openapi_extra=AS_PDF, summary="A record on paper, as I may see it")
@acting
@trailed
def record_pdf(request: Request, record_id: UUID) -> HttpResponse:
    """PDF/UA-1, made while you wait and kept nowhere. The reading is noted as a print."""
    made = print_record(actor=request.actor, record_id=record_id, now=timezone.now())
    return pdf_response(name=made.name, pdf=made.pdf)
